"""A contract is data: what was agreed and in which clause. It computes nothing."""
