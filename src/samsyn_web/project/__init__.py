"""Settings, addresses, and what stands between a request and a page."""
