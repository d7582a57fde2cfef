"""Whom the pages of the money are for, and which they are."""

from dataclasses import dataclass
from typing import Final

from django.urls import reverse

from samsyn.processes.cast import Role, Side
from samsyn_web.access.refusals import Refused
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest, Visit

READERS: Final = (Role.CONTROLLER, Role.STRATEGIST)
"""Who sees figures. None of them is of a single person."""

PAGES: Final = (
    ("ekonomi", "Översikt"),
    ("ekonomi-omraknat", "Omräknat"),
    ("ekonomi-prognos", "Prognos"),
    ("ekonomi-utbetalningar", "Utbetalningar"),
    ("ekonomi-gemensamt", "Gemensamma kostnader"),
    ("ekonomi-tank-om", "Tänk om"),
    ("ekonomi-besok", "Läkarbesök"),
    ("ekonomi-sabo", "Särskilt boende"),
    ("ekonomi-betalningsansvar", "Betalningsansvar"),
    ("ekonomi-ramen", "Ramen"),
    ("ekonomi-antaganden", "Antaganden"),
)
"""The section's pages: the address's name and its words."""


@dataclass(frozen=True)
class Link:
    """A page of the section, beside the others."""

    name: str
    url: str
    current: bool


def pages(request: SignedRequest) -> list[Link]:
    """The section's navigation."""
    match = request.resolver_match
    view = match.view_name if match else ""
    return [Link(words, reverse(page), view == page) for page, words in PAGES]


def reads(request: SignedRequest) -> None:
    """Raises Refused unless the worker is one of those the figures are for."""
    needs_role(request.visit, *READERS)


def keeps(request: SignedRequest) -> None:
    """Raises Refused unless the worker may give parameters: a controller."""
    needs_role(request.visit, Role.CONTROLLER)


def may_book(visit: Visit) -> bool:
    """Whether the worker may decide a year's amounts and post payments: a controller of the region, which pays."""
    return visit.worker.role is Role.CONTROLLER and visit.worker.party.side == Side.REGION.value


def books(request: SignedRequest) -> None:
    """Raises Refused unless the worker may book."""
    if not may_book(request.visit):
        raise Refused(
            "Regionen betalar ersättningen, och det är regionens controller som bokför den.",
            "Be en controller hos regionen.",
        )
