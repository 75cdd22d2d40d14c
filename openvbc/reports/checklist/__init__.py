"""The checklist of a contract as text, as a page, and for machines."""
