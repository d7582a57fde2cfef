"""What a library says, without where it says it: equal for two libraries that differ only in how they are written."""

from dataclasses import fields, is_dataclass

from samsyn.documents.problems import Place
from samsyn.documents.tables import Document, Table

WHERE = (Place, Document, Table)


def without_places(thing):
    """A thing of frozen data as nested tuples, places and documents left out."""
    if isinstance(thing, WHERE):
        return None
    if is_dataclass(thing):
        return (
            type(thing).__name__,
            *(without_places(getattr(thing, each.name)) for each in fields(thing) if each.name != "problems"),
        )
    if isinstance(thing, (tuple, list)):
        return tuple(without_places(each) for each in thing if not isinstance(each, WHERE))
    if isinstance(thing, (set, frozenset)):
        return tuple(sorted(map(str, thing)))
    if hasattr(thing, "items"):
        return tuple((key, without_places(value)) for key, value in thing.items())
    return thing


def meaning(library):
    """Everything a library declares, decides, promises and expects."""
    told = {"begrepp": without_places(library.vocabulary), "omöjligt": without_places(library.impossible)}
    for agreement, versions in library.agreements.items():
        for version in versions:
            text = library.agreement_text(agreement, version)
            told[agreement, version] = without_places(
                (text.title, text.sources, text.decisions, text.provisions, text.period, text.status)
            )
        for name in library.readings(agreement):
            reading = library.reading_text(agreement, name)
            told[agreement, name] = without_places(
                (reading.text.decisions, reading.standing, reading.versions, reading.side, reading.builds_on)
            )
        told[agreement, "fall"] = without_places(library.cases(agreement))
    return told
