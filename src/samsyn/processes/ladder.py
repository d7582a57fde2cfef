"""The levels that a disagreement climbs: who meets at each, and how long a level may take.

No source gives Halland's; Örebro plans an oenighetsgrupp whose steps are not known (seed 004). A region writes its own in a
parameter file beside its agreement (`oenighetstrappa.toml`); where there is none, `PROPOSED` is shown, marked as ours.
"""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOST_LEVELS: Final = 4
FILE: Final = "oenighetstrappa.toml"
OURS: Final = "vårt förslag, inte avtalets"


@dataclass(frozen=True)
class Level:
    """One step: what it is called, who meets there, and in how many days it should be settled (None: said each time)."""

    name: str
    who: str
    days: int | None


@dataclass(frozen=True)
class Ladder:
    """The steps from the lowest up, and whose they are: a source, or that they are our proposal."""

    levels: tuple[Level, ...]
    source: str
    fault: str = ""
    """What is wrong with the file that should have been read: this ladder then stands in for it."""

    @property
    def is_ours(self) -> bool:
        """Whether no agreement and no party has decided it."""
        return self.source == OURS

    def level(self, number: int) -> Level | None:
        """The level of a number, counted from 1; None above the last."""
        return self.levels[number - 1] if 0 < number <= len(self.levels) else None


PROPOSED: Final = Ladder(
    (
        Level("lokal nivå", "enheterna som möts kring patienten, med sina chefer", 3),
        Level("ledningen", "MAS eller MAR i kommunen och verksamhetschefen i regionen", 10),
        Level("länsgemensam nivå", "den gemensamma ledning som parterna har för samverkan", 30),
    ),
    OURS,
)
"""Three levels as Västra Götaland's structure has them (lokal, delregional, länsövergripande; seed 002). The days are ours."""


class LadderFault(Exception):
    """What is wrong with a parameter file, in Swedish, with the file."""


def read_ladder(text: str, place: str) -> Ladder:
    """A ladder from a parameter file: `kalla`, then a table `[[niva]]` for each level, the lowest first. Raises LadderFault."""
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise LadderFault(f"{place}: filen går inte att läsa som TOML ({error}).") from None
    source, levels = said.get("kalla"), said.get("niva")
    if not isinstance(source, str) or not source:
        raise LadderFault(f"{place}: ”kalla” saknas. Skriv vem som har beslutat trappan och när.")
    if not isinstance(levels, list) or not 1 <= len(levels) <= MOST_LEVELS:
        raise LadderFault(f"{place}: skriv en till {MOST_LEVELS} nivåer, var och en som [[niva]].")
    return Ladder(tuple(_level(one, place) for one in levels), source)


def _level(said: object, place: str) -> Level:
    name, who, days = (said.get(key) for key in ("namn", "vilka", "dagar")) if isinstance(said, dict) else (None,) * 3
    if not (isinstance(name, str) and isinstance(who, str) and name and who):
        raise LadderFault(f"{place}: varje nivå har ”namn” och ”vilka”.")
    if days is not None and (not isinstance(days, int) or isinstance(days, bool) or days < 1):
        raise LadderFault(
            f"{place}: ”dagar” på nivån {name} är antingen ett helt antal dagar, minst 1, eller utelämnat."
        )
    return Level(name, who, days)


def ladder_for(folder: Path, agreement: str) -> Ladder:
    """The ladder that belongs to an agreement (`region/avtal`): its own, its region's, or ours. Raises LadderFault."""
    region = agreement.partition("/")[0]
    for place in (folder / agreement / FILE, folder / region / FILE):
        if agreement and place.is_file():
            return read_ladder(place.read_text(encoding="utf-8"), str(place))
    return PROPOSED
