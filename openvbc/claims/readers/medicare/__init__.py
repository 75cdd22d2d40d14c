"""What the readers of Medicare's own claim files share: one way from gathered lines to canonical rows."""
