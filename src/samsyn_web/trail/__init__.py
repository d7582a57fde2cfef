"""Who has seen and done what: one row a request, sealed in batches into a chain of hashes."""
