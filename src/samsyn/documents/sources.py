"""Where a statement comes from: the sources a text lists in its head, and the citations in its cells."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from samsyn.documents.head import Section, unknown_keys, wrong_shapes
from samsyn.documents.identifiers import meant, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.tables import Document, TextCell


class SourceKind(StrEnum):
    """How a source binds, shown wherever a row that rests on it is shown; the firmest first."""

    LAW = "lag"
    SIGNED = "undertecknat avtal"
    RETOLD = "återgivet"
    LETTER = "skrivelse"
    PROPOSAL = "förslag"
    INFERRED = "härlett"


@dataclass(frozen=True, slots=True)
class Source:
    """A source in a text's head: its key, title, kind, the places in it that matter here, and where it is retold."""

    key: str
    title: str
    kind: SourceKind
    places: tuple[str, ...]
    retold_in: str
    place: Place


@dataclass(frozen=True, slots=True)
class Citation:
    """One ``[KEY place]``, with the source it points at."""

    key: str
    locus: str
    kind: SourceKind

    def __str__(self) -> str:
        return f"[{self.key} {self.locus}]" if self.locus else f"[{self.key}]"


_CITATION = re.compile(r"\[([^\[\]\s]+)(?:\s+([^\[\]]*))?\]")
_WHY_SOURCES = "Varje rad måste kunna följas tillbaka till en källa."
SOURCE_KEYS = ("titel", "slag", "platser", "återges i")


