"""Why something is not allowed or cannot be done, in words for the one who tried."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from samsyn.processes.events import Event


class Refused(Exception):
    """Somebody may not see or do something. `who` can; `person` may be opened in an emergency when `can_break` says so."""

    def __init__(self, why: str, who: str = "", *, person: UUID | None = None, can_break: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.who = who
        self.person = person
        self.can_break = can_break


class NeedsConfirmation(Exception):
    """The person's identity is protected: the worker must say that they need to see it."""

    def __init__(self, person: UUID) -> None:
        super().__init__("needs confirmation")
        self.person = person


class NotThere(Exception):
    """What was asked for does not exist."""


class Overtaken(Exception):
    """Somebody else acted in the case first; `events` are what has happened since the page was shown."""

    def __init__(self, events: Sequence[Event]) -> None:
        super().__init__("overtaken")
        self.events = tuple(events)


class Faulty(Exception):
    """What was typed has faults: a sentence for each field, and under the empty name for the whole."""

    def __init__(self, faults: Mapping[str, str]) -> None:
        super().__init__("faulty")
        self.faults = dict(faults)
