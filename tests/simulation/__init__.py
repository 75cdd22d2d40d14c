"""What a contract is worth: scenarios, forecasts, booking figures, negotiation."""
