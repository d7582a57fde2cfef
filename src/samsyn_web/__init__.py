"""The application: the only place with a request, a database and a clock on the wall. Reasoning is in `samsyn`."""
