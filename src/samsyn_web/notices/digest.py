"""What the digest says: for each of somebody's roles how many of what, in words. Nothing that points out a person.

No name, number, case, unit, place or day of birth: a mail is read on telephones, forwarded, and kept in places that nobody of us
knows. Roles are told by their names alone; who holds the same at several units is told which by its order.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import make_msgid
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.access.visit import Visit, Worker, holdings_of
from samsyn_web.directory.models import Account
from samsyn_web.notices.counting import to_tell
from samsyn_web.notices.kinds import KINDS
from samsyn_web.notices.models import Sending

SUBJECT: Final = "Sammandrag från Samsyn"
BEFORE_THE_FIRST: Final = timedelta(days=1)
"""How far back the first digest tells of what has happened."""


@dataclass(frozen=True)
class Section:
    """What there is to say for one of somebody's roles."""

    heading: str
    lines: tuple[str, ...]


def sections(account: Account, now: datetime) -> tuple[Section, ...]:
    """What there is to say to somebody, role by role; empty when there is nothing."""
    held = holdings_of(account, now.astimezone(STOCKHOLM).date())
    last = Sending.objects.filter(account=account, state=Sending.State.SENT).order_by("-ended").first()
    since = now - BEFORE_THE_FIRST if last is None or last.ended is None else last.ended
    several = Counter(one.role for one in held)
    met: Counter[str] = Counter()
    found = []
    for holding in held:
        met[holding.role] += 1
        counts = to_tell(Visit(Worker(account, holding), now), since)
        lines = tuple(kind.told(counts[kind.id]) for kind in KINDS if counts.get(kind.id))
        if lines:
            which = f" (uppdrag {met[holding.role]} av {several[holding.role]})" if several[holding.role] > 1 else ""
            found.append(Section(f"Som {holding.role_name}{which}", lines))
    return tuple(found)


def mail(account: Account, told: tuple[Section, ...]) -> EmailMultiAlternatives:
    """The digest as a mail, in plain text and as simple HTML."""
    address = settings.ADDRESS.rstrip("/")
    choices = f"{address}{reverse('aviseringar-val')}"
    said = {
        "sections": told,
        "start": f"{address}{reverse('start')}",
        "choices": choices,
        "is_numbered": any("(uppdrag" in one.heading for one in told),
        "subject": SUBJECT,
    }
    made = EmailMultiAlternatives(
        SUBJECT,
        render_to_string("notices/sammandrag.txt", said),
        settings.MAIL_FROM,
        [account.email],
        headers={
            "List-Unsubscribe": f"<{choices}>",
            "Auto-Submitted": "auto-generated",
            "Message-ID": make_msgid(domain=urlsplit(address).hostname or "samsyn"),
        },
    )
    made.attach_alternative(render_to_string("notices/sammandrag.html", said), "text/html")
    return made
