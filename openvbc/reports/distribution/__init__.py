"""What a distribution says: the cover, each participant's statement, payments, disclosure, comparison."""
