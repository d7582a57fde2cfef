"""Tests whose docstring is what is read: the tables of an agreement, against the vocabulary of the faulty texts."""

import inspect

import pytest

from rules.one_library import ADDRESS, library_with


@pytest.fixture(scope="session")
def vocabulary():
    return library_with("").vocabulary


@pytest.fixture
def library(request):
    """The library whose only agreement has the tables in the test's own docstring."""
    return library_with(inspect.cleandoc(request.function.__doc__))


@pytest.fixture
def agreement(library):
    """The agreement in the test's own docstring, without errors."""
    return library.usable(ADDRESS, "2021-04-01")


@pytest.fixture
def told(library):
    """What is told of the text in the test's own docstring: code and message."""
    return [f"{problem.code}: {problem.message}" for problem in library.check()]
