"""What the replays of hospital programs share: files by their columns, hospitals by their number, what-if."""
