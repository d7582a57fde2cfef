"""A region's directory brought in from files: told whole what is wrong, and nothing written, or all of it."""
