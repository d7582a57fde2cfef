"""Between a request and a page: who is at work, and the trail of what they touched."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from samsyn_web.access import keeping, signing_in
from samsyn_web.access.refusals import Faulty, NeedsConfirmation, NotThere, Refused
from samsyn_web.access.visit import Visit, Worker, holdings_of
from samsyn_web.trail.models import What

HOLDING: Final = "holding"
CONFIRMED: Final = "confirmed"
LAST: Final = "last"

STAMP_AFTER: Final = 60
"""Seconds before a session's last moment is written anew: not once a request."""

OPEN_TO_ALL: Final = frozenset(
    {
        "logga-in",
        "logga-in-demo",
        "logga-in-kod",
        "logga-ut",
        "halsa",
        "tillganglighet",
        "reservrutin",
        "handbok",
        "handbok-sok",
        "handbok-sidan",
        "oidc_authentication_init",
        "oidc_authentication_callback",
    }
)
"""Pages that need nobody signed in."""

NEVER_KEPT: Final = frozenset({"losenord"})
"""Pages whose forms hold secrets: what was typed there is not kept when a session ends."""

Respond = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Every page but a few needs somebody signed in, with a second factor, at work, and not gone for too long."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the view be reached, or send the visitor to where something is missing."""
        if "\0" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
            return render(request, "404.html", status=404)  # no name or number has it, and PostgreSQL takes none
        name = request.resolver_match.view_name
        is_open = name in OPEN_TO_ALL
        now = timezone.now()
        if request.user.is_authenticated and self._is_idle(request, now):
            is_kept = request.method == "POST" and not is_open and name not in NEVER_KEPT
            if is_kept:
                keeping.keep(request.user, request.path, request.POST, now)
            signing_in.sign_out(request, "för länge sedan något hände")
            return None if is_open else self._sign_in(request, utgangen="1", **({"sparat": "1"} if is_kept else {}))
        if not request.user.is_authenticated:
            return None if is_open else self._sign_in(request)
        if not signing_in.is_done(request):
            return None if is_open else _go(request, reverse("logga-in-kod"))
        request.holdings = holdings_of(request.user, timezone.localdate(now))
        chosen = next((one for one in request.holdings if one.pk == request.session.get(HOLDING)), None)
        if chosen is None and len(request.holdings) == 1:
            chosen = request.holdings[0]
            request.session[HOLDING] = chosen.pk
        if chosen is None:
            if is_open or name == "valj-roll":
                return None
            request.session[signing_in.NEXT] = _page(request)
            return _go(request, reverse("valj-roll"))
        request.visit = Visit(
            Worker(request.user, chosen),
            now,
            request.number,
            name,
            confirmed=frozenset(request.session.get(CONFIRMED, ())),
        )
        return None

    def _is_idle(self, request: HttpRequest, now: datetime) -> bool:
        """Whether the session has rested for too long; otherwise this moment is its last."""
        last = request.session.get(LAST)
        rested = 0 if last is None else now.timestamp() - last
        if rested > settings.IDLE_MINUTES * 60:
            return True
        if last is None or not 0 <= rested < STAMP_AFTER:
            request.session[LAST] = now.timestamp()
        return False

    def _sign_in(self, request: HttpRequest, **told: str) -> HttpResponse:
        return _go(request, f"{reverse('logga-in')}?{urlencode({'next': _page(request)} | told, safe='/')}")


def _page(request: HttpRequest) -> str:
    """The page somebody is on: for a part fetched by HTMX the one it is shown in."""
    if request.headers.get("HX-Request") and request.method == "GET":
        return signing_in.safe(urlsplit(request.headers.get("HX-Current-URL", "")).path) or request.path
    return request.path


def _go(request: HttpRequest, address: str) -> HttpResponse:
    """To another page. HTMX would put what a redirect leads to within the page that is shown."""
    if request.headers.get("HX-Request"):
        response = HttpResponse()
        response["HX-Redirect"] = address
        return response
    return redirect(address)


class OnTheTrail:
    """What a request touched is written before its page is sent; if that fails, nothing is shown."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        visit: Visit | None = getattr(request, "visit", None)
        if visit is not None:
            visit.write()
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Refusals become pages that say why and who can."""
        visit: Visit | None = getattr(request, "visit", None)
        if isinstance(error, Refused):
            if visit is not None:
                visit.tracks.touch(What.REFUSED, (), (), error.why)
            return _whole_page(request, "access/nekad.html", {"refused": error}, 403)
        if isinstance(error, NeedsConfirmation):
            if visit is not None and request.method == "POST":
                keeping.keep(visit.worker.account, request.path, request.POST, visit.now)
            back = _page(request)
            return _whole_page(request, "access/skyddad.html", {"person": error.person, "back": back}, 403)
        if isinstance(error, NotThere):
            return _whole_page(request, "404.html", {}, 404)
        if isinstance(error, Faulty):
            return _whole_page(request, "access/felaktig.html", {"faults": error.faults}, 422)
        return None


def _whole_page(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """A page instead of the one asked for; HTMX is told not to put it within the one that is shown."""
    response = render(request, template, context, status=status)
    if request.headers.get("HX-Request"):
        response["HX-Retarget"] = "body"
        response["HX-Reswap"] = "innerHTML"
    return response
