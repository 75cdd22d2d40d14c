"""An episode stream's figures from claims."""
