"""The small vocabulary of the faulty texts, and the real one."""

from pathlib import Path

import pytest

from samsyn.documents.tables import read_document
from samsyn.facts.declarations import read_vocabulary

PROJECT = Path(__file__).parents[2]


def read(file):
    vocabulary, problems = read_vocabulary(read_document(file.read_text(encoding="utf-8"), file.name))
    assert problems == ()
    return vocabulary


@pytest.fixture(scope="session")
def small():
    return read(PROJECT / "tests" / "bad" / "grund" / "begrepp.md")


@pytest.fixture(scope="session")
def real():
    return read(PROJECT / "agreements" / "begrepp.md")
