"""Replays CMS's published results: each settled again from its inputs and held against what was published."""
