"""A made-up Halland in the database: for the demo, and as large as a benchmark wants it."""
