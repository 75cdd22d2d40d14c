"""Care management: fees for members and months by tier, by what was done for them, and enhanced fees for services."""
