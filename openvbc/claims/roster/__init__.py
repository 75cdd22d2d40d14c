"""The monthly roster: which member belongs to which rate cell in which month, by rosters that follow each other."""
