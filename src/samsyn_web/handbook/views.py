"""The pages of the handbook. Nothing of any person: they are open to those who cannot sign in too."""

from typing import Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.processes.cast import ROLE_NAMES, Role
from samsyn_web.access.visit import Visit
from samsyn_web.handbook import showing
from samsyn_web.handbook.pages import Page, book
from samsyn_web.handbook.searching import search

ALL: Final = "alla"
"""In the address, in the place of a role: the whole handbook."""


@require_GET
def contents(request: HttpRequest) -> HttpResponse:
    """What the handbook has for the role one works as, or for another."""
    own = _own_role(request)
    asked = request.GET.get("roll", "")
    role = None if asked == ALL else Role(asked) if asked in set(Role) else own
    return render(
        request,
        "handbook/innehall.html",
        {
            "role_name": ROLE_NAMES[role] if role else "",
            "is_own": role is not None and role == own,
            "chapters": _chapters(book().for_role(role)),
            "roles": [{"id": one.value, "name": ROLE_NAMES[one], "is_shown": one == role} for one in Role],
        },
    )


@require_GET
def page(request: HttpRequest, page_id: str) -> HttpResponse:
    """One thing that one does."""
    whole = book()
    found = whole.pages.get(page_id)
    if found is None:
        raise Http404
    own = whole.for_role(_own_role(request))
    read = own if found in own else tuple(whole.pages.values())
    before, after = showing.neighbours(read, found)
    return render(
        request,
        "handbook/sidan.html",
        {
            **showing.template_context(found, whole),
            "before": before,
            "after": after,
            "chapter": [one for one in read if one.chapter == found.chapter],
        },
    )


@require_http_methods(["GET", "POST"])
def find(request: HttpRequest) -> HttpResponse:
    """Search the handbook. A POST: somebody may type a person's name where they should not."""
    if request.method != "POST":
        return redirect("handbok")
    words = request.POST.get("ord", "").replace("\0", "").strip()[:100]
    return render(request, "handbook/sok.html", {"words": words, "found": search(words, book())})


def _own_role(request: HttpRequest) -> Role | None:
    visit: Visit | None = getattr(request, "visit", None)
    return Role(visit.worker.role) if visit else None


def _chapters(pages: tuple[Page, ...]) -> list[tuple[str, list[Page]]]:
    chapters: dict[str, list[Page]] = {}
    for one in pages:
        chapters.setdefault(one.chapter, []).append(one)
    return list(chapters.items())
