"""Signs of under-service, selection and gaming: what is counted of people, and how it is held against others."""
