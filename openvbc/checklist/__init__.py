"""The checklist of a contract: eight steps, each with what is done, not met or not known, and why."""
