"""CMS's published reductions of the Hospital Readmissions Reduction Program, settled again."""
