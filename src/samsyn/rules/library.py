"""The library: all agreements under one folder, read when asked for, joined with what they build on.

An address is `halland/hemsjukvard`, with a version as `halland/hemsjukvard@2021-04-01`.
Nothing is raised for a bad text: problems are values. What cannot be found is told by `NotFoundError`.
"""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import TypeAlias

from samsyn.documents.folders import read_folder
from samsyn.documents.head import MOST_LISTED
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem, Severity, errors, in_reading_order
from samsyn.documents.sources import Source
from samsyn.documents.tables import Document, read_document
from samsyn.facts.declarations import read_vocabulary
from samsyn.facts.vocabulary import Vocabulary
from samsyn.rules.agreement import AgreementText, ReadingText, read_agreement_text, read_reading_text
from samsyn.rules.cases import THE_AGREEMENT, CaseFile, read_cases
from samsyn.rules.checks import check_agreement
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible, read_impossible
from samsyn.rules.periods import DayRange, Verdict, applies
from samsyn.rules.versions import Agreement, in_running_order

VOCABULARY_FILE = "begrepp.md"
READINGS_FOLDER = "lasningar"
CASES_FILE = "fall.md"
UNKNOWN_WORDS = (
    "okänd-kolumn",
    "okänt-värde",
    "okänt-svar",
    "okänt-span",
    "okänd-händelse",
    "okänd-styrfråga",
    "oläslig-ruta",
    "tider-utan-fakta",
    "fel-sorts-kolumn",
    "svar-saknas",
)
"""What is wrong with every agreement when whole tables of the vocabulary cannot be read: no new faults."""


_Step: TypeAlias = tuple[str, Place]
"""A text, and where in it the next one is named."""


class NotFoundError(Exception):
    """What was asked for does not exist; the message says so in Swedish, with a suggestion."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}{f' – {hint}' if hint else ''}")
        self.what = what
        self.hint = hint


class FaultyTextError(Exception):
    """A text has errors and cannot be used; `problems` has them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass
