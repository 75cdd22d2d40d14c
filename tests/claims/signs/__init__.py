"""Signs of under-service, selection and gaming."""
