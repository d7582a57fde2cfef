"""The pages of the notices: what there is, what one wants to be told, and for administrators the digests that failed."""

from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role
from samsyn_web.access import keeping
from samsyn_web.access.relations import needs_role
from samsyn_web.access.visit import SignedRequest
from samsyn_web.notices import choosing, listing, looking
from samsyn_web.notices.forms import ChoiceForm
from samsyn_web.notices.kinds import kinds_for
from samsyn_web.notices.sources import failed_sendings

PAGE: Final = 50


@require_GET
def notices(request: SignedRequest) -> HttpResponse:
    """What the worker is told as the role and unit they work as. From now on it is not new to them."""
    visit = request.visit
    groups = listing.groups(visit)
    looking.look(visit)
    return render(
        request,
        "notices/aviseringar.html",
        {
            "groups": groups,
            "most": listing.MOST,
            "new_notices": sum(bool(task.get("badge")) for group in groups for task in group.tasks),
        },
    )


@require_http_methods(["GET", "POST"])
def choices(request: SignedRequest) -> HttpResponse:
    """What somebody wants to be told, in all their roles, and whether by e-mail."""
    visit = request.visit
    account = visit.worker.account
    today = visit.now.astimezone(STOCKHOLM).date()
    form = ChoiceForm(
        kinds_for(Role(one.role) for one in request.holdings),
        account,
        choosing.chosen(account, today),
        choosing.digest_of(account, today),
        request.POST if request.method == "POST" else None,
    )
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        choosing.choose(
            account=account, said=form.said(), is_wanted=said["sammandrag"], hour=said["klockan"], at=visit.now
        )
        messages.success(request, "Dina val gäller nu.")
        return redirect("aviseringar-val")
    if request.method != "POST":
        keeping.refill(request, form)
    return render(
        request,
        "notices/val.html",
        {"form": form, "account": account, "is_mail": settings.IS_MAIL},
        status=422 if form.errors else 200,
    )


@require_GET
def sendings(request: SignedRequest) -> HttpResponse:
    """The digests of the administrator's provider that have not come through, and why."""
    needs_role(request.visit, Role.ADMINISTRATOR)
    page = Paginator(failed_sendings(request.visit), PAGE).get_page(request.GET.get("sida"))
    today = request.visit.now.astimezone(STOCKHOLM).date()
    return render(
        request, "notices/utskick.html", {"page": page, "today": today, "party": request.visit.worker.party.name}
    )
