"""What a contract is worth before its year is settled. The only room whose figures are binary floats: never posted."""
