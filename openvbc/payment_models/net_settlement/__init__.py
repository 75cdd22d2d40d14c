"""Net settlement: from what several streams come to, to what is due now; offsets, deficits, advances, interest."""
