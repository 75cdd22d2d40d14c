"""Hospital Readmissions Reduction Program: excess readmissions against peers, and what they take from payments."""
