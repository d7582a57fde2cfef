"""In-app notices, and the daily digest by e-mail: what waits for somebody, computed from what is stored."""
