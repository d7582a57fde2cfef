from pathlib import Path

import pytest

from samsyn.rules.library import Library

AGREEMENTS = Path(__file__).resolve().parents[2] / "agreements"


@pytest.fixture(scope="session")
def library() -> Library:
    return Library.from_folder(AGREEMENTS)
