"""Settlements and attributed people as FHIR R4, in Da Vinci's profiles: performance reports, attribution lists."""
