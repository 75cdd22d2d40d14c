"""Tests of the payment model pay_for_performance."""
