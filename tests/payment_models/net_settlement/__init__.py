"""Tests of the payment model netting."""
