"""Where everybody begins; whether the application is well, for the machine that watches it; and the page for when it is not."""

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseServerError, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.views.decorators.http import require_GET

from samsyn_web.access.visit import SignedRequest
from samsyn_web.casework import views as casework
from samsyn_web.journal.texts import texts
from samsyn_web.project.desks import panels


@require_GET
def start(request: SignedRequest) -> HttpResponse:
    """My unit's day for those in care; for the others what is theirs to see to."""
    if request.visit.worker.is_clinical:
        return casework.start(request)
    return render(request, "desk.html", {"panels": panels(request.visit)})


def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; the agreements' standing beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok", "agreements": "last good" if texts().warning else "ok"})


def failed(request: HttpRequest) -> HttpResponse:
    """Something failed that nobody foresaw: the request's number, by which it is found in the log, and nothing else."""
    number = getattr(request, "number", "")
    try:
        return HttpResponseServerError(render_to_string("500.html", {"number": number}))
    except Exception:  # noqa: BLE001 (what failed may be the templates or the files they name)
        said = f"Något gick fel hos oss. Nummer {number}."
        return HttpResponseServerError(said, content_type="text/plain; charset=utf-8")
