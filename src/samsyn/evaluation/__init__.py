"""Deciding cases: the plain reference, the compiled diagram, and what both can explain. One meaning, several engines."""
