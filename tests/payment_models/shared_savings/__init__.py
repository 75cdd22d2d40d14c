"""Tests of the payment model shared_savings."""
