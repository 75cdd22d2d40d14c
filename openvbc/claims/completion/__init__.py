"""Completion: how much of what was incurred is paid by each lag, estimated from claims or given."""
