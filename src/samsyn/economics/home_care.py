"""What is the money of the agreement on home care computed from? Its printed amounts, its text in force, and its clause."""

from dataclasses import dataclass
from typing import Final

from samsyn.economics.indexation import Clause, read_clause
from samsyn.economics.published import Published, published
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

AGREEMENT: Final = "halland/hemsjukvard"


@dataclass(frozen=True, slots=True)
class HomeCare:
    """The printed table of all versions, the version asked for, and its formulas and index figures."""

    table: Published
    agreement: Agreement
    clause: Clause


def home_care(library: Library, address: str = AGREEMENT) -> HomeCare:
    """The agreement as the library has it. Raises NotFoundError, FaultyTextError and MoneyError."""
    name, version = library.find(address)
    agreement = library.usable(name, version)
    table = published(library.usable(name, each) for each in library.agreements[name])
    return HomeCare(table, agreement, read_clause(agreement))
