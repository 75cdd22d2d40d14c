"""Shared savings between a payer and a provider organization, commercial and Medicaid shape."""
