"""Evidence packs: everything that a settlement rests on, from which it is computed again, also years later."""