class Library:
    """Texts by their name under the folder, read once each.

    `texts` maps `halland/hemsjukvard/2021-04-01.md` to what stands in it; `shown_as` is put before names in places.
    `drafts` are the texts that lie in some other file, and which.
    """

    texts: Mapping[str, str]
    shown_as: str = ""
    unreadable: tuple[Problem, ...] = ()
    drafts: Mapping[str, str] = field(default_factory=dict)
    _agreement_texts: dict[str, AgreementText] = field(default_factory=dict)
    _reading_texts: dict[str, ReadingText] = field(default_factory=dict)
    _agreements: dict[tuple[str, str, str, str], Agreement] = field(default_factory=dict)

    @classmethod
    def from_folder(cls, folder: Path) -> "Library":
        """Every Markdown file below a folder; a file that is no text in UTF-8 is a problem."""
        if not (folder / VOCABULARY_FILE).is_file():
            raise NotFoundError(
                f"i mappen {folder} finns inget {VOCABULARY_FILE}", "ange mappen med avtal med --agreements"
            )
        texts, unreadable = read_folder(folder)
        return cls(texts, f"{folder.as_posix()}/", unreadable)

    def document(self, name: str) -> Document:
        """A text as read."""
        return read_document(self.texts[name], self.shown(name))

    def shown(self, name: str) -> str:
        """The file of a text, as places tell it."""
        return self.drafts.get(name) or self.shown_as + name

    @cached_property
    def _vocabulary(self) -> tuple[Vocabulary, tuple[Problem, ...], tuple[Impossible, ...]]:
        if VOCABULARY_FILE not in self.texts:
            missing = Problem(
                Place(self.shown_as + VOCABULARY_FILE, 1),
                "begrepp-saknas",
                f"{VOCABULARY_FILE} saknas",
                "Utan begrepp går inget avtal att läsa.",
                "lägg tillbaka filen",
            )
            return Vocabulary(incomplete=True), () if self._is_unreadable(VOCABULARY_FILE) else (missing,), ()
        document = self.document(VOCABULARY_FILE)
        vocabulary, problems = read_vocabulary(document)
        impossible, more = read_impossible(vocabulary)
        return vocabulary, (*document.problems, *problems, *more), impossible

    def _is_unreadable(self, start: str) -> bool:
        """Whether there is a file whose name begins so, only that it is no text."""
        return any(problem.place.file.startswith(self.shown_as + start) for problem in self.unreadable)

    @property
    def vocabulary(self) -> Vocabulary:
        """What `begrepp.md` declares."""
        return self._vocabulary[0]

    @property
    def impossible(self) -> tuple[Impossible, ...]:
        """The combinations no case can have."""
        return self._vocabulary[2]

    # ---- what there is

    @cached_property
    def agreements(self) -> Mapping[str, tuple[str, ...]]:
        """The versions of each agreement, the oldest first; unknown dates last."""
        found: dict[str, list[str]] = {}
        for name in self.texts:
            folder, _, file = name.rpartition("/")
            if folder.count("/") == 1 and not folder.endswith(f"/{READINGS_FOLDER}") and file != CASES_FILE:
                found.setdefault(folder, []).append(file.removesuffix(".md"))
        return {
            folder: tuple(sorted(versions, key=lambda version: (not version[:1].isdigit(), version)))
            for folder, versions in sorted(found.items())
        }

    def readings(self, agreement: str) -> tuple[str, ...]:
        """The names of the readings of an agreement."""
        start = f"{agreement}/{READINGS_FOLDER}/"
        return tuple(
            name.removeprefix(start).removesuffix(".md")
            for name in self.texts
            if name.startswith(start) and "/" not in name.removeprefix(start)
        )

    def readings_of(self, agreement: str, version: str) -> tuple[str, ...]:
        """The readings that say they read this version."""
        return tuple(
            name for name in self.readings(agreement) if version in self.reading_text(agreement, name).versions
        )

    def case_files(self) -> tuple[str, ...]:
        """The files of cases, by name."""
        return tuple(name for name in self.texts if name.rpartition("/")[2] == CASES_FILE)

    def cases(self, agreement: str) -> CaseFile:
        """The experts' cases of an agreement; empty when it has none."""
        name = f"{agreement}/{CASES_FILE}"
        if name not in self.texts:
            return CaseFile({}, (), ())
        versions = [self.agreement_text(agreement, version) for version in self.agreements.get(agreement, ())]
        texts = [*versions, *(self.reading_text(agreement, reading).text for reading in self.readings(agreement))]
        sources: dict[str, Source] = {}
        for text in texts:
            sources |= text.sources
        lost = any(text.sources_are_lost for text in texts)
        return read_cases(self.document(name), self.vocabulary, sources, sources_are_lost=lost)

    # ---- single texts

    def agreement_text(self, agreement: str, version: str) -> AgreementText:
        """One version as read, by itself."""
        address = f"{agreement}@{version}"
        if address not in self._agreement_texts:
            self._agreement_texts[address] = read_agreement_text(
                self.document(f"{agreement}/{version}.md"), address, self.vocabulary
            )
        return self._agreement_texts[address]

    def reading_text(self, agreement: str, reading: str) -> ReadingText:
        """One reading as read, by itself."""
        name = f"{agreement}/{READINGS_FOLDER}/{reading}"
        if name not in self._reading_texts:
            texts = [self.agreement_text(agreement, version) for version in self.agreements.get(agreement, ())]
            sources: dict[str, Source] = {}
            for text in texts:
                sources |= text.sources
            lost = not texts or any(text.sources_are_lost for text in texts)
            self._reading_texts[name] = read_reading_text(
                self.document(f"{name}.md"), name, self.vocabulary, sources, base_sources_are_lost=lost
            )
        return self._reading_texts[name]

    # ---- finding

    def find(self, address: str, on: date | None = None) -> tuple[str, str]:
        """The agreement and version an address names.

        Without a version: the one that applies `on` the day, or the latest when no day is given.
        """
        name, _, version = address.partition("@")
        agreement = (
            name
            if name in self.agreements
            else next((known for known in self.agreements if _folded(known) == _folded(name)), None)
        )
        if agreement is None:
            raise NotFoundError(
                f"avtalet ”{name}” finns inte",
                _near(name, self.agreements, "avtalen är: " + ", ".join(self.agreements)),
            )
        versions = self.agreements[agreement]
        if version:
            exact = next((known for known in versions if fold(known) == fold(version)), None)
            if exact is None:
                raise NotFoundError(
                    f"{agreement} har ingen version ”{version}”",
                    suggestion(version, versions, "versionerna är: " + ", ".join(versions)),
                )
            return agreement, exact
        if on is None:
            return agreement, self.latest(agreement)
        judged = self.applying(agreement, on)
        sure = [known for known, verdict in judged.items() if verdict.word in ("ja", "antas")]
        unsure = [known for known, verdict in judged.items() if verdict.word == "osäkert"]
        if sure:
            return agreement, sure[-1]
        if len(unsure) == 1:
            return agreement, unsure[0]
        why = "; ".join(f"{known}: {verdict.why}" for known, verdict in judged.items())
        what = (
            f"det är osäkert vilken version av {agreement} som gällde {on.isoformat()}"
            if unsure
            else f"ingen version av {agreement} gäller {on.isoformat()}"
        )
        raise NotFoundError(f"{what} ({why})", f"ange en version, till exempel {agreement}@{versions[-1]}")

    def latest(self, agreement: str) -> str:
        """The version to use when no day is given: the latest in force, else the latest proposed."""
        versions = self.agreements[agreement]
        in_force = [version for version in versions if self.agreement_text(agreement, version).status != "förslag"]
        dated = [version for version in in_force if version[:1].isdigit()]
        return (dated or in_force or list(versions))[-1]

    def applying(self, agreement: str, on: date) -> Mapping[str, Verdict]:
        """Whether each version applied on a day. A proposal never does."""
        texts = {version: self.agreement_text(agreement, version) for version in self.agreements[agreement]}
        in_force = [version for version, text in texts.items() if text.status != "förslag"]
        judged: dict[str, Verdict] = {}
        for version, text in texts.items():
            if version not in in_force:
                judged[version] = Verdict("nej", "den är bara ett förslag")
                continue
            position = in_force.index(version)
            following = next(
                (texts[later].period for later in in_force[position + 1 :] if texts[later].period.start), None
            )
            judged[version] = applies(text.period, following, on)
        return judged

    # ---- joining

    def agreement(self, agreement: str, version: str, reading: str = "", on: date | None = None) -> Agreement:
        """One version with all it builds on, under a reading or none; its problems come with it.

        What it builds on is taken as it stood `on` the day; without a day, as it stands now, or for a version that
        another has followed, as it stood on that version's last day.
        """
        on = on or self._last_day(agreement, version)
        key = (agreement, version, reading, on.isoformat() if on else "")
        if key not in self._agreements:
            self._agreements[key] = self._join(agreement, version, reading, on)
        return self._agreements[key]

    def usable(self, agreement: str, version: str, reading: str = "", on: date | None = None) -> Agreement:
        """As `agreement`, but raises FaultyTextError when any of its texts has errors."""
        joined = self.agreement(agreement, version, reading, on)
        faults = errors((*self._vocabulary[1], *joined.problems))
        if faults:
            raise FaultyTextError(in_reading_order(faults))
        return joined

    def _last_day(self, agreement: str, version: str) -> date | None:
        """The day before the next version began; None for the last one, or when no source says."""
        versions = self.agreements[agreement]
        for later in versions[versions.index(version) + 1 :]:
            text = self.agreement_text(agreement, later)
            if text.status != "förslag" and text.period.start is not None:
                return text.period.start.earliest - timedelta(days=1)
        return None

    def _join(self, agreement: str, version: str, reading: str, on: date | None) -> Agreement:
        text = self.agreement_text(agreement, version)
        texts = {
            VOCABULARY_FILE: self.texts.get(VOCABULARY_FILE, ""),
            f"{agreement}/{version}.md": self.texts[f"{agreement}/{version}.md"],
        }
        problems = list(text.problems)
        decisions = list(text.decisions)
        provisions = list(text.provisions)
        unread = set(text.unread)
        for used in self._used(text, on, problems, (), {agreement}):
            if used is None:
                unread.update(self.vocabulary.answers)
                continue
            name, _, used_version = used.name.partition("@")
            texts[f"{name}/{used_version}.md"] = self.texts[f"{name}/{used_version}.md"]
            decisions.extend(used.decisions)
            provisions.extend(used.provisions)
            problems.extend(used.problems)
            unread |= used.unread
        chain = self._reading_chain(agreement, reading, problems) if reading else []
        replaced: list[Decision] = []
        for item, above in zip(chain, [*chain[1:], None], strict=False):
            texts[f"{item.text.name}.md"] = self.texts[f"{item.text.name}.md"]
            problems.extend(item.text.problems)
            unread |= item.text.unread
            if version not in item.versions and item.versions:
                versions = ", ".join(item.versions)
                what = f"”{_reading_name(item)}”, som gäller version {versions} och inte {version}"
                place = _head_place(above.text, "bygger på") if above else _head_place(item.text, "gäller version")
                said = f"läsningen bygger på {what}" if above else f"läsningen är {what}"
                why = "En läsning av en text säger inget om en annan."
                hint = f"lägg till {version} under ”gäller version” i {_reading_name(item)}, om läsaren menar det"
                problems.append(Problem(place, "läsning-fel-version", said, why, hint))
            for decision in item.text.decisions:
                fault = _replace(decisions, decision, replaced, self.vocabulary, unread)
                if fault is not None:
                    problems.append(fault)
        ordered, ring = in_running_order(decisions)
        joined = Agreement(
            agreement,
            version,
            reading,
            text,
            chain[-1] if chain else None,
            self.vocabulary,
            (*ordered, *ring),
            tuple(provisions),
            self.impossible,
            texts,
            (),
            tuple(replaced),
            frozenset(unread),
        )
        return replace(joined, problems=in_reading_order([*problems, *check_agreement(joined)]))

    def _used(
        self, text: AgreementText, on: date | None, problems: list[Problem], way: tuple[_Step, ...], seen: set[str]
    ) -> Iterator[AgreementText | None]:
        """What an agreement builds on, and what that builds on; None for each that cannot be found."""
        for said in text.document.head.texts("använder")[:MOST_LISTED]:
            try:
                name, version = self.find(said.text, None if "@" in said.text else on)
            except NotFoundError as error:
                if not self._is_unreadable(f"{said.text.partition('@')[0]}/"):
                    why = "Svaren som skulle komma därifrån saknas."
                    problems.append(Problem(said.place, "använder-okänt", error.what, why, error.hint))
                yield None
                continue
            so_far = (*way, (text.name.partition("@")[0], said.place))
            ring = _ring(so_far, name)
            if ring:
                place, names = ring
                alone = len(names) == 2
                problems.append(
                    Problem(
                        place,
                        "använder-i-ring",
                        "avtalet använder sig självt"
                        if alone
                        else f"avtalen använder varandra i en ring: {' → '.join(names)}",
                        "Det går inte att säga vad som bygger på vad.",
                        "ta bort det ur ”använder”" if alone else "ta bort det ena ur ”använder”",
                    )
                )
            if name in seen:
                continue
            seen.add(name)
            used = self.agreement_text(name, version)
            yield used
            yield from self._used(used, on, problems, so_far, seen)

    def _reading_chain(self, agreement: str, reading: str, problems: list[Problem]) -> list[ReadingText]:
        """The reading and those it builds on, the deepest first."""
        known = self.readings(agreement)
        chain: list[ReadingText] = []
        name = reading
        while name:
            exact = next((one for one in known if fold(one) == fold(name)), None)
            if exact is None:
                names = "läsningarna är: " + ", ".join(known) if known else "avtalet har inga läsningar"
                missing = NotFoundError(f"{agreement} har ingen läsning ”{name}”", suggestion(name, known, names))
                if not chain:
                    raise missing
                place, why = _head_place(chain[-1].text, "bygger på"), "Läsningen vilar på något som inte finns."
                problems.append(Problem(place, "läsning-okänd-grund", missing.what, why, missing.hint))
                break
            item = self.reading_text(agreement, exact)
            steps = tuple((_reading_name(each), _head_place(each.text, "bygger på")) for each in chain)
            ring = _ring(steps, exact)
            if ring:
                place, around = ring
                alone = len(around) == 2
                problems.append(
                    Problem(
                        place,
                        "läsning-i-ring",
                        "läsningen bygger på sig själv"
                        if alone
                        else f"läsningarna bygger på varandra i en ring: {' → '.join(around)}",
                        "Det går inte att veta vilken tabell som gäller.",
                        "ta bort ”bygger på”" if alone else "ta bort ”bygger på” i en av dem",
                    )
                )
                break
            chain.append(item)
            name = item.builds_on
        return chain[::-1]

    # ---- checking all

    def check(self) -> tuple[Problem, ...]:
        """Every problem in every text, each once, in reading order."""
        problems: list[Problem] = []
        for agreement in self.agreements:
            problems.extend(self._version_problems(agreement))
            for reading in self.readings(agreement):
                problems.extend(self._reading_problems(agreement, reading))
            problems.extend(self._case_problems(agreement))
            problems.extend(self._unused_sources(agreement))
        if self.vocabulary.incomplete:
            problems = [problem for problem in problems if problem.code not in UNKNOWN_WORDS]
        return in_reading_order([*self.unreadable, *self._vocabulary[1], *problems, *self._stray_files()])

    def _version_problems(self, agreement: str) -> Iterator[Problem]:
        versions = self.agreements[agreement]
        for version in versions:
            yield from self.agreement(agreement, version).problems
        texts = [text for version in versions if _is_dated(text := self.agreement_text(agreement, version))]
        for earlier, later in pairwise(texts):
            end, start = earlier.period.end, later.period.start
            if end is not None and start is not None and _surely_overlap(end, start):
                yield Problem(
                    _head_place(earlier, "gäller"),
                    "versioner-överlappar",
                    f"versionen sägs gälla till {end.text}, men nästa börjar gälla {start.text}",
                    f"Från {start.text} läses den nya. Är någon av dagarna fel prövas fall mot fel text.",
                    "rätta dagen, eller låt den stå om den nya ersatte den gamla i förtid",
                    Severity.ADVICE,
                )

    def _reading_problems(self, agreement: str, reading: str) -> Iterator[Problem]:
        versions, text = self.agreements[agreement], self.reading_text(agreement, reading)
        yield from text.text.problems
        for said in text.text.document.head.texts("gäller version")[:MOST_LISTED]:
            version = said.text
            exact = next((known for known in versions if fold(known) == fold(version)), None)
            if exact is not None:
                yield from self.agreement(agreement, exact, reading).problems
            elif not self._is_unreadable(f"{agreement}/{version}.md"):
                yield Problem(
                    said.place,
                    "läsning-okänd-version",
                    f"{agreement} har ingen version ”{version}”",
                    "Läsningen läser en text som inte finns.",
                    suggestion(version, versions, "versionerna är: " + ", ".join(versions)),
                )

    def _case_problems(self, agreement: str) -> Iterator[Problem]:
        file = self.cases(agreement)
        yield from file.problems
        for case in file.cases.values():
            impossible = next((row for row in self.impossible if row.excludes(case.facts)), None)
            if impossible is not None:
                yield Problem(
                    case.place,
                    "omöjligt-fall",
                    f"fallet ”{case.name}” kan inte finnas: {impossible.reason.rstrip('.')}",
                    f"Kombinationen ”{impossible.name}” i {VOCABULARY_FILE} är omöjlig, så fallet kan inte avgöras.",
                    "ändra någon av uppgifterna, eller rätta tabellen Omöjligt",
                )
        for expected in file.expected:
            for word, known, what in (
                (expected.version, self.agreements[agreement], "version"),
                (expected.reading, self.readings(agreement), "läsning"),
            ):
                if word and fold(word) not in map(fold, known):
                    names = f"{what}{'arna' if what == 'läsning' else 'erna'} är: {', '.join(known)}"
                    names = names if known else "avtalet har inga läsningar; skriv ”avtalet”"
                    yield Problem(
                        expected.according_to,
                        "okänt-enligt",
                        f"{agreement} har ingen {what} ”{word}”",
                        "Fallet kan inte prövas.",
                        suggestion(word, known if what == "version" else (*known, THE_AGREEMENT), names),
                    )

    def _unused_sources(self, agreement: str) -> Iterator[Problem]:
        """Advice: a source that neither a version nor its readings, its cases or its prose names."""
        start = f"{agreement}/"
        written = "\n".join(text for name, text in self.texts.items() if name.startswith(start))
        written = unicodedata.normalize("NFC", written)
        for version in self.agreements[agreement]:
            text = self.agreement_text(agreement, version)
            faulty = {problem.place for problem in text.problems}
            for key, source in text.sources.items():
                if f"[{key}" not in written and source.place not in faulty:
                    yield Problem(
                        source.place,
                        "källa-oanvänd",
                        f"källan ”{key}” citeras aldrig",
                        "Det som den säger är då inte med i någon tabell.",
                        f"citera den som [{key} plats], eller ta bort den",
                        Severity.ADVICE,
                    )

    def _stray_files(self) -> Iterator[Problem]:
        for name in self.texts:
            folder = name.rpartition("/")[0]
            depth = name.count("/")
            in_readings = depth == 3 and folder.endswith(f"/{READINGS_FOLDER}")
            agreement = folder.removesuffix(f"/{READINGS_FOLDER}")
            said = hint = ""
            if name == VOCABULARY_FILE:
                continue
            if depth != 2 and not in_readings:
                said = "filen ligger varken som <region>/<avtal>/<datum>.md eller i en mapp lasningar"
                misspelt = depth == 3 and fold(folder.rpartition("/")[2]) == READINGS_FOLDER
                hint = (
                    f"mappen ska heta {READINGS_FOLDER}, utan prickar"
                    if misspelt
                    else f"flytta den till <region>/<avtal>/{name.rpartition('/')[2]}"
                )
            elif agreement not in self.agreements and not self._is_unreadable(f"{agreement}/"):
                said = f"i {agreement} finns ingen version av avtalet"
                hint = "lägg avtalet bredvid, som <datum>.md, eller flytta filen"
            if said:
                yield Problem(Place(self.shown(name), 1), "fil-på-fel-plats", said, "Den läses aldrig.", hint)


