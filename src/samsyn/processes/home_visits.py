"""Which events are a doctor's visit in somebody's home? Those whose act brings one about, by the tables of the processes."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from samsyn.processes.events import Event
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Process

OCCURRENCES: Final = frozenset(
    {"läkarbesök av vårdcentralen", "läkarbesök av Läkarmedverkan", "läkarbesök av beredskapsjouren"}
)
"""The events of the vocabulary that are such visits."""


def visiting_acts(process: Process) -> frozenset[str]:
    """The acts of a process that can be a visit; whether one is may rest on what was filled in."""
    return frozenset(act.id for act in process.acts.values() if any(one.name in OCCURRENCES for one in act.occurs))


ACTS: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {process.id: acts for process in PROCESSES.values() if (acts := visiting_acts(process))}
)
"""The acts that can be a visit, by process."""


def is_home_visit(process: Process, event: Event) -> bool:
    """Whether an event, as it counts now, is a visit: a first contact is when it was one in the home."""
    act = process.acts.get(event.kind)
    return act is not None and any(
        one.name in OCCURRENCES and one.holds(event.data, event.unit_kind) for one in act.occurs
    )
