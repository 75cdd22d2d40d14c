"""Counts the figures of a shared-savings stream from claim lines: own members, base years, comparators, completion."""
