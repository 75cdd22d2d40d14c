"""Pay for performance: money for quality itself, beside or instead of savings."""
