"""Which agreement does an address name, and what is the address of what stands in one?"""

from collections.abc import Callable, Iterable
from datetime import date
from functools import wraps
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from samsyn.documents.identifiers import fold
from samsyn.documents.sources import Source
from samsyn.evaluation.explanation import Reason
from samsyn.facts.values import as_list
from samsyn.rules.library import READINGS_FOLDER, Library, NotFoundError
from samsyn.rules.periods import Verdict
from samsyn.rules.versions import Agreement
from samsyn_web.journal.texts import texts

IN_FORCE: Final = ("ja", "antas")
"""The verdicts by which a version applies: it does, or its prolongation is assumed."""

THE_TEXT: Final = "Avtalstexten"
"""What the agreement as it stands is called beside its readings."""

NAMED_ROW: Final = "rad"
"""The id of the row that an address names."""

REGIONS: Final = {
    "nationell": "Hela landet",
    "halland": "Halland",
    "orebro": "Örebro län",
    "vgr": "Västra Götaland",
    "skane": "Skåne",
    "kalmar": "Kalmar län",
    "uppsala": "Uppsala län",
    "stockholm": "Stockholm",
}
"""What the folders of the library are called; the law and our own region first."""


class Unfound(Exception):
    """An address names nothing; `links` lead to what there is."""

    def __init__(self, what: str, hint: str, links: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__(what)
        self.what = what
        self.hint = hint
        self.links = tuple(links)


def told_when_missing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view whose page says what there is, when what was asked for is not."""

    @wraps(view)
    def found(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except Unfound as unfound:
            return render(request, "agreements/saknas.html", {"unfound": unfound}, status=404)

    return found


# ---- from address to agreement


def chosen(agreement: str, version: str, reading: str, today: date) -> Agreement:
    """The agreement that an address names: without a version the one that applies today, else the latest.

    Raises:
        Unfound: with links to the agreements, versions or readings that there are.
    """
    library = texts().library
    name = _named(library, agreement)
    try:
        _, exact = library.find(f"{name}@{version}") if version else library.find(name, today)
    except NotFoundError as error:
        if not version:
            exact = library.latest(name)
        else:
            links = ((one, text_address(name, one)) for one in library.agreements[name])
            raise Unfound(_sentence(error.what), _sentence(error.hint), links) from None
    return joined(library, name, exact, _reading(library, name, exact, reading), today)


def joined(library: Library, agreement: str, version: str, reading: str, today: date) -> Agreement:
    """A version under a reading, or none. What it builds on stands as today when it applies today, else as on its last day."""
    applies = library.applying(agreement, today)[version].word in IN_FORCE
    return library.usable(agreement, version, reading, today if applies else None)


def addressed(address: str, today: date) -> Agreement:
    """The agreement that `Agreement.address` names: `halland/hemsjukvard@2021-04-01 region`, the last two left out or not."""
    where, _, reading = address.partition(" ")
    agreement, _, version = where.partition("@")
    return chosen(agreement, version, reading, today)


def _named(library: Library, agreement: str) -> str:
    try:
        return library.find(agreement.partition("@")[0])[0]
    except NotFoundError as error:
        near = [name for name in library.agreements if name in error.hint]
        raise Unfound(_sentence(error.what), _sentence(error.hint), _links(near)) from None


def _links(agreements: Iterable[str]) -> list[tuple[str, str]]:
    return [(name, text_address(name)) for name in agreements]


def _reading(library: Library, agreement: str, version: str, reading: str) -> str:
    """The exact name of a reading of a version; empty for none."""
    if not reading:
        return ""
    known = library.readings_of(agreement, version)
    exact = next((one for one in known if fold(one) == fold(reading)), None)
    if exact is None:
        elsewhere = [one for one in library.readings(agreement) if fold(one) == fold(reading)]
        what = f"Läsningen ”{reading}” läser inte version {version} av {agreement}."
        if not elsewhere:
            what = f"{agreement} har ingen läsning ”{reading}”."
        links = [(reader(library, agreement, one), text_address(agreement, version, one)) for one in known]
        for one in elsewhere:
            links += [
                (f"{reader(library, agreement, one)}, version {other}", text_address(agreement, other, one))
                for other in library.reading_text(agreement, one).versions
            ]
        hint = "Välj en av läsningarna." if known else f"Version {version} har inga läsningar."
        raise Unfound(what, hint, [*links, (f"{THE_TEXT}, version {version}", text_address(agreement, version))])
    return exact


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}".rstrip(".?") + ("?" if words.endswith("?") else ".")


# ---- from agreement to address


def text_address(agreement: str, version: str = "", reading: str = "", page: str = "avtalstext") -> str:
    """The address of an agreement's page; `page` is one about an agreement."""
    asked = {"version": version, "lasning": reading}
    query = urlencode({name: word for name, word in asked.items() if word})
    return reverse(page, args=[agreement]) + (f"?{query}" if query else "")


def page_of(agreement: Agreement, page: str = "avtalstext") -> str:
    """The address of a page about just this version and reading."""
    return text_address(agreement.id, agreement.version, agreement.reading, page)


def row_address(agreement: Agreement, decision_id: str, row: str) -> str:
    """Where a row stands: in the agreement itself, in its reading, or in an agreement that it builds on."""
    decision = agreement.decided_by.get(decision_id)
    name = decision.agreement if decision is not None else agreement.text.name
    named, version, reading = agreement.id, agreement.version, agreement.reading
    if f"/{READINGS_FOLDER}/" not in name and name != agreement.text.name:
        named, _, version = name.partition("@")
        reading = ""
    query = {"version": version, "lasning": reading, "rad": f"{decision_id}:{row}"}
    told = urlencode({name: word for name, word in query.items() if word})
    return f"{reverse('avtalstext', args=[named])}?{told}#{NAMED_ROW}"


def sources_of(agreement: Agreement, where: str) -> dict[str, Source]:
    """The sources by key of the text where a decision stands, as `Decision.agreement` names it."""
    library = texts().library
    if f"/{READINGS_FOLDER}/" in where:
        found = library.reading_text(agreement.id, where.rpartition("/")[2]).text.sources
    else:
        name, _, version = where.partition("@")
        found = library.agreement_text(name, version).sources
    return dict(found)


def shown_sources(agreement: Agreement, reason: Reason) -> list[dict[str, str]]:
    """What a row that fired rests on, as `parts/source.html` has it, each source once; they lead to the row."""
    sources = sources_of(agreement, reason.decision.agreement)
    places: dict[tuple[str, str], list[str]] = {}
    for one in reason.row.citations:
        places.setdefault((one.key, one.kind.value), []).append(one.locus)
    url = row_address(agreement, reason.decision.id, reason.row.name)
    return [
        {
            "title": sources[key].title if key in sources else key,
            "place": enumerated(place for place in loci if place),
            "kind": kind,
            "url": url,
        }
        for (key, kind), loci in places.items()
    ]


# ---- in words


def reader(library: Library, agreement: str, reading: str) -> str:
    """Whose reading it is."""
    return library.reading_text(agreement, reading).reader


def label(agreement: Agreement) -> str:
    """How one side is called beside others of the same version."""
    return agreement.reading_text.reader if agreement.reading_text else THE_TEXT


def title(agreement: Agreement) -> str:
    """The agreement's name, and whose reading it is under."""
    return agreement.text.title + (f", läst av {label(agreement)}" if agreement.reading_text else "")


def applies_words(verdict: Verdict) -> tuple[str, str]:
    """Whether a version applies, as a badge: its kind and its word."""
    return {
        "ja": ("done", "gäller i dag"),
        "antas": ("due", "antas gälla i dag"),
        "osäkert": ("silent", "osäkert om den gäller"),
    }.get(verdict.word, ("neutral", "gäller inte i dag"))


def standing_sentence(agreement: Agreement, today: date) -> str:
    """Whether it applies today, and what is not known of that, in a sentence."""
    verdict = texts().library.applying(agreement.id, today)[agreement.version]
    words = {"ja": "Gäller i dag", "antas": "Antas gälla i dag", "osäkert": "Det är osäkert om den gäller i dag"}
    return f"{words.get(verdict.word, 'Gäller inte i dag')}: {verdict.why}."


def enumerated(words: Iterable[str]) -> str:
    """`a, b och c`."""
    return as_list(words, "och")
