"""Markdown texts as heads, headings and tables with their places, and what is wrong with them as values.

The ground floor: it knows nothing of health care, facts or agreements.
"""
