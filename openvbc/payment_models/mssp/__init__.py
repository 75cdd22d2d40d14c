"""The Medicare Shared Savings Program, 42 CFR part 425: every track, performance years 2013 to 2026."""
