"""Episodes: claims grouped around what begins them, with every line in or out and why."""
