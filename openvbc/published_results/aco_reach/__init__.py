"""Results that CMS publishes of Global and Professional Direct Contracting and ACO REACH, settled again."""
