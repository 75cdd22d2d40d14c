"""A fuzzer for every input format: seeded changes to sound files, and an independent reading of what they change."""
