"""The review of a contract: what its terms may cost whom, and what to ask for instead. Advice, never a verdict."""
