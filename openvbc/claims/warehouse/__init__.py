"""Claims where they stand: tables of a warehouse of the user's, found, checked and counted without copying them."""
