"""`{% help_here as help %}`: the handbook's page about what is on the page, for all pages at the same place."""

from typing import Any, Final

from django import template
from django.urls import reverse

from samsyn.processes.process import Act, Process, Stage
from samsyn_web.handbook.pages import Book, Page, book

register = template.Library()

OWN: Final = frozenset({"handbok", "handbok-sok", "handbok-sidan"})
"""The handbook's own addresses."""


@register.simple_tag(takes_context=True)
def help_here(context: template.Context) -> dict[str, str]:
    """The page's address and title; the handbook itself where no page tells of what is shown, and there nothing."""
    match: Any = getattr(context.get("request"), "resolver_match", None)
    view = match.view_name if match else ""
    if view in OWN:
        return {}
    page = _about(context, view, book())
    if page is None:
        return {"url": reverse("handbok"), "title": ""}
    return {"url": reverse("handbok-sidan", args=(page.id,)), "title": page.title}


def _about(context: template.Context, view: str, whole: Book) -> Page | None:
    """By the act that the page is the form of, else by its address, else by what its case's stage expects."""
    process, act, stage = context.get("process"), context.get("act"), context.get("stage")
    if isinstance(process, Process) and isinstance(act, Act):
        return whole.of_act(process.id, act)
    page = whole.of_address(view)
    if page is None and isinstance(process, Process) and isinstance(stage, Stage):
        expected = [*stage.expects, *sorted(process.opens)]
        return next((found for one in expected if (found := whole.of_act(process.id, process.acts[one]))), None)
    return page
