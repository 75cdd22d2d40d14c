"""Hospital-Acquired Condition Reduction Program: a total score, and one percent of the worst quarter's payments."""