@dataclass(frozen=True, slots=True)
class HeadOfText:
    """What the head of a text says of its sources, what is wrong with it, and what therefore cannot be known.

    `excused` are entries that are missing only because they are misspelt or the whole head is; `sources_are_lost` is
    whether a citation may name a source that the head was meant to list.
    """

    sources: Mapping[str, Source]
    problems: tuple[Problem, ...]
    excused: frozenset[str]
    sources_are_lost: bool

    def told(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """The problems but for those that only follow from sources being lost."""
        return tuple(
            problem
            for problem in problems
            if not (self.sources_are_lost and problem.code in ("okänd-källa", "okänd-plats"))
        )


def read_head_of_text(
    document: Document, keys: tuple[str, ...], kind: str, *, head_needed: bool = True, sources_needed: bool = True
) -> HeadOfText:
    """Judge a head as a whole: one fault is told once, not once more for everything it hides."""
    head = document.head
    if document.head_is_lost:
        return HeadOfText({}, (), frozenset(keys), sources_are_lost=True)
    if not head.entries:
        missing = Problem(
            head.place,
            "huvud-saknas",
            f"texten saknar det huvud som {kind} ska ha",
            "Ingen vet då vad den heter, när den gäller eller vilka källor den vilar på.",
            "börja filen med en rad ---, därefter titel: … och det andra som hör till, och en rad --- till",
        )
        return HeadOfText({}, (missing,) if head_needed else (), frozenset(keys), sources_are_lost=head_needed)
    strange, excused = unknown_keys(head, keys, kind)
    sources, problems = read_sources(head)
    lost = head.section("källor") is None
    wanted = sources_needed and "källor" not in excused
    wrong = problems if wanted or not lost or "källor" in head.entries else ()
    return HeadOfText(sources, (*strange, *wrong), excused, lost and (sources_needed or "källor" in head.entries))


def read_sources(head: Section) -> tuple[Mapping[str, Source], tuple[Problem, ...]]:
    """The sources of a head, by key. One with faults is kept all the same, so that citing it is no fault of its own."""
    section = head.section("källor")
    if section is None:
        written = "källor" in head.entries and head.text("källor") != ""
        return {}, (
            Problem(
                head.places.get("källor", head.place),
                "källor-saknas",
                "under ”källor” står inga namngivna källor" if written else "huvudet listar inga källor",
                _WHY_SOURCES,
                "skriv ”källor:” och indraget på raden under ”HSL: {titel: …, slag: lag}”",
            ),
        )
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    for key, value in section.entries.items():
        found[key] = _source(key, value, section.places[key], problems)
    return found, tuple(problems)


def _source(key: str, value: object, place: Place, problems: list[Problem]) -> Source:
    def say(where: Place, code: str, message: str, why: str, hint: str) -> None:
        problems.append(Problem(where, code, message, why, hint))

    if any(sign in key for sign in " []"):
        say(
            place,
            "källa-nyckel",
            f"nyckeln ”{key}” har mellanslag eller hakparentes",
            "Den kan då inte citeras.",
            f"skriv nyckeln som ett ord, till exempel {key.strip('[]').replace(' ', '-')}",
        )
    if not isinstance(value, Section):
        say(
            place,
            "källa-ofullständig",
            f"källan ”{key}” har varken titel eller slag",
            _WHY_SOURCES,
            f"skriv {key}: {{titel: …, slag: lag}}",
        )
        return Source(key, key, SourceKind.INFERRED, (), "", place)
    strange = [name for name in value.entries if name not in SOURCE_KEYS]
    meant_by_strange = {meant(name, SOURCE_KEYS) for name in strange}
    for name in strange:
        say(
            value.places[name],
            "källa-okänd-uppgift",
            f"”{name}” hör inte till en källa",
            "Uppgiften läses inte.",
            suggestion(
                name,
                SOURCE_KEYS,
                f"uppgifterna är: {', '.join(SOURCE_KEYS)}; text med kommatecken ska stå inom citattecken",
            ),
        )
    problems.extend(wrong_shapes(value, texts=("titel", "slag", "återges i"), lists=("platser",)))
    if not value.text("titel") and "titel" not in meant_by_strange:
        say(place, "källa-ofullständig", f"källan ”{key}” saknar titel", _WHY_SOURCES, "skriv titel: källans namn")
    kind, kinds = value.text("slag") or "", [kind.value for kind in SourceKind]
    if kind not in kinds and "slag" not in meant_by_strange:
        say(
            value.place_of("slag") if "slag" in value.entries else place,
            "källa-slag",
            f"slaget ”{kind}” på källan ”{key}” finns inte" if kind else f"källan ”{key}” saknar slag",
            "Slaget säger hur mycket källan väger och visas vid varje rad.",
            suggestion(kind, kinds, "slag är ett av: " + ", ".join(kinds)),
        )
    return Source(
        key,
        value.text("titel") or key,
        SourceKind(kind) if kind in kinds else SourceKind.INFERRED,
        _places(key, value, problems),
        value.text("återges i") or "",
        place,
    )


def _places(key: str, value: Section, problems: list[Problem]) -> tuple[str, ...]:
    written = value.text("platser")
    if written is not None and "," in written:
        problems.append(
            Problem(
                value.places["platser"],
                "huvud-form",
                f"platserna för {key} är en enda text: ”{written}”",
                "Ingen av platserna kan då citeras för sig.",
                f"skriv platser: [{written}], med citattecken om varje plats som har kolon eller kommatecken",
            )
        )
        return tuple(place.strip() for place in written.split(","))
    return tuple(item.text for item in value.texts("platser"))


def read_citations(cell: TextCell, sources: Mapping[str, Source]) -> tuple[tuple[Citation, ...], tuple[Problem, ...]]:
    """The citations of a `Källa` cell; at least one is needed."""
    citations: list[Citation] = []
    problems: list[Problem] = []
    for match in _CITATION.finditer(cell.text):
        key, locus = match.group(1), (match.group(2) or "").strip()
        source = sources.get(key)
        if source is None:
            problems.append(
                Problem(
                    cell.at(match.start()),
                    "okänd-källa",
                    f"källan ”{key}” står inte i huvudet",
                    _WHY_SOURCES,
                    suggestion(key, sources, f"lägg till {key} under källor: i huvudet"),
                )
            )
            continue
        if locus and source.places and locus not in source.places:
            several = [piece.strip() for piece in re.split(r"[,;]| och ", locus)]
            problems.append(
                Problem(
                    cell.at(match.start(2)),
                    "okänd-plats",
                    f"platsen ”{locus}” står inte bland platserna för {key}",
                    "Det går då inte att följa raden till sitt ställe, eller att se vilka ställen som är använda.",
                    "skriv ett citat för varje plats: " + " ".join(f"[{key} {piece}]" for piece in several)
                    if len(several) > 1 and all(piece in source.places for piece in several)
                    else suggestion(locus, source.places, f"lägg till ”{locus}” under platser: för {key} i huvudet"),
                )
            )
        citations.append(Citation(key, locus, source.kind))
    if not citations and not problems:
        problems.append(_no_source(cell, sources))
    return tuple(citations), tuple(problems)


def _no_source(cell: TextCell, sources: Mapping[str, Source]) -> Problem:
    words = re.sub(r"[\[\](){}]", "", cell.text).strip()
    key = words.split(" ", 1)[0].strip(",;:.")
    if words and key in sources:
        return Problem(
            cell.place,
            "källa-saknas",
            f"”{cell.text}” är inget citat",
            "Bara det som står inom hakparenteser läses som en källa.",
            f"skriv [{words}]",
        )
    return Problem(
        cell.place,
        "källa-saknas",
        "raden har ingen källa",
        "En rad utan källa finns inte.",
        "skriv ”[NYCKEL plats]” med en nyckel ur huvudets källor",
    )


def firmest(citations: tuple[Citation, ...]) -> str:
    """The kind that weighs most among the citations, as text; empty without citations."""
    order = list(SourceKind)
    return min((citation.kind for citation in citations), key=order.index).value if citations else ""
