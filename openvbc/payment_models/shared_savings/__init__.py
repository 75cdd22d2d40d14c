"""Shared savings between a payer and a provider organisation, commercial and Medicaid shape."""
