"""Coverage: what the sources of an agreement hold that no row uses, and what they leave silent.

A place counts as cited when a row of the version, or of a reading of it, cites it.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from samsyn.documents.sources import Citation
from samsyn.rules.agreement import AgreementText
from samsyn.rules.library import Library


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far the sources of one version are used. `uncited` maps a source to its unused places (none: the whole source)."""

    address: str
    listed: int
    cited: int
    uncited: Mapping[str, tuple[str, ...]]
    silent: tuple[str, ...]
    unknown_start: bool

    def as_data(self) -> dict[str, object]:
        """As plain data."""
        return {
            "agreement": self.address,
            "listed": self.listed,
            "cited": self.cited,
            "uncited": {key: list(places) for key, places in self.uncited.items()},
            "silent": list(self.silent),
            "unknown_start": self.unknown_start,
        }


def cover(library: Library, agreement: str, version: str) -> Coverage:
    """Hold the places that a version's head lists against what its rows cite."""
    text = library.agreement_text(agreement, version)
    readings = [library.reading_text(agreement, name).text for name in library.readings_of(agreement, version)]
    cited: set[tuple[str, str]] = set()
    for each in (text, *readings):
        cited |= _cited(each)
    uncited: dict[str, tuple[str, ...]] = {}
    listed = used = 0
    for key, source in text.sources.items():
        places = source.places or ("",)
        listed += len(places)
        unused = (
            tuple(place for place in places if (key, place) not in cited)
            if source.places
            else ()
            if any(name == key for name, _ in cited)
            else ("",)
        )
        used += len(places) - len(unused)
        if unused:
            uncited[key] = tuple(place for place in unused if place)
    return Coverage(f"{agreement}@{version}", listed, used, uncited, _silent(library, text), text.period.start is None)


def _cited(text: AgreementText) -> set[tuple[str, str]]:
    citations: list[Citation] = [
        citation for decision in text.decisions for row in decision.rows for citation in row.citations
    ]
    citations += [citation for provision in text.provisions for citation in provision.citations]
    return {(citation.key, citation.locus) for citation in citations}


def _silent(library: Library, text: AgreementText) -> tuple[str, ...]:
    """Each row and column that says `tyst`, in reading order."""
    told = []
    for decision in text.decisions:
        for row in decision.rows:
            names = [
                library.vocabulary.answers[name].name
                for name, value in zip(decision.outputs, row.outcomes, strict=True)
                if value is None
            ]
            if names:
                since = f" (känt sedan {row.since})" if row.since else ""
                why = f": {row.reason}" if row.reason else ""
                told.append(f"{decision.question} – {row.name}: {', '.join(names)}{since}{why} {row.source}")
    told.extend(
        f"{provision.kind} {provision.name}: {', '.join(provision.silent_about)} {provision.source}"
        for provision in text.provisions
        if provision.silent_about
    )
    return tuple(told)
