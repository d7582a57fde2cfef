"""Which agreements a case turns on where the person is: `{region}` in a process becomes a folder of agreements."""

from collections.abc import Iterable, Mapping
from typing import Final

from samsyn.facts.values import Value
from samsyn.processes.process import Process

REGIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Halmstad", "Kungsbacka", "Varberg", "Falkenberg", "Laholm", "Hylte"), "halland"),
    "kommun i Örebro län": "orebro",
}
"""The folder of the region's agreements, by the fact `vistelsekommun`: where the person stays, for there the care is given."""


HOME: Final = "halland"
"""Whose agreements answer for those of whom no other region is known."""


def region_of(facts: Mapping[str, Value]) -> str:
    """The region whose agreements apply; empty where the person's whereabouts are not known, or no agreement of theirs is."""
    return REGIONS.get(str(facts.get("vistelsekommun", "")), "")


def agreement_of(name: str, region: str, pinned: Iterable[str] = ()) -> str:
    """The agreement that a process names: the one among those pinned to an event, else the region's; empty where none is."""
    if "{region}" not in name:
        return name
    possible = {name.format(region=one) for one in REGIONS.values()}
    return next((one for one in pinned if one in possible), name.format(region=region) if region else "")


def agreements_of(process: Process, region: str) -> tuple[str, ...]:
    """The agreements that events of a process are recorded under where a region's apply."""
    names = (agreement_of(name, region) for name in (*process.agreements, *process.consults))
    return tuple(dict.fromkeys(name for name in names if name))


def questions(process: Process, facts: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """The agreements and answers that a case turns on, those that no region can be named for left out."""
    region = region_of(facts)
    asked = ((agreement_of(agreement, region), answer) for agreement, answer in process.asks)
    return tuple((agreement, answer) for agreement, answer in asked if agreement)
