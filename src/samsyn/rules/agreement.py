"""One file of an agreement or a reading: its head, its decision tables, and the tables that promise."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from samsyn.documents.head import Scalar, Section, wrong_shapes
from samsyn.documents.identifiers import suggestion
from samsyn.documents.problems import Problem, Severity
from samsyn.documents.sources import Source, read_head_of_text
from samsyn.documents.tables import Document, Table
from samsyn.facts.values import as_list
from samsyn.facts.vocabulary import VOCABULARY_KINDS, Vocabulary
from samsyn.rules.decision_tables import DECISION_KINDS, answers_named, read_decision
from samsyn.rules.decisions import Decision
from samsyn.rules.formulas import formula_problems
from samsyn.rules.periods import UNKNOWN_DATE, Period, period_meant, read_day, read_period
from samsyn.rules.provisions import PROVISION_KINDS, Provision, read_provisions
from samsyn.rules.timetable import read_timetable

CASE_KINDS = ("Fall", "Förväntat")
AGREEMENT_KINDS = (*DECISION_KINDS, "Tider", *PROVISION_KINDS)
AGREEMENT_KEYS = ("titel", "gäller", "antas förlängd till", "status", "använder", "källor")
READING_KEYS = (
    "titel",
    "läsare",
    "part",
    "gäller version",
    "återgiven ur",
    "fastställd",
    "bygger på",
    "källor",
)
READING_NEEDS = {
    "läsare": "läsare: Region Halland",
    "gäller version": "gäller version: [2021-04-01]",
    "återgiven ur": "återgiven ur: skrivelsen 2023-05-30",
}
"""What the head of a reading must say, with an example of each."""

STATUSES = ("gällande", "förslag")
SIDES = ("region", "kommun", "annan")


@dataclass(frozen=True, slots=True)
class AgreementText:
    """One file as read: what it decides and promises by itself, before what it builds on is joined to it.

    `unread` are the answers that tables with faults may have been meant to give; `sources_are_lost` is whether the head's
    sources could not be read.
    """

    name: str
    title: str
    document: Document
    sources: Mapping[str, Source]
    decisions: tuple[Decision, ...]
    provisions: tuple[Provision, ...]
    problems: tuple[Problem, ...]
    period: Period = field(default=Period(None, None))
    status: str = "gällande"
    uses: tuple[str, ...] = ()
    unread: frozenset[str] = frozenset()
    sources_are_lost: bool = False


@dataclass(frozen=True, slots=True)
class ReadingText:
    """A reading: whose it is, on which side, of which versions, whose words it rests on, and the tables it replaces."""

    text: AgreementText
    reader: str
    side: str
    versions: tuple[str, ...]
    retold_from: str
    confirmed: str
    builds_on: str

    @property
    def is_confirmed(self) -> bool:
        """Whether the party has confirmed that this is its reading."""
        return self.confirmed not in ("", "nej")

    @property
    def standing(self) -> str:
        """How far it can be trusted, as shown: "återgiven ur …, ej fastställd av …"."""
        if not self.is_confirmed:
            return f"återgiven ur {self.retold_from}, ej fastställd av {self.reader}"
        return f"fastställd av {self.reader} {self.confirmed}"


def read_agreement_text(document: Document, name: str, vocabulary: Vocabulary) -> AgreementText:
    """Read one version of an agreement; `name` is its address, as `halland/hemsjukvard@2021-04-01`."""
    head, read = document.head, read_head_of_text(document, AGREEMENT_KEYS, "ett avtal")
    problems = [*document.problems, *read.problems]
    problems.extend(wrong_shapes(head, ("titel", "gäller", "antas förlängd till", "status"), ("använder",)))
    if not head.texts("titel") and "titel" not in read.excused:
        problems.append(
            Problem(
                head.place,
                "titel-saknas",
                "huvudet har ingen titel",
                "Avtalet går inte att känna igen.",
                "skriv titel: avtalets namn",
            )
        )
    period = Period(None, None) if "gäller" in read.excused else _period(head, name, problems)
    status = head.text("status") or "gällande"
    if status not in STATUSES:
        problems.append(
            Problem(
                head.place_of("status"),
                "okänd-status",
                f"”{status}” är ingen status",
                "Inget får visas som avtalat som bara är föreslaget.",
                suggestion(status, STATUSES, "skriv gällande eller förslag"),
            )
        )
    tables = read_tables(document, name, vocabulary, read.sources)
    if not document.tables and not document.tables_are_lost and head.entries:
        problems.append(
            Problem(
                head.place,
                "inga-tabeller",
                "avtalet har inga tabeller",
                "Det svarar då inte på någonting.",
                "skriv det avtalet säger som tabeller, eller ta bort filen",
                Severity.ADVICE,
            )
        )
    return AgreementText(
        name,
        document.title,
        document,
        read.sources,
        tables.decisions,
        tables.provisions,
        (*problems, *read.told(tables.problems)),
        period,
        status,
        tuple(item.text for item in head.texts("använder")),
        tables.unread,
        read.sources_are_lost,
    )


def read_reading_text(
    document: Document,
    name: str,
    vocabulary: Vocabulary,
    base_sources: Mapping[str, Source],
    *,
    base_sources_are_lost: bool = False,
) -> ReadingText:
    """Read a reading; it may cite the sources of the agreement that it reads."""
    head, read = document.head, read_head_of_text(document, READING_KEYS, "en läsning", sources_needed=False)
    problems = [*document.problems, *read.problems]
    texts = ("titel", "läsare", "part", "fastställd", "bygger på")
    problems.extend(wrong_shapes(head, texts, ("gäller version", "återgiven ur")))
    missing = [key for key in READING_NEEDS if not head.texts(key) and key not in read.excused]
    if missing:
        problems.append(
            Problem(
                head.place,
                "läsning-ofullständig",
                f"läsningen saknar {as_list([f'”{key}”' for key in missing], 'och')}",
                "En läsning är alltid någons, av en viss text, och vilar på någons ord.",
                "skriv till exempel " + " · ".join(READING_NEEDS[key] for key in missing),
            )
        )
    side, confirmed = head.text("part") or "", head.text("fastställd") or "nej"
    if side not in SIDES and "part" not in read.excused:
        problems.append(
            Problem(
                head.place_of("part"),
                "okänd-sida",
                f"”{side}” är ingen sida" if side else "läsningen säger inte vems sida den är på",
                "Sidan avgör om två läsningar pekar på varandra.",
                suggestion(side, SIDES, "skriv part: region, kommun eller annan"),
            )
        )
    if confirmed != "nej" and read_day(confirmed) is None:
        problems.append(
            Problem(
                head.place_of("fastställd"),
                "oläsligt-fastställd",
                f"”{confirmed}” är varken nej eller ett datum",
                "En läsning visas som fastställd bara från den dag då läsaren gjort den till sin.",
                "skriv fastställd: nej, eller dagen som 2024-05-01",
            )
        )
    sources = {**base_sources, **read.sources}
    tables = read_tables(document, name, vocabulary, sources)
    if tables.provisions:
        problems.append(
            Problem(
                tables.provisions[0].place,
                "läsning-med-annat",
                f"en läsning kan inte ha tabeller av slaget {tables.provisions[0].kind}",
                "En läsning tolkar; den lovar inget nytt.",
                "flytta tabellen till avtalet",
            )
        )
    read = replace(read, sources_are_lost=read.sources_are_lost or base_sources_are_lost)
    text = AgreementText(
        name,
        document.title,
        document,
        sources,
        tables.decisions,
        (),
        (*problems, *read.told(tables.problems)),
        unread=tables.unread,
        sources_are_lost=read.sources_are_lost,
    )
    return ReadingText(
        text,
        head.text("läsare") or name,
        side,
        tuple(item.text for item in head.texts("gäller version")),
        ", ".join(item.text for item in head.texts("återgiven ur")),
        confirmed,
        head.text("bygger på") or "",
    )


@dataclass(frozen=True, slots=True)
class ReadTables:
    """The typed tables of a file, what is wrong in them, and the answers of tables that could not be read."""

    decisions: tuple[Decision, ...]
    provisions: tuple[Provision, ...]
    problems: tuple[Problem, ...]
    unread: frozenset[str]


def read_tables(document: Document, name: str, vocabulary: Vocabulary, sources: Mapping[str, Source]) -> ReadTables:
    """All typed tables of a file."""
    decisions: list[Decision] = []
    provisions: list[Provision] = []
    problems: list[Problem] = []
    unread: set[str] = set(vocabulary.answers) if document.tables_are_lost or document.head_is_lost else set()
    for table in document.tables:
        if table.is_example:
            continue
        given: set[str] = set()
        if table.kind in DECISION_KINDS:
            decision, found = read_decision(table, vocabulary, sources, name)
            if decision is not None:
                decisions.append(decision)
                given.update(decision.outputs)
        elif table.kind == "Tider":
            spans, found = read_timetable(table, vocabulary, sources, name)
            decisions.extend(spans)
            given.update(answer for span in spans for answer in span.outputs)
        elif table.kind in PROVISION_KINDS:
            rows, found = read_provisions(table, vocabulary, sources)
            provisions.extend(rows)
            given.update(vocabulary.answers)
        else:
            found = (unknown_kind(table, AGREEMENT_KINDS, "ett avtal"),)
        problems.extend(found)
        if not given:
            unread |= answers_named(table, vocabulary)
    if not document.tables_are_lost:
        problems.extend(formula_problems(table for table in document.tables if not table.is_example))
    return ReadTables(tuple(decisions), tuple(provisions), tuple(problems), frozenset(unread))


_WHERE_KINDS_BELONG = {
    **dict.fromkeys(CASE_KINDS, "flytta den till fall.md i samma mapp"),
    **dict.fromkeys(VOCABULARY_KINDS, "begrepp deklareras i begrepp.md"),
    **dict.fromkeys(AGREEMENT_KINDS, "flytta den till ett avtal"),
}


def unknown_kind(table: Table, kinds: tuple[str, ...], where: str) -> Problem:
    """A table whose kind does not exist, or not in this sort of file."""
    kind, why = table.kind, "Tabellen läses inte och ingen rad i den gäller."
    if not kind:
        hint = "skriv tabellens slag i rutan: " + ", ".join(kinds)
        return Problem(table.place, "okänt-slag", "tabellens översta vänstra ruta är tom", why, hint)
    if kind in _WHERE_KINDS_BELONG:
        said = f"en tabell av slaget {kind} hör inte hemma i {where}"
        return Problem(table.place, "okänt-slag", said, why, _WHERE_KINDS_BELONG[kind])
    otherwise = f"slagen är: {', '.join(kinds)}; en tabell som bara visar något sätts under en rubrik med ordet Exempel"
    return Problem(table.place, "okänt-slag", f"slaget ”{kind}” finns inte", why, suggestion(kind, kinds, otherwise))


def _period(head: Section, name: str, problems: list[Problem]) -> Period:
    said = head.text("gäller") or ""
    place = head.place_of("gäller")
    period = read_period(said)
    if period is None:
        if isinstance(head.entries.get("gäller", Scalar("", place)), Scalar):
            what, hint = (
                period_meant(said)
                if said
                else ("huvudet säger inte när avtalet gäller", "skriv gäller: 2021-04-01 –, eller gäller: okänt")
            )
            problems.append(
                Problem(
                    place, "gäller-oläsligt", what, "Det går inte att veta vilken version som gällde en viss dag.", hint
                )
            )
        return Period(None, None)
    version = unicodedata.normalize("NFC", name.partition("@")[2])
    written = period.start.text if period.start else UNKNOWN_DATE
    if version and version != written:
        problems.append(
            Problem(
                place,
                "gäller-filnamn",
                f"filen heter {version} men huvudet säger att den gäller från {written}",
                "Filens namn är dagen den börjar gälla.",
                f"döp filen till {written}.md eller rätta huvudet",
            )
        )
    return _prolonged(head, period, problems)


def _prolonged(head: Section, period: Period, problems: list[Problem]) -> Period:
    assumed = head.text("antas förlängd till")
    if not assumed:
        return period
    until = read_day(assumed)
    what, hint = "", ""
    if until is None or not until.exact:
        what, hint = f"”{assumed}” är inget datum", "skriv antas förlängd till: 2030-12-31"
    elif period.end is None:
        what, hint = (
            "förlängningen har inget slut att förlänga",
            "skriv avtalets sista dag under gäller, eller ta bort raden",
        )
    elif until.latest <= period.end.earliest:
        what, hint = (
            f"förlängningen till {assumed} slutar inte efter avtalet, som gäller till {period.end.text}",
            "rätta dagen",
        )
    if what:
        why = "Det går inte att veta hur länge förlängningen antas."
        problems.append(Problem(head.place_of("antas förlängd till"), "fel-förlängning", what, why, hint))
        return period
    assert until is not None
    return Period(period.start, period.end, until.latest)
