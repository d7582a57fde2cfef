"""Helping somebody who cannot sign in, and closing an account: whole or not at all, each with a row on the trail.

The command on the server and the administrator's page do the same by this.
"""

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.http import HttpRequest
from django.utils.timezone import localdate
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.access.signing_in import attempt_key
from samsyn_web.access.visit import Visit
from samsyn_web.directory import validity
from samsyn_web.directory.mail_addresses import read_mail_address
from samsyn_web.directory.models import Account, Holding
from samsyn_web.trail.models import What
from samsyn_web.trail.recording import Tracks, write

SHORTEST_REASON: Final = 10
"""Signs: enough to say what had happened."""
NO_REASON: Final = f"Skriv varför med minst {SHORTEST_REASON} tecken. Det står kvar i loggen."


class Help(StrEnum):
    """What can be done for an account."""

    PASSWORD = "password"  # noqa: S105 (the name of what is done)
    FORGET_CODE = "forget_code"
    UNLOCK = "unlock"
    UNTIE = "untie"
    CLOSE = "close"
    OPEN = "open"


DONE: Final[Mapping[Help, str]] = MappingProxyType(
    {
        Help.PASSWORD: "nytt lösenord",
        Help.FORGET_CODE: "kodappen glömd",
        Help.UNLOCK: "upplåst",
        Help.UNTIE: "kopplingen till organisationens inloggning lossad",
        Help.CLOSE: "stängt",
        Help.OPEN: "öppnat",
    }
)
"""What the trail says was done."""


@dataclass(frozen=True)
class Standing:
    """How an account stands with signing in."""

    is_locked: bool
    locked_until: datetime | None
    has_code_app: bool
    has_password: bool
    is_tied: bool
    is_active: bool

    def possible(self) -> tuple[Help, ...]:
        """What there is to do for it."""
        found = {
            Help.UNLOCK: self.is_locked,
            Help.PASSWORD: self.is_active,
            Help.FORGET_CODE: self.has_code_app,
            Help.UNTIE: self.is_tied,
            Help.CLOSE: self.is_active,
            Help.OPEN: not self.is_active,
        }
        return tuple(one for one, holds in found.items() if holds)


def standing(account: Account, now: datetime) -> Standing:
    """How an account stands."""
    tries = AccessAttempt.objects.filter(
        username=_known_as(account), failures_since_start__gte=settings.AXES_FAILURE_LIMIT
    ).aggregate(last=Max("attempt_time"))["last"]
    until = tries + timedelta(hours=settings.AXES_COOLOFF_TIME) if tries is not None else None
    is_locked = until is not None and until > now
    return Standing(
        is_locked,
        until if is_locked else None,
        TOTPDevice.objects.filter(user=account, confirmed=True).exists(),
        account.has_usable_password(),
        account.subject is not None,
        account.is_active,
    )


def _known_as(account: Account) -> str:
    """What the lock-out knows the account by."""
    known = attempt_key(HttpRequest(), {"username": account.username})
    assert known is not None
    return known


def change(account: Account, wanted: Collection[Help]) -> str:
    """Do what is wanted to an account, within the caller's transaction. The new password when there is one, else nothing."""
    password = ""
    if Help.PASSWORD in wanted:
        password = secrets.token_urlsafe(15)
        account.set_password(password)
    if Help.FORGET_CODE in wanted:
        TOTPDevice.objects.filter(user=account).delete()
    if Help.UNLOCK in wanted:
        AccessAttempt.objects.filter(username=_known_as(account)).delete()
    if Help.UNTIE in wanted:
        account.subject = None
    if Help.CLOSE in wanted or Help.OPEN in wanted:
        account.is_active = Help.OPEN in wanted
    account.save()
    return password


def told(account: Account, wanted: Collection[Help], why: str) -> str:
    """What the trail says of it."""
    return f"konto {account.pk}: {', '.join(DONE[one] for one in Help if one in wanted)} ({why})"


def on_the_server(account: Account, wanted: Collection[Help], at: datetime) -> str:
    """What somebody at the server does. The new password when there is one."""
    with transaction.atomic():
        password = change(account, wanted)
        tracks = Tracks()
        tracks.touch(What.CHANGED, why=told(account, wanted, "på servern"))
        write(tracks, at, page="account")
    return password


# ---- what an administrator does


def of_party(visit: Visit, today: date) -> QuerySet[Account]:
    """The accounts an administrator may help: those with a role at a unit of their own care provider, now or to come."""
    held = Holding.objects.filter(Q(valid_to=None) | Q(valid_to__gt=today), unit__party=visit.worker.party)
    return Account.objects.filter(pk__in=held.values("account")).order_by("name", "username")


def matching(visit: Visit, words: str, today: date) -> QuerySet[Account]:
    """Those among them whose name has every word, or whose user name or HSA-id is what was typed."""
    named = Q()
    for word in words.split():
        named &= Q(name__icontains=word)
    return of_party(visit, today).filter(named | Q(username__iexact=words) | Q(hsa_id__iexact=words))


def account_of(visit: Visit, number: int, today: date) -> Account:
    """One of them. Raises NotThere."""
    found = of_party(visit, today).filter(pk=number).first()
    if found is None:
        raise NotThere
    return found


def give_address(visit: Visit, account: Account, said: str, why: str) -> Account:
    """Let a colleague's digest go to another address; an empty one ends it. Raises Refused, Faulty."""
    _is_not_own(visit, account)
    faults: dict[str, str] = {}
    address = ""
    try:
        address = read_mail_address(said) if said.strip() else ""
    except ValueError as error:
        faults["adress"] = str(error)
    why = " ".join(why.split())
    if len(why) < SHORTEST_REASON:
        faults["varfor"] = NO_REASON
    if faults:
        raise Faulty(faults)
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        by = visit.worker.account
        changed = validity.change(held, {"email": address}, day=localdate(visit.now), by=by, at=visit.now)
        visit.tracks.touch(What.CHANGED, why=f"konto {held.pk}: e-postadressen ändrad ({why})")
        visit.write()
    return changed


def _is_not_own(visit: Visit, account: Account) -> None:
    if account.pk == visit.worker.account.pk:
        raise Refused("Du kan inte ändra ditt eget konto.", "En annan administratör hos er kan göra det.")


def help_somebody(visit: Visit, account: Account, wanted: Collection[Help], why: str) -> str:
    """What an administrator does for a colleague, who they have made sure it is. The new password when there is one.

    Raises Refused, Faulty; nothing has then changed.
    """
    _is_not_own(visit, account)
    why = " ".join(why.split())
    if len(why) < SHORTEST_REASON:
        raise Faulty({"skal": NO_REASON})
    if not wanted:
        raise Faulty({"gor": "Välj vad som ska göras."})
    if {Help.CLOSE, Help.OPEN} & set(wanted) and len(set(wanted)) > 1:
        raise Faulty({"gor": "Att stänga eller öppna ett konto görs för sig. Välj bara det."})
    with transaction.atomic():
        held = Account.objects.select_for_update().get(pk=account.pk)
        impossible = [DONE[one] for one in wanted if one not in standing(held, visit.now).possible()]
        if impossible:
            raise Faulty({"gor": f"Det går inte längre att göra: {', '.join(impossible)}. Läs läget och välj igen."})
        password = change(held, wanted)
        visit.tracks.touch(What.CHANGED, why=told(held, wanted, why))
        visit.write()
    return password
