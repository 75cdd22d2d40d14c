"""What the readers of delimited text share: a file staged as text, its values checked, its faults told by line."""
