"""The checklist of a Shared Savings Program contract: eight steps from eligibility to data feedback."""
