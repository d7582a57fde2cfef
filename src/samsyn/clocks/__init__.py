"""Days and hours as Swedish care counts them."""
