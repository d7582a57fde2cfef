"""Commands of `samsyn-web`."""
