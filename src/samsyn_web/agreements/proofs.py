"""Proofs that take seconds: worked out beside the request, once for the same texts, and told of while they are under way."""

import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Event, Lock, Thread
from typing import Any, Final

import structlog

from samsyn.rules.versions import Agreement
from samsyn.verification.verify import Progress, Report, verify, verify_against

PATIENCE: Final = 1.5
"""Seconds that a request waits for a proof before its page says that it is under way."""

MOST_KEPT: Final = 64
"""Proofs remembered; the one that was longest ago asked for goes first."""

log: Final = structlog.get_logger("samsyn.proofs")


@dataclass
class Work:
    """A proof under way or done. `stage` says what is being done, in Swedish; `failed` that it could not be done."""

    began: float
    stage: str = "väntar på sin tur"
    result: Any = None
    failed: bool = False
    ended: Event = field(default_factory=Event)

    @property
    def is_done(self) -> bool:
        """Whether there is something to show."""
        return self.ended.is_set()

    @property
    def seconds(self) -> int:
        """How long it has been under way."""
        return int(time.monotonic() - self.began)


_works: OrderedDict[Hashable, Work] = OrderedDict()
_register: Final = Lock()
_turn: Final = Lock()
"""One proof at a time: two at once would only make each other, and every page, slower."""


def work(key: Hashable, compute: Callable[[Progress], Any], patience: float | None = None) -> Work:
    """The work with a key, begun if it is new; waited for as long as a page may take."""
    with _register:
        found = _works.get(key)
        if found is None:
            found = _works[key] = Work(time.monotonic())
            Thread(target=_run, args=(key, found, compute), name="proof", daemon=True).start()
        _works.move_to_end(key)
        while len(_works) > MOST_KEPT:
            _works.popitem(last=False)
    found.ended.wait(PATIENCE if patience is None else patience)
    return found


def _run(key: Hashable, found: Work, compute: Callable[[Progress], Any]) -> None:
    def tell(stage: str) -> None:
        found.stage = stage

    try:
        with _turn:
            found.result = compute(tell)
    except Exception as error:  # noqa: BLE001 (whatever it is, the page says so, and the next who asks tries again)
        log.error("proof failed", error=type(error).__name__)  # noqa: TRY400 (a traceback may hold values)
        found.failed = True
        with _register:
            _works.pop(key, None)
    finally:
        found.ended.set()


def findings(agreement: Agreement) -> Work:
    """Every question asked of one agreement; its result is a `Report`."""

    def compute(tell: Progress) -> Report:
        return verify(agreement, tell)

    return work(("findings", agreement.address, agreement.fingerprint), compute)


def comparison(first: Agreement, second: Agreement) -> Work:
    """Every kind of case that two agreements, versions or readings answer differently; its result is a `Report`."""

    def compute(tell: Progress) -> Report:
        return verify_against(first, second, tell)

    key = ("comparison", first.address, first.fingerprint, second.address, second.fingerprint)
    return work(key, compute)


def forget() -> None:
    """Begin anew: for tests."""
    with _register:
        _works.clear()
