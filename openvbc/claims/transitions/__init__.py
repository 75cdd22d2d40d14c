"""Transitions of care: who left a hospital, what is due after that, and until when a new admission is a readmission."""
