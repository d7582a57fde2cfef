"""Which agreements a case turns on where the person is: `{region}` in a process's questions becomes a folder of agreements."""

from collections.abc import Mapping
from typing import Final

from samsyn.facts.values import Value
from samsyn.processes.process import Process

REGIONS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Halmstad", "Kungsbacka", "Varberg", "Falkenberg", "Laholm", "Hylte"), "halland"),
    "kommun i Örebro län": "orebro",
}
"""The folder of the region's agreements, by the fact `vistelsekommun`: where the person stays, for there the care is given."""


def region_of(facts: Mapping[str, Value]) -> str:
    """The region whose agreements apply; empty where the person's whereabouts are not known, or no agreement of theirs is."""
    return REGIONS.get(str(facts.get("vistelsekommun", "")), "")


def questions(process: Process, facts: Mapping[str, Value]) -> tuple[tuple[str, str], ...]:
    """The agreements and answers that a case turns on, those that no region can be named for left out."""
    region = region_of(facts)
    return tuple(
        (agreement.format(region=region), answer)
        for agreement, answer in process.asks
        if region or "{region}" not in agreement
    )
