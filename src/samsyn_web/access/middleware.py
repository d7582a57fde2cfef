"""Between a request and a page: who is at work, and the trail of what they touched."""

from collections.abc import Callable
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from samsyn_web.access import keeping
from samsyn_web.access.refusals import Faulty, NeedsConfirmation, NotThere, Refused
from samsyn_web.access.visit import Visit, Worker, holdings_of
from samsyn_web.trail.models import What

HOLDING: Final = "holding"
CONFIRMED: Final = "confirmed"
LAST: Final = "last"

OPEN_TO_ALL: Final = frozenset(
    {
        "logga-in",
        "logga-in-kod",
        "logga-ut",
        "halsa",
        "tillganglighet",
        "reservrutin",
        "oidc_authentication_init",
        "oidc_authentication_callback",
    }
)
"""Pages that need nobody signed in."""

Respond = Callable[[HttpRequest], HttpResponse]


class SignedIn:
    """Every page but a few needs somebody signed in, with a second factor, at work, and not gone for too long."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: Any, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Let the view be reached, or send the visitor to where something is missing."""
        name = request.resolver_match.view_name
        if not request.user.is_authenticated:
            return None if name in OPEN_TO_ALL else self._sign_in(request)
        now = timezone.now()
        last = request.session.get(LAST)
        if last is not None and now.timestamp() - last > settings.IDLE_MINUTES * 60:
            account = request.user
            if request.method == "POST":
                keeping.keep(account, request.path, request.POST, now)
            logout(request)
            return None if name in OPEN_TO_ALL else self._sign_in(request, timed_out=True)
        request.session[LAST] = now.timestamp()
        if name in OPEN_TO_ALL:
            return None
        if not (request.user.is_verified() or request.session.get("strong")):
            return redirect("logga-in-kod")
        request.holdings = holdings_of(request.user, timezone.localdate())
        chosen = next((one for one in request.holdings if one.pk == request.session.get(HOLDING)), None)
        if chosen is None and len(request.holdings) == 1:
            chosen = request.holdings[0]
            request.session[HOLDING] = chosen.pk
        if chosen is None:
            return None if name == "valj-roll" else redirect("valj-roll")
        request.visit = Visit(
            Worker(request.user, chosen),
            now,
            request.number,
            name,
            confirmed=frozenset(request.session.get(CONFIRMED, ())),
        )
        return None

    def _sign_in(self, request: HttpRequest, *, timed_out: bool = False) -> HttpResponse:
        address = f"{reverse('logga-in')}?next={request.path}" + ("&utgangen=1" if timed_out else "")
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
            return render(request, "access/nekad.html", {"refused": error}, status=403)
        if isinstance(error, NeedsConfirmation):
            return render(
                request, "access/skyddad.html", {"person": error.person, "back": request.get_full_path()}, status=403
            )
        if isinstance(error, NotThere):
            return render(request, "404.html", status=404)
        if isinstance(error, Faulty):
            return render(request, "access/felaktig.html", {"faults": error.faults}, status=422)
        return None
