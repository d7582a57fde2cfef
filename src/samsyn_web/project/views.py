"""Whether the application is well: for the machine that watches it."""

from django.db import connection
from django.http import HttpRequest, JsonResponse

from samsyn_web.journal.texts import texts


def health(_request: HttpRequest) -> JsonResponse:
    """200 when the database answers; the agreements' standing beside it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    return JsonResponse({"status": "ok", "agreements": "last good" if texts().warning else "ok"})
