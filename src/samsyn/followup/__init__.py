"""Following up: what the agreements are measured by, counted from cases, without any person."""
