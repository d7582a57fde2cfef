"""Tests of the application run on SQLite in `make test` and, all of them, on PostgreSQL in `make test-postgres`."""

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/web" in item.path.as_posix():
            item.add_marker(pytest.mark.web)
