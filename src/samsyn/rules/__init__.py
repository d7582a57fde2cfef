"""Agreements as rules: cells, decision tables, versions, readings, and the checks they must pass."""
