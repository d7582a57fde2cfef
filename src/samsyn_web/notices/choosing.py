"""What each person has chosen to be told, and how: read, and changed with what was chosen before kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Q

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.directory import validity
from samsyn_web.directory.models import Account
from samsyn_web.notices.kinds import BY_ID, KINDS
from samsyn_web.notices.models import Choice, Digest

FIRST_HOUR: Final = 7
"""The hour that the form suggests: our choice."""


@dataclass(frozen=True)
class Ways:
    """How somebody is told of a kind of notice."""

    in_app: bool
    in_digest: bool


def chosen(account: Account, today: date) -> dict[str, Ways]:
    """How somebody is told of each kind: as they have chosen, else as the kind has it."""
    rows = {one.kind: one for one in validity.in_force(Choice.objects.filter(account=account), today)}
    return {
        kind.id: Ways(rows[kind.id].in_app, rows[kind.id].in_digest)
        if kind.id in rows
        else Ways(kind.in_app, kind.in_digest)
        for kind in KINDS
    }


def digest_of(account: Account, today: date) -> Digest | None:
    """What somebody has said of the digest; None when nothing."""
    return validity.in_force(Digest.objects.filter(account=account), today).first()


def choose(
    *, account: Account, said: Mapping[str, Ways], is_wanted: bool, hour: int, at: datetime
) -> list[Choice | Digest]:
    """Let it be so from now on; the rows that were changed or begun. What is as before leaves no row.

    `said` may leave kinds out: they stay as they are.
    """
    day = at.astimezone(STOCKHOLM).date()
    changed: list[Choice | Digest] = []
    with transaction.atomic():
        Account.objects.select_for_update().get(pk=account.pk)  # who saves twice at once takes their turns
        rows = {one.kind: one for one in validity.in_force(Choice.objects.filter(account=account), day)}
        for name, ways in said.items():
            values: dict[str, Any] = {"in_app": ways.in_app, "in_digest": ways.in_digest}
            held = rows.get(name)
            if held is not None and Ways(held.in_app, held.in_digest) != ways:
                changed.append(validity.change(held, values, day=day, by=account, at=at))
            elif held is None and Ways(BY_ID[name].in_app, BY_ID[name].in_digest) != ways:
                new = Choice(account=account, kind=name, valid_from=day, **values)
                changed.append(validity.begin(new, by=account, at=at))
        digest = digest_of(account, day)
        if digest is None and is_wanted:
            begun = Digest(account=account, is_wanted=True, hour=hour, valid_from=day)
            changed.append(validity.begin(begun, by=account, at=at))
        elif digest is not None and (digest.is_wanted, digest.hour) != (is_wanted, hour):
            values = {"is_wanted": is_wanted, "hour": hour}
            changed.append(validity.change(digest, values, day=day, by=account, at=at))
    return changed


def wanted(account: Account, today: date, way: str) -> Q:
    """What picks out of some notices those that somebody wants: `way` is `in_app` or `in_digest`. It asks nothing by itself."""
    held = validity.in_force(Choice.objects.filter(account=account), today)
    told = [kind.id for kind in KINDS if getattr(kind, way)]
    found = ~Q(notice__in=held.filter(**{way: False}).values("kind"))
    if len(told) < len(KINDS):
        found = found & Q(notice__in=told) | Q(notice__in=held.filter(**{way: True}).values("kind"))
    return found
