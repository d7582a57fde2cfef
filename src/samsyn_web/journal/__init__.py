"""What has happened: persons, cases, and the append-only events that everything else is computed from."""
