"""Published facts: value, scope, citation, status. Never in code."""
