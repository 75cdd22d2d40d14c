"""Hospital Value-Based Purchasing: points for achievement, improvement and consistency, and what they pay."""
