"""Signing in and out: who it is, that they proved it twice, and what that leaves on the trail."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from axes.models import AccessAttempt
from django.conf import settings
from django.contrib.auth import authenticate, login, logout
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction
from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme
from django_otp import DEVICE_ID_SESSION_KEY, verify_token
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn_web.directory.models import Account, Holding
from samsyn_web.trail.models import What
from samsyn_web.trail.recording import Tracks, write

STRONG: Final = "strong"
"""In the session: the second factor was proved elsewhere, by the organisation's own sign-in (or this is the demo)."""

NEXT: Final = "next"
"""In the session: where the visitor was going."""

DEMO_PASSWORD: Final = "en påhittad demo"  # noqa: S105 (it opens only what is made up)
"""The password of every account that a demo lets one sign in to."""


# ---- where to go afterwards


def safe(address: str | None) -> str:
    """An address within this site, or none: nobody is sent elsewhere by a link to our sign-in page."""
    if address and address.startswith("/") and url_has_allowed_host_and_scheme(address, allowed_hosts=None):
        return address
    return ""


def arrive(request: HttpRequest) -> HttpResponse:
    """To the page the visitor was going to, or to the start."""
    return redirect(request.session.pop(NEXT, "") or "start")


def is_done(request: Any) -> bool:
    """Whether the visitor is signed in, with both factors."""
    return request.user.is_authenticated and (request.user.is_verified() or STRONG in request.session)


# ---- the first factor


def attempt_key(_request: HttpRequest, credentials: dict[str, Any] | None = None) -> str | None:
    """What the lock-out knows an account by: never what was typed, for people type passwords in the wrong field."""
    name = (credentials or {}).get("username")
    return salted_hmac("samsyn lock-out", name).hexdigest() if name else None


def with_password(request: HttpRequest, username: str, password: str) -> Account | None:
    """The account with this name and password; None otherwise, which is put on the trail."""
    account = authenticate(request, username=username, password=password)
    if isinstance(account, Account):
        return account
    locked = " (låst)" if getattr(request, "axes_locked_out", False) else ""
    failed(request, Account.objects.filter(username=username).first(), f"fel användarnamn eller lösenord{locked}")
    return None


def locked_out(request: HttpRequest, _response: HttpResponse, credentials: dict[str, Any] | None) -> HttpResponse:
    """The page for an account that is locked: the same whether there is such an account."""
    last = AccessAttempt.objects.filter(username=attempt_key(request, credentials)).aggregate(last=Max("attempt_time"))
    ends = (last["last"] or timezone.now()) + timedelta(hours=settings.AXES_COOLOFF_TIME)
    return render(request, "access/utlast.html", {"ends": ends, "tries": settings.AXES_FAILURE_LIMIT}, status=429)


def begin(request: HttpRequest, account: Account, going_to: str | None) -> None:
    """A new session for somebody who has proved once who they are."""
    request.session.flush()
    login(request, account)
    request.session[NEXT] = safe(going_to)


# ---- the second factor


def device_of(account: Account) -> TOTPDevice:
    """The account's code app; where there is none yet, one that waits to be confirmed by its first code."""
    confirmed = TOTPDevice.objects.filter(user=account, confirmed=True).first()
    if confirmed is not None:
        return confirmed
    waiting = TOTPDevice.objects.filter(user=account, confirmed=False).order_by("pk").first()
    return waiting or TOTPDevice.objects.create(user=account, name="kodapp", confirmed=False)


def with_code(request: HttpRequest, account: Account, device: TOTPDevice, code: str) -> bool:
    """Whether the code was right; then the visitor is signed in. Either way it is on the trail."""
    with transaction.atomic():
        if verify_token(account, device.persistent_id, code) is None:
            failed(request, account, "fel kod")
            return False
        new = not device.confirmed
        if new:
            TOTPDevice.objects.filter(pk=device.pk).update(confirmed=True)
            TOTPDevice.objects.filter(user=account, confirmed=False).delete()
        request.session[DEVICE_ID_SESSION_KEY] = device.persistent_id
        signed_in(request, account, "lösenord och kod från en ny kodapp" if new else "lösenord och kod")
    return True


# ---- the demo


DEMO_LOOKS: Final = "demo.json"
"""Where the demo's data says what is worth looking at as each of its people, by username."""


def demo_looks() -> dict[str, str]:
    """What is worth looking at, by username; nothing where no demo is loaded."""
    told: Path = settings.DATA / DEMO_LOOKS
    if not settings.IS_DEMO or not told.is_file():
        return {}
    looks: dict[str, str] = json.loads(told.read_text(encoding="utf-8"))
    return looks


def demo_holdings() -> list[Holding]:
    """Who one may sign in as in a demo: the accounts that have a password, each with the first role it holds."""
    if not settings.IS_DEMO:
        return []
    held = (
        Holding.objects.filter(account__is_active=True, valid_to=None)
        .exclude(account__password__startswith=UNUSABLE_PASSWORD_PREFIX)
        .select_related("account", "unit")
        .order_by("account_id", "id")
    )
    first: dict[int, Holding] = {}
    for one in held:
        first.setdefault(one.account_id, one)
    return list(first.values())


# ---- the trail


def signed_in(request: HttpRequest, account: Account, how: str) -> None:
    """Somebody is signed in, with all that is asked for."""
    _write(request, account, What.SIGNED_IN, how)


def failed(request: HttpRequest, account: Account | None, why: str) -> None:
    """Somebody tried to sign in. Without an account nothing they typed is kept."""
    _write(request, account, What.SIGN_IN_FAILED, why)


def sign_out(request: HttpRequest, why: str = "") -> None:
    """End the session."""
    if isinstance(account := request.user, Account):
        _write(request, account, What.SIGNED_OUT, why)
    logout(request)


def _write(request: HttpRequest, account: Account | None, what: What, why: str) -> None:
    match = request.resolver_match
    write(
        Tracks(what=what, why=why),
        timezone.now(),
        request=getattr(request, "number", ""),
        account=account.pk if account else None,
        page=match.view_name if match else "",
    )
