"""The agreements as the application reads them: today's files, and the texts that earlier events were recorded under.

When today's files have faults, the last that had none serve, and `warning` says so to everyone.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, lru_cache, partial
from pathlib import Path
from types import MappingProxyType
from typing import Final

from django.conf import settings
from django.db import transaction

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.documents.problems import Severity
from samsyn.facts.values import Choice
from samsyn.processes.deadlines import Find
from samsyn.processes.events import Event
from samsyn.processes.process import Process
from samsyn.processes.regions import agreements_of
from samsyn.processes.state import Occurred
from samsyn.rules.library import FaultyTextError, Library, NotFoundError
from samsyn.rules.versions import Agreement
from samsyn_web.journal.models import Closure

_BY_DATE: Final[Mapping[str, str]] = MappingProxyType({})
LAST_GOOD: Final = "senast-goda-avtal.json"


@dataclass(frozen=True)
class Texts:
    """A library that can be used, and what is wrong with today's files if it is not theirs."""

    library: Library
    warning: str = ""


@cache
def texts() -> Texts:
    """Today's agreements, or the last good ones; read once while the program runs."""
    kept: Path = settings.DATA / LAST_GOOD
    try:
        library = Library.from_folder(settings.AGREEMENTS)
        _must_be_sound(library)
    except (FaultyTextError, NotFoundError, OSError) as error:
        if not kept.exists():
            raise
        first = str(error).splitlines()[0]
        return Texts(
            Library(json.loads(kept.read_text(encoding="utf-8"))),
            f"Avtalens filer har fel och används inte; de senast felfria gäller. Första felet: {first}",
        )
    new = json.dumps(dict(library.texts), ensure_ascii=False)
    if not kept.exists() or kept.read_text(encoding="utf-8") != new:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(new, encoding="utf-8")
    return Texts(library)


def _must_be_sound(library: Library) -> None:
    faults = [problem for problem in library.check() if problem.severity is Severity.ERROR]
    if faults:
        raise FaultyTextError(faults)


def fact_values(name: str) -> tuple[str, ...]:
    """The values that the vocabulary gives a fact."""
    domain = texts().library.vocabulary.facts[name].domain
    return tuple(map(str, domain.values)) if isinstance(domain, Choice) else ()


@lru_cache(maxsize=4096)
def applying(agreement: str, day: date) -> Agreement | None:
    """The version of an agreement that applied on a day; None when none did, or it is not known."""
    library = texts().library
    try:
        name, version = library.find(agreement, day)
        return library.usable(name, version, "", day)
    except (NotFoundError, FaultyTextError):
        return None


@lru_cache(maxsize=64)
def version_of(agreement: str, version: str) -> Agreement | None:
    """A version of an agreement by its name; None when there is none, or it cannot be used."""
    try:
        return texts().library.usable(agreement, version) if version else None
    except (NotFoundError, FaultyTextError):
        return None


def closures_of(
    process: Process, happened: datetime, region: str, versions: Mapping[str, str] = _BY_DATE
) -> dict[str, str]:
    """The fingerprints of a region's agreements that applied when something happened; their texts are kept.

    `versions` are those that the case follows whatever the day.
    """
    day = happened.astimezone(STOCKHOLM).date()
    found = {}
    for name in agreements_of(process, region):
        agreement = version_of(name, versions.get(name, "")) or applying(name, day)
        if agreement is not None:
            found[name] = keep(agreement)
    return found


_kept: set[str] = set()


def keep(agreement: Agreement) -> str:
    """Keep an agreement's texts; its fingerprint."""
    if agreement.fingerprint not in _kept:
        Closure.objects.get_or_create(
            fingerprint=agreement.fingerprint,
            defaults={"agreement": agreement.id, "version": agreement.version, "texts": dict(agreement.texts)},
        )
        # Not before it is certain: a transaction that is undone takes the texts with it.
        transaction.on_commit(partial(_kept.add, agreement.fingerprint))
    return agreement.fingerprint


def kept(fingerprint: str) -> Agreement | None:
    """The agreement with a fingerprint: today's when it has the same, else as its texts were."""
    try:
        return _kept_agreement(fingerprint)
    except Closure.DoesNotExist:
        return None


@lru_cache(maxsize=256)
def _kept_agreement(fingerprint: str) -> Agreement:
    """Raises DoesNotExist, which is not remembered: the texts may come."""
    closure = Closure.objects.get(fingerprint=fingerprint)
    try:
        today = texts().library.usable(closure.agreement, closure.version)
        if today.fingerprint == fingerprint:
            return today
    except (NotFoundError, FaultyTextError):
        pass
    return Library(closure.texts).usable(closure.agreement, closure.version)


def finder(events: Iterable[Event]) -> Find:
    """How the clocks of a case find their agreements: those its events were recorded under."""
    under: Mapping[int, Mapping[str, str]] = {event.version: event.closures or {} for event in events}

    def find(agreement: str, occurred: Occurred, version: str = "") -> Agreement | None:
        fingerprint = under.get(occurred.version, {}).get(agreement)
        if fingerprint is not None:
            found = kept(fingerprint)
            if found is not None:
                return found
        return version_of(agreement, version) or applying(agreement, occurred.at.astimezone(STOCKHOLM).date())

    return find


def forget() -> None:
    """Read the agreements anew: for tests, and when the files have changed."""
    texts.cache_clear()
    applying.cache_clear()
    version_of.cache_clear()
    _kept_agreement.cache_clear()
    _kept.clear()
