"""The historical benchmark and its way to the performance year, computed from figures by enrollment type."""
