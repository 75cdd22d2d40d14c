"""What replays share: rows of published figures, figures settled here beside them, and the report of it all."""
