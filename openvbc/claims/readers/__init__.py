"""Readers: one folder a source format. Each turns the files people receive into canonical rows, or refuses them."""
