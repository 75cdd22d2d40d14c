"""Capitation: a payment for each member and month, whatever care he needs; funds and risk pools settled against it."""
