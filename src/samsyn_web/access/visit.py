"""Somebody at work: who, as what, where; and one request of theirs, with all it has touched."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest

from samsyn.processes.cast import CLINICAL, ROLE_NAMES, Role, Side
from samsyn.processes.judging import Actor
from samsyn_web.directory.models import Account, Holding, Party, Unit
from samsyn_web.trail.models import Entry
from samsyn_web.trail.recording import Tracks, write


@dataclass(frozen=True)
class Worker:
    """An account working as one role at one unit. The unit's party is fetched with it."""

    account: Account
    holding: Holding

    @property
    def role(self) -> Role:
        return Role(self.holding.role)

    @property
    def role_name(self) -> str:
        return ROLE_NAMES[self.role]

    @property
    def unit(self) -> Unit:
        return self.holding.unit

    @property
    def party(self) -> Party:
        return self.holding.unit.party

    @property
    def is_clinical(self) -> bool:
        """Whether the work is in care or social services, and may need a person's data."""
        return self.role in CLINICAL

    def as_actor(self) -> Actor:
        """The same, as the processes know it."""
        return Actor(str(self.account.pk), self.role, self.unit.hsa_id, self.unit.unit_kind, Side(self.party.side))


@dataclass
class Visit:
    """One request by somebody at work, at a moment. Reading and acting go through it, and leave their tracks on it."""

    worker: Worker
    now: datetime
    request: str = ""
    page: str = ""
    tracks: Tracks = field(default_factory=Tracks)
    afterwards: list[Callable[[], None]] = field(default_factory=list)
    """What is to be remembered of the visit, written together with its entry: one transaction a page."""
    confirmed: frozenset[str] = frozenset()
    """The persons with protected identity whom the worker has confirmed the need to see."""

    def write(self) -> Entry | None:
        """Write its entry on the trail, if it touched anything and has none yet, and what is to be remembered."""
        if self.tracks.what is None and not self.afterwards:
            return None
        with transaction.atomic(savepoint=False):
            for remember in self.afterwards:
                remember()
            self.afterwards.clear()
            return self._entry()

    def _entry(self) -> Entry | None:
        return write(
            self.tracks,
            self.now,
            request=self.request,
            account=self.worker.account.pk,
            role=self.worker.role.value,
            unit=self.worker.unit.hsa_id,
            page=self.page,
        )


def holdings_of(account: Account, day: date) -> list[Holding]:
    """The roles somebody holds on a day, with their units and parties."""
    return list(
        Holding.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=day),
            Q(unit__valid_to=None) | Q(unit__valid_to__gt=day),
            account=account,
            valid_from__lte=day,
            unit__valid_from__lte=day,
        ).select_related("unit__party", "account")
    )


class SignedRequest(HttpRequest):
    """A request of somebody signed in and at work: what our views are given."""

    visit: Visit
    holdings: list[Holding]
    number: str
