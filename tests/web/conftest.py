"""Tests of the application run on SQLite in `make test` and, all of them, on PostgreSQL in `make test-postgres`."""

import pytest

QUICK = {"test_acting", "test_history", "test_swedish", "test_style_page"}
"""What `make test-quick` has of the application: the one way in, and what needs little of a database."""


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/web" in item.path.as_posix():
            item.add_marker(pytest.mark.web)
            if item.path.stem not in QUICK:
                item.add_marker(pytest.mark.slow)
