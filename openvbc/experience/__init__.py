"""From a contract and claims to people, months, dollars and risk, for named periods: one way for whoever counts."""
