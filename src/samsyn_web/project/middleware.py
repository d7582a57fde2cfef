"""One line in the log for each request: what was asked for by name, how it went, how long it took. Never by whom about whom."""

import time
import uuid
from collections.abc import Callable
from typing import Final

import structlog
from django.http import HttpRequest, HttpResponse

log: Final = structlog.get_logger("samsyn.request")


class RequestLog:
    """Give each request a number that the error page shows, and log it when it is answered."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.number = uuid.uuid4().hex[:12]  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.number)  # type: ignore[attr-defined]
        began = time.perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "answered",
            method=request.method,
            view=match.view_name if match else None,
            status=response.status_code,
            ms=round((time.perf_counter() - began) * 1000, 1),
        )
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> None:
        """What went wrong, by the kind of error and its place: a message may hold what somebody typed."""
        last = error.__traceback__
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        where = f"{last.tb_frame.f_code.co_filename}:{last.tb_lineno}" if last else None
        log.error("failed", error=type(error).__name__, where=where)
