"""One made-up Halland for all tests, and the vocabulary its facts are in."""

from datetime import date
from pathlib import Path

import pytest

from samsyn.documents.tables import read_document
from samsyn.facts.declarations import read_vocabulary
from samsyn.synthetic import halland

PROJECT = Path(__file__).parents[2]
TODAY = date(2026, 3, 18)


@pytest.fixture(scope="session")
def made_up():
    """With as many enrolled as the region's presentation counts."""
    return halland(7, persons=7_100, today=TODAY)


@pytest.fixture(scope="session")
def vocabulary():
    file = PROJECT / "agreements" / "begrepp.md"
    read, problems = read_vocabulary(read_document(file.read_text(encoding="utf-8"), file.name))
    assert problems == ()
    return read
