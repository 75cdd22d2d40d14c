"""CMS's published scores of Hospital Value-Based Purchasing, scored again."""
