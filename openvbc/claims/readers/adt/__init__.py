"""ADT feeds, as HL7 version 2 messages or CSV, and prior authorizations as CSV."""
