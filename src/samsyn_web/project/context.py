"""What every page is given."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from samsyn.processes.cast import CLINICAL, Role
from samsyn_web.access.middleware import OPEN_TO_ALL
from samsyn_web.access.visit import Visit
from samsyn_web.journal.texts import texts
from samsyn_web.notices.prepared import count_new

BOARD = frozenset({Role.STRATEGIST, Role.CHIEF_NURSE, Role.CONTROLLER})
OTHERS = frozenset(Role) - CLINICAL

PAGES: tuple[tuple[str, str, frozenset[Role] | None], ...] = (
    ("start", "Start", None),
    ("fall", "Fall", CLINICAL),
    ("sok", "Sök", CLINICAL),
    ("ansvarskollen", "Ansvarskollen", None),
    ("avtal", "Avtal", None),
    ("enhet", "Vår enhet", CLINICAL),
    ("enheter", "Enheter", OTHERS),
    ("oenigheter", "Oenigheter", BOARD),
    ("avvikelser", "Avvikelser", BOARD),
    ("sip", "SIP", BOARD),
    ("ekonomi", "Ekonomi", frozenset({Role.STRATEGIST, Role.CONTROLLER})),
    (
        "sabo-alla",
        "Boenden",
        frozenset({Role.HOME_MANAGER, Role.NURSE, Role.GP, Role.CARE_CONTACT, Role.CHIEF_NURSE, Role.STRATEGIST}),
    ),
    ("berorda-fall", "Berörda fall", frozenset({Role.STRATEGIST, Role.CHIEF_NURSE, Role.ADMINISTRATOR})),
    ("logg", "Logggranskning", frozenset({Role.LOG_REVIEWER})),
    ("konton", "Konton", frozenset({Role.ADMINISTRATOR})),
    ("aterkoppling", "Återkoppling", frozenset({Role.ADMINISTRATOR})),
)
"""The main navigation: the page, its words, and the roles it is for."""


def everywhere(request: HttpRequest) -> dict[str, Any]:
    """Who is at work, where they can go, and what all must know."""
    visit: Visit | None = getattr(request, "visit", None)
    said: dict[str, Any] = {"is_demo": settings.IS_DEMO, "now": visit.now if visit else timezone.now()}
    if visit is None:
        return said
    match = request.resolver_match
    view = match.view_name if match else ""
    worker = visit.worker
    return said | {
        "actor": {
            "name": worker.account.name,
            "role_name": worker.role_name,
            "unit_name": worker.unit.name,
            "has_password": worker.account.has_usable_password(),
            "other_holdings": [one for one in getattr(request, "holdings", ()) if one.pk != worker.holding.pk],
        },
        "worker": worker,
        "nav": [
            {"name": words, "url": reverse(page), "current": view == page}
            for page, words, roles in PAGES
            if roles is None or worker.role in roles
        ],
        "new_notices": partial(count_new, visit) if view not in OPEN_TO_ALL else 0,
        "agreements_warning": texts().warning,
    }
