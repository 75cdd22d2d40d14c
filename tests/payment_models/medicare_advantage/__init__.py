"""Medicare Advantage."""
