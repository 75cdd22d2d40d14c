"""What takes how long. Run with `make bench`."""
