"""Tests whose docstring is the text that is read."""

import inspect

import pytest

from samsyn.documents.tables import read_document


@pytest.fixture
def document(request):
    """The test's own docstring, read as a whole text called ``text.md``."""
    return read_document(inspect.cleandoc(request.function.__doc__), "text.md")
