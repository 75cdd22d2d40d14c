"""Techniques that the field shares. Each adds lines to a worksheet and knows no payment model by name."""
