"""What programs published about their results, settled again: one folder a program."""
