"""What a scorecard says to those it is about: what points are worth, how likely a score is, which gaps are open."""