def _is_dated(text: AgreementText) -> bool:
    """Whether it is in force from the day its file is named by."""
    start = text.period.start
    return text.status != "förslag" and start is not None and text.name.endswith(f"@{start.text}")


def _surely_overlap(end: DayRange, start: DayRange) -> bool:
    """Whether a version that lasts to one day is in force when the next begins, whichever days of a year they are."""
    return start.latest <= end.earliest if end.exact else start.latest < end.earliest


def _reading_name(reading: ReadingText) -> str:
    return reading.text.name.rpartition("/")[2]


def _ring(way: tuple[_Step, ...], name: str) -> tuple[Place, tuple[str, ...]] | None:
    """The ring that is closed when the last text of a way names `name`: told the same from wherever it is entered."""
    names = [step[0] for step in way]
    if name not in names:
        return None
    ring = way[names.index(name) :]
    first = min(range(len(ring)), key=lambda index: ring[index][0])
    ring = ring[first:] + ring[:first]
    return ring[0][1], (*(step[0] for step in ring), ring[0][0])


def _head_place(text: AgreementText, key: str) -> Place:
    return text.document.head.place_of(key)


def _replace(
    decisions: list[Decision], new: Decision, replaced: list[Decision], vocabulary: Vocabulary, unread: AbstractSet[str]
) -> Problem | None:
    """Put a reading's table in the place of the one with the same answers, or say why it has none."""
    for index, old in enumerate(decisions):
        if set(old.outputs) == set(new.outputs):
            decisions[index] = new
            replaced.append(old)
            return None
    answers = _answers_of(new, vocabulary)
    shared = next((old for old in decisions if set(old.outputs) & set(new.outputs)), None)
    if shared is not None:
        return Problem(
            new.place,
            "läsning-ändrar-svar",
            f"läsningens tabell svarar på {answers}, men avtalets tabell svarar på {_answers_of(shared, vocabulary)}",
            "En läsning ersätter en hel tabell och får inte ändra vad den svarar på.",
            "ge tabellen samma »-kolumner",
        )
    if unread & set(new.outputs):
        return None
    return Problem(
        new.place,
        "läsning-ersätter-inget",
        f"avtalet har ingen tabell som svarar på {answers}",
        "Läsningen skulle då lägga till något, inte läsa.",
        "rätta svarskolumnen, eller flytta tabellen till avtalet",
    )


def _answers_of(decision: Decision, vocabulary: Vocabulary) -> str:
    return " och ".join(vocabulary.answers[name].name for name in decision.outputs)


def _folded(address: str) -> str:
    return "/".join(fold(piece) for piece in address.split("/"))


def _near(name: str, known: Mapping[str, object], otherwise: str) -> str:
    by_folded = {_folded(address): address for address in known}
    return suggestion(_folded(name), by_folded, otherwise)
