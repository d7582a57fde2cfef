"""The agreement that is measured."""

from pathlib import Path

from samsyn.evaluation.compiled import Compiled
from samsyn.rules.library import Library

AGREEMENTS = Path(__file__).resolve().parent.parent / "agreements"
AGREEMENT, VERSION, READING = "halland/hemsjukvard", "2021-04-01", "kommunerna"


def compiled_agreement() -> Compiled:
    """Read and compiled."""
    return Compiled.of(Library.from_folder(AGREEMENTS).usable(AGREEMENT, VERSION, READING))
