"""The agreements on the page: their texts, readings, findings, and the interview."""
