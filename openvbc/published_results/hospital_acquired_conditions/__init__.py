"""CMS's published scores of the Hospital-Acquired Condition Reduction Program, settled again."""
