"""Reads FHIR R4 ExplanationOfBenefit, Patient and Coverage resources of CMS's claims interfaces, as NDJSON."""
