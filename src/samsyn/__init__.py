"""Samsyn's reasoning: agreements on care that can be read, asked, compared and proved.

Pure Python: no web framework, no network, and no clock of its own. The moment is always an argument.
"""

__version__ = "0.1.0"
