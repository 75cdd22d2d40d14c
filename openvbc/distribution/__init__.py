"""From what a settlement pays to what each participant receives: a plan, a table of participants, and who gets what."""
