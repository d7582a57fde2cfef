"""Sending the digests: at most one a person and day, whoever sends, however often, and whatever fails on the way.

The day is Sweden's. A digest is claimed in the database before the mail server is spoken to, by a row that there can be only one
of and a compare-and-set on its state. What the server certainly did not accept is tried again later the same day; what it may have
accepted is never sent a second time.
"""

import time
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from smtplib import SMTPAuthenticationError, SMTPNotSupportedError, SMTPRecipientsRefused, SMTPResponseException
from typing import Final

import structlog
from django.core.mail import EmailMultiAlternatives, get_connection
from django.db import DatabaseError
from django.db.models import Exists, F, OuterRef, Q

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.directory.models import Account
from samsyn_web.directory.validity import in_force
from samsyn_web.notices import digest
from samsyn_web.notices.models import Digest, Sending

log: Final = structlog.get_logger("samsyn.digest")

FIRST_PAUSE: Final = timedelta(minutes=10)
LONGEST_PAUSE: Final = timedelta(hours=2)
"""How long it waits before it tries again, twice as long each time up to the longest: our choice."""
ABANDONED: Final = timedelta(hours=1)
"""After so long a claim was left by a sender that died: whether the mail went out nobody knows."""

KEPT: Final = timedelta(days=90)
"""How long it is remembered that a digest was sent: our choice, longer than anybody is told of one that failed."""

NO_SERVER: Final = "e-postservern går inte att nå på det sätt som är inställt"
NO_LOGIN: Final = "e-postservern tog inte emot inloggningen"
NO_ADDRESS: Final = "e-postservern tog inte emot adressen"
NO_MAIL: Final = "e-postservern tog inte emot brevet"
BROKEN: Final = "förbindelsen bröts, och brevet kan ha kommit fram"
DIED: Final = "sändningen avbröts, och brevet kan ha kommit fram"
NOT_MADE: Final = "brevet kunde inte göras"


class NotSent(Exception):
    """The mail was certainly not accepted. `is_server` when the server cannot be reached at all."""

    def __init__(self, why: str, *, is_server: bool = False) -> None:
        super().__init__(why)
        self.why = why
        self.is_server = is_server


class Unsure(Exception):
    """Nobody knows whether the mail was accepted."""


@dataclass
class Sent:
    """What came of a run: how many were sent, had nothing to say, are tried again, and are unsure."""

    sent: int = 0
    nothing: int = 0
    again: int = 0
    unsure: int = 0
    stopped: str = ""
    """Why the run ended before all were tried."""


def send_due(now: datetime) -> Sent:
    """Send the digests whose hour has come. May be run at any time, twice, and in two places at once."""
    Sending.objects.filter(day__lt=now.astimezone(STOCKHOLM).date() - KEPT).delete()
    began = time.monotonic()
    done = Sent(unsure=_give_up_abandoned(now))
    day = now.astimezone(STOCKHOLM).date()
    for account in _due(now, day):
        at = now + timedelta(seconds=time.monotonic() - began)  # a long run must not seem to have been left
        taken = claim(account, day, at)
        if taken is None:
            continue
        try:
            is_sent = _send(account, taken, at)
        except NotSent as failed:
            _try_again(taken, failed.why, now)
            done.again += 1
            if failed.is_server:
                done.stopped = failed.why
                break
        except Unsure:
            _end(taken, Sending.State.UNSURE, at, BROKEN)
            done.unsure += 1
        else:
            done.sent += is_sent
            done.nothing += not is_sent
    return done


def _due(now: datetime, day: date) -> list[Account]:
    """Those who want it by now and have not had it, and can be sent it."""
    local = now.astimezone(STOCKHOLM)
    ended = Sending.objects.filter(account=OuterRef("account"), day=day).filter(
        ~Q(state=Sending.State.WAITING) | Q(again__gt=now)
    )
    wishes = in_force(Digest.objects.filter(is_wanted=True, hour__lte=local.hour), day)
    wishes = wishes.filter(~Exists(ended), account__is_active=True).exclude(account__email="")
    return [wish.account for wish in wishes.select_related("account").order_by("hour", "pk")]


def claim(account: Account, day: date, now: datetime) -> Sending | None:
    """Take somebody's digest of a day, so that nobody else sends it; None when somebody has."""
    Sending.objects.bulk_create([Sending(account=account, day=day, again=now)], ignore_conflicts=True)
    mine = Sending.objects.filter(account=account, day=day)
    taken = mine.filter(state=Sending.State.WAITING, again__lte=now).update(
        state=Sending.State.TAKEN, taken=now, attempts=F("attempts") + 1
    )
    return mine.get() if taken else None


def _send(account: Account, taken: Sending, now: datetime) -> bool:
    """Send what there is to say, if there is. Raises NotSent, Unsure."""
    try:
        told = digest.sections(account, now)
    except DatabaseError as error:
        log.error("digest not made", account=account.pk, error=type(error).__name__)  # noqa: TRY400 (a traceback may hold what was asked for)
        raise NotSent(NOT_MADE) from error
    if not told:
        _end(taken, Sending.State.NOTHING, now)
        return False
    _hand_over(digest.mail(account, told))
    _end(taken, Sending.State.SENT, now)
    return True


def _hand_over(mail: EmailMultiAlternatives) -> None:
    """Give a mail to the server. One connection a mail, so that it is known how far it came. Raises NotSent, Unsure."""
    connection = get_connection(fail_silently=False)
    try:
        connection.open()
    except SMTPAuthenticationError as error:
        raise NotSent(NO_LOGIN, is_server=True) from error
    except OSError as error:  # all of SMTP's own errors are
        raise NotSent(NO_SERVER, is_server=True) from error
    try:
        connection.send_messages([mail])
    except (SMTPRecipientsRefused, ValueError) as error:  # an address that cannot stand in a mail never left us
        raise NotSent(NO_ADDRESS) from error
    except (SMTPNotSupportedError, SMTPResponseException) as error:
        raise NotSent(NO_MAIL) from error
    except OSError as error:
        raise Unsure from error
    finally:
        with suppress(OSError):  # a server that hangs up when it is said goodbye to has done no harm
            connection.close()


# ---- what became of a claim


def _end(taken: Sending, state: Sending.State, now: datetime, failure: str = "") -> None:
    said: dict[str, object] = {"state": state, "ended": now}
    if failure:
        said |= {"failure": failure, "failed": now}
        log.warning("digest unsure", account=taken.account_id, why=failure)
    Sending.objects.filter(pk=taken.pk, state=Sending.State.TAKEN).update(**said)


def _try_again(taken: Sending, why: str, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** (min(taken.attempts, 10) - 1), LONGEST_PAUSE)
    log.warning("digest failed", account=taken.account_id, why=why, attempts=taken.attempts)
    Sending.objects.filter(pk=taken.pk, state=Sending.State.TAKEN).update(
        state=Sending.State.WAITING, again=now + pause, failure=why, failed=now
    )


def _give_up_abandoned(now: datetime) -> int:
    """A claim that its sender never came back to is not sent again: the mail may be there."""
    return Sending.objects.filter(state=Sending.State.TAKEN, taken__lt=now - ABANDONED).update(
        state=Sending.State.UNSURE, ended=now, failed=now, failure=DIED
    )
