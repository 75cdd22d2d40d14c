"""The books: settlements, distributions and payments as double entry, each posted once, in a chain of hashes."""
