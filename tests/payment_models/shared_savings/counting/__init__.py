"""Counting from claim lines, against plain Python on a made-up region."""
