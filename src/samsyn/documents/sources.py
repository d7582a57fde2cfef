"""Where a statement comes from: the sources a text lists in its head, and the citations in its cells."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from samsyn.documents.head import Section
from samsyn.documents.identifiers import suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.tables import TextCell


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


def read_sources(head: Section) -> tuple[Mapping[str, Source], tuple[Problem, ...]]:
    """The sources of a head, by key."""
    section = head.section("källor")
    if section is None:
        place = head.places.get("källor", head.place)
        return {}, (
            Problem(
                place,
                "källor-saknas",
                "huvudet listar inga källor",
                _WHY_SOURCES,
                "skriv ”källor:” och under den ”NYCKEL: {titel: …, slag: lag}”",
            ),
        )
    found: dict[str, Source] = {}
    problems: list[Problem] = []
    kinds = [kind.value for kind in SourceKind]
    for key, value in section.entries.items():
        place = section.places[key]
        if not isinstance(value, Section):
            problems.append(
                Problem(
                    place,
                    "källa-ofullständig",
                    f"källan ”{key}” har varken titel eller slag",
                    _WHY_SOURCES,
                    f"{key}: {{titel: …, slag: lag}}",
                )
            )
            continue
        kind = value.text("slag") or ""
        if not value.text("titel"):
            problems.append(
                Problem(
                    place,
                    "källa-ofullständig",
                    f"källan ”{key}” saknar titel",
                    _WHY_SOURCES,
                    "titel: källans namn",
                )
            )
        if kind not in kinds:
            said = f"slaget ”{kind}” på källan ”{key}” finns inte" if kind else f"källan ”{key}” saknar slag"
            problems.append(
                Problem(
                    place,
                    "källa-slag",
                    said,
                    "Slaget säger hur mycket källan väger och visas vid varje rad.",
                    suggestion(kind, kinds, "slag är ett av: " + ", ".join(kinds)),
                )
            )
            continue
        if " " in key or "[" in key or "]" in key:
            problems.append(
                Problem(
                    place,
                    "källa-nyckel",
                    f"nyckeln ”{key}” har mellanslag eller hakparentes",
                    "Den kan då inte citeras.",
                    "skriv nyckeln som ett ord",
                )
            )
        for name in value.entries:
            if name not in ("titel", "slag", "platser", "återges i"):
                problems.append(
                    Problem(
                        value.places[name],
                        "källa-okänd-uppgift",
                        f"”{name}” hör inte till en källa",
                        "Uppgiften läses inte.",
                        suggestion(
                            name,
                            ("titel", "slag", "platser", "återges i"),
                            "text med komma ska stå inom citattecken",
                        ),
                    )
                )
        places = tuple(item.text for item in value.texts("platser"))
        found[key] = Source(
            key, value.text("titel") or key, SourceKind(kind), places, value.text("återges i") or "", place
        )
    return found, tuple(problems)


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
                    cell.place,
                    "okänd-källa",
                    f"källan ”{key}” står inte i huvudet",
                    _WHY_SOURCES,
                    suggestion(key, sources, f"lägg till {key} under källor: i huvudet"),
                )
            )
            continue
        if locus and source.places and locus not in source.places:
            problems.append(
                Problem(
                    cell.place,
                    "okänd-plats",
                    f"platsen ”{locus}” står inte bland platserna för {key}",
                    "Täckningen kan då inte räknas.",
                    suggestion(locus, source.places, f"lägg till ”{locus}” under platser: i huvudet"),
                )
            )
        citations.append(Citation(key, locus, source.kind))
    if not citations and not problems:
        problems.append(
            Problem(
                cell.place,
                "källa-saknas",
                "raden har ingen källa",
                "En rad utan källa finns inte.",
                "skriv ”[NYCKEL plats]” med en nyckel ur huvudets källor",
            )
        )
    return tuple(citations), tuple(problems)


def firmest(citations: tuple[Citation, ...]) -> str:
    """The kind that weighs most among the citations, as text; empty without citations."""
    order = list(SourceKind)
    return min((citation.kind for citation in citations), key=order.index).value if citations else ""
