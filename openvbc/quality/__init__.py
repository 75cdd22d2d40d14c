"""Quality: from results of measures to points, domains, one score, and how likely a score is."""
