"""Episode payment: a price for all the care of one, reconciled afterwards, held to thresholds, or paid at once."""
