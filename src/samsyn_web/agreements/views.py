"""The agreements as pages: the library, a text with its tables, coverage, versions compared, findings, the experts' cases."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from samsyn.rules.versions import Agreement
from samsyn_web.access.visit import SignedRequest
from samsyn_web.agreements import proof_pages, proofs, text_pages
from samsyn_web.agreements.addresses import addressed, chosen, told_when_missing
from samsyn_web.journal.texts import texts


def _chosen(request: SignedRequest, agreement: str) -> Agreement:
    """The agreement, version and reading that the address names."""
    today = timezone.localdate(request.visit.now)
    return chosen(agreement, request.GET.get("version", ""), request.GET.get("lasning", ""), today)


@require_GET
def library(request: SignedRequest) -> HttpResponse:
    """Every agreement with its versions."""
    today = timezone.localdate(request.visit.now)
    return render(request, "agreements/avtal.html", {"regions": text_pages.regions(today), "today": today})


@require_GET
@told_when_missing
def text(request: SignedRequest, agreement: str) -> HttpResponse:
    """An agreement's text, with every row's sources."""
    today = timezone.localdate(request.visit.now)
    found = _chosen(request, agreement)
    page = text_pages.text_page(found, request.GET.get("rad", "")[:200], today)
    return render(request, "agreements/text.html", page)


@require_GET
@told_when_missing
def coverage(request: SignedRequest, agreement: str) -> HttpResponse:
    """What the sources say that no row cites, and where the text is silent."""
    today = timezone.localdate(request.visit.now)
    found = _chosen(request, agreement)
    return render(request, "agreements/tackning.html", text_pages.coverage_page(found, today))


@require_GET
@told_when_missing
def findings(request: SignedRequest, agreement: str) -> HttpResponse:
    """What proofs find in an agreement; a page that waits when they take long."""
    today = timezone.localdate(request.visit.now)
    found = _chosen(request, agreement)
    work = proofs.findings(found)
    if not work.is_done or work.failed:
        return _waiting(request, found, work, "avtal-fynd", "Fynd")
    return render(request, "agreements/fynd.html", proof_pages.findings_page(found, work.result, today))


@require_GET
@told_when_missing
def compare(request: SignedRequest, agreement: str) -> HttpResponse:
    """Where two versions, readings or agreements answer differently; a page that waits when it takes long to find."""
    today = timezone.localdate(request.visit.now)
    found = _chosen(request, agreement)
    if request.GET.get("ena") and request.GET.get("andra"):
        first, second = (addressed(request.GET[side], today) for side in ("ena", "andra"))
        pair: tuple[Agreement, Agreement] | None = (first, second)
    else:
        pair = proof_pages.usual_pair(texts().library, found, today)
    if pair is None:
        return render(request, "agreements/jamfor.html", proof_pages.comparison_page(found, None, None, today))
    work = proofs.comparison(*pair)
    if not work.is_done or work.failed:
        return _waiting(request, found, work, "avtal-jamfor", "Jämför")
    return render(request, "agreements/jamfor.html", proof_pages.comparison_page(found, pair, work.result, today))


def _waiting(request: SignedRequest, agreement: Agreement, work: proofs.Work, page: str, heading: str) -> HttpResponse:
    """Say that a proof is under way, or that it failed. The page asks again by itself, and is then waited for."""
    today = timezone.localdate(request.visit.now)
    shown = text_pages.about(agreement, page, today) | {"work": work, "heading": heading}
    return render(request, "agreements/raknas.html", shown, status=500 if work.failed else 202)


@require_GET
@told_when_missing
def cases(request: SignedRequest, agreement: str) -> HttpResponse:
    """The experts' cases under the agreement and each reading."""
    today = timezone.localdate(request.visit.now)
    found = _chosen(request, agreement)
    page = text_pages.cases_page(found, request.GET.get("svar", ""), request.GET.getlist("mot")[:5], today)
    return render(request, "agreements/fall.html", page)
