"""The library: all agreements under one folder, read when asked for, joined with what they build on.

An address is `halland/hemsjukvard`, with a version as `halland/hemsjukvard@2021-04-01`.
Nothing is raised for a bad text: problems are values. What cannot be found is told by `NotFoundError`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem, errors, in_reading_order
from samsyn.documents.sources import Source
from samsyn.documents.tables import Document, read_document
from samsyn.facts.vocabulary import Vocabulary, read_vocabulary
from samsyn.rules.agreement import AgreementText, ReadingText, read_agreement_text, read_reading_text
from samsyn.rules.cases import CaseFile, read_cases
from samsyn.rules.checks import check_agreement
from samsyn.rules.decisions import Decision
from samsyn.rules.impossible import Impossible, read_impossible
from samsyn.rules.periods import Verdict, applies
from samsyn.rules.versions import Agreement, in_running_order

VOCABULARY_FILE = "begrepp.md"
READINGS_FOLDER = "lasningar"
CASES_FILE = "fall.md"


class NotFoundError(Exception):
    """What was asked for does not exist; the message says so in Swedish, with a suggestion."""

    def __init__(self, what: str, hint: str = "") -> None:
        super().__init__(f"{what}{f' – {hint}' if hint else ''}")


class FaultyTextError(Exception):
    """A text has errors and cannot be used; `problems` has them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = tuple(problems)


@dataclass
class Library:
    """Texts by their name under the folder, read once each.

    `texts` maps `halland/hemsjukvard/2021-04-01.md` to what stands in it; `shown_as` is put before names in places.
    """

    texts: Mapping[str, str]
    shown_as: str = ""
    unreadable: tuple[Problem, ...] = ()
    _agreement_texts: dict[str, AgreementText] = field(default_factory=dict)
    _agreements: dict[tuple[str, str, str, str], Agreement] = field(default_factory=dict)

    @classmethod
    def from_folder(cls, folder: Path) -> "Library":
        """Every Markdown file below a folder; a file that is no text in UTF-8 is a problem."""
        if not (folder / VOCABULARY_FILE).is_file():
            raise NotFoundError(
                f"i mappen {folder} finns inget {VOCABULARY_FILE}", "ange mappen med avtal med --agreements"
            )
        texts: dict[str, str] = {}
        unreadable = []
        for path in sorted(folder.rglob("*.md")):
            name = path.relative_to(folder).as_posix()
            if path.name.lower() == "readme.md" or not path.is_file():
                continue
            try:
                texts[name] = path.read_bytes().decode("utf-8")
            except (UnicodeDecodeError, OSError) as error:
                where = Place(str(folder / name), 1)
                unreadable.append(
                    Problem(
                        where,
                        "oläslig-fil",
                        f"filen går inte att läsa: {type(error).__name__}",
                        "Inget i den gäller.",
                        "spara filen som text i UTF-8",
                    )
                )
        return cls(texts, f"{folder.as_posix()}/", tuple(unreadable))

    def document(self, name: str) -> Document:
        """A text as read."""
        return read_document(self.texts[name], self.shown_as + name)

    @cached_property
    def _vocabulary(self) -> tuple[Vocabulary, tuple[Problem, ...], tuple[Impossible, ...]]:
        if VOCABULARY_FILE not in self.texts:
            missing = Problem(
                Place(self.shown_as + VOCABULARY_FILE, 1),
                "begrepp-saknas",
                f"{VOCABULARY_FILE} saknas eller går inte att läsa",
                "Utan begrepp går inget avtal att läsa.",
                "lägg tillbaka filen",
            )
            return Vocabulary(), (missing,), ()
        document = self.document(VOCABULARY_FILE)
        vocabulary, problems = read_vocabulary(document)
        impossible, more = read_impossible(vocabulary)
        return vocabulary, (*document.problems, *problems, *more), impossible

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
        sources: dict[str, Source] = {}
        for version in self.agreements.get(agreement, ()):
            sources |= self.agreement_text(agreement, version).sources
        for reading in self.readings(agreement):
            sources |= self.reading_text(agreement, reading).text.sources
        return read_cases(self.document(name), self.vocabulary, sources)

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
        sources: dict[str, Source] = {}
        for version in self.agreements[agreement]:
            sources |= self.agreement_text(agreement, version).sources
        return read_reading_text(
            self.document(f"{agreement}/{READINGS_FOLDER}/{reading}.md"),
            f"{agreement}/{READINGS_FOLDER}/{reading}",
            self.vocabulary,
            sources,
        )

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
        for used in self._used(text, on, problems, {agreement}):
            name, _, used_version = used.name.partition("@")
            texts[f"{name}/{used_version}.md"] = self.texts[f"{name}/{used_version}.md"]
            decisions.extend(used.decisions)
            provisions.extend(used.provisions)
            problems.extend(used.problems)
        chain = self._reading_chain(agreement, reading, problems) if reading else []
        replaced: list[Decision] = []
        for item in chain:
            texts[f"{item.text.name}.md"] = self.texts[f"{item.text.name}.md"]
            problems.extend(item.text.problems)
            if version not in item.versions:
                said = ", ".join(item.versions) or "ingen"
                problems.append(
                    Problem(
                        item.text.document.head.places.get("gäller version", item.text.document.head.place),
                        "läsning-fel-version",
                        f"läsningen gäller version {said}, inte {version}",
                        "En läsning av en text säger inget om en annan.",
                        f"lägg till {version} under ”gäller version”, om läsaren menar det",
                    )
                )
            for decision in item.text.decisions:
                _replace(decisions, decision, replaced, problems, item)
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
        )
        return replace(joined, problems=in_reading_order([*problems, *check_agreement(joined)]))

    def _used(
        self, text: AgreementText, on: date | None, problems: list[Problem], seen: set[str]
    ) -> Iterator[AgreementText]:
        for address in text.uses:
            place = text.document.head.places.get("använder", text.document.head.place)
            try:
                name, version = self.find(address, None if "@" in address else on)
            except NotFoundError as error:
                problems.append(
                    Problem(
                        place,
                        "använder-okänt",
                        f"avtalet använder ”{address}”: {error}",
                        "Svaren som skulle komma därifrån saknas.",
                        "rätta adressen",
                    )
                )
                continue
            if name in seen:
                continue
            seen.add(name)
            used = self.agreement_text(name, version)
            yield used
            yield from self._used(used, on, problems, seen)

    def _reading_chain(self, agreement: str, reading: str, problems: list[Problem]) -> list[ReadingText]:
        """The reading and those it builds on, the deepest first."""
        known = self.readings(agreement)
        chain: list[ReadingText] = []
        name = reading
        while name:
            exact = next((one for one in known if fold(one) == fold(name)), None)
            if exact is None:
                raise NotFoundError(
                    f"{agreement} har ingen läsning ”{name}”",
                    suggestion(
                        name,
                        known,
                        "läsningarna är: " + ", ".join(known) if known else "avtalet har inga läsningar",
                    ),
                )
            item = self.reading_text(agreement, exact)
            if any(earlier.text.name == item.text.name for earlier in chain):
                problems.append(
                    Problem(
                        item.text.document.head.place,
                        "läsning-i-ring",
                        f"läsningen ”{exact}” bygger på sig själv",
                        "Det går inte att veta vilken tabell som gäller.",
                        "ta bort ”bygger på”",
                    )
                )
                break
            chain.append(item)
            name = item.builds_on
        return chain[::-1]

    # ---- checking all

    def check(self) -> tuple[Problem, ...]:
        """Every problem in every text, each once, in reading order."""
        problems = [*self.unreadable, *self._vocabulary[1]]
        for agreement, versions in self.agreements.items():
            for version in versions:
                problems.extend(self.agreement(agreement, version).problems)
            for reading in self.readings(agreement):
                text = self.reading_text(agreement, reading)
                problems.extend(text.text.problems)
                for version in text.versions:
                    exact = next((known for known in versions if fold(known) == fold(version)), None)
                    if exact is None:
                        place = text.text.document.head.places.get("gäller version", text.text.document.head.place)
                        problems.append(
                            Problem(
                                place,
                                "läsning-okänd-version",
                                f"{agreement} har ingen version ”{version}”",
                                "Läsningen läser en text som inte finns.",
                                suggestion(version, versions, "versionerna är: " + ", ".join(versions)),
                            )
                        )
                        continue
                    try:
                        problems.extend(self.agreement(agreement, exact, reading).problems)
                    except NotFoundError as error:
                        place = text.text.document.head.places.get("bygger på", text.text.document.head.place)
                        problems.append(
                            Problem(
                                place,
                                "läsning-okänd-grund",
                                str(error),
                                "Läsningen vilar på något som inte finns.",
                                "rätta ”bygger på”",
                            )
                        )
            problems.extend(self._case_problems(agreement))
        problems.extend(self._stray_files())
        return in_reading_order(problems)

    def _case_problems(self, agreement: str) -> Iterator[Problem]:
        cases = self.cases(agreement)
        yield from cases.problems
        for expected in cases.expected:
            for word, known in (
                (expected.version, self.agreements[agreement]),
                (expected.reading, self.readings(agreement)),
            ):
                if word and fold(word) not in map(fold, known):
                    yield Problem(
                        expected.place,
                        "okänt-enligt",
                        f"{agreement} har varken version eller läsning ”{word}”",
                        "Fallet kan inte prövas.",
                        suggestion(word, known, "finns: " + ", ".join(known)),
                    )

    def _stray_files(self) -> Iterator[Problem]:
        for name in self.texts:
            depth = name.count("/")
            if name == VOCABULARY_FILE or depth == 2 or (depth == 3 and f"/{READINGS_FOLDER}/" in name):
                continue
            yield Problem(
                Place(self.shown_as + name, 1),
                "fil-på-fel-plats",
                "filen ligger varken som <region>/<avtal>/<datum>.md eller i en mapp lasningar",
                "Den läses aldrig.",
                "flytta filen",
            )


def _replace(
    decisions: list[Decision],
    new: Decision,
    replaced: list[Decision],
    problems: list[Problem],
    reading: ReadingText,
) -> None:
    for index, old in enumerate(decisions):
        if set(old.outputs) == set(new.outputs):
            decisions[index] = new
            replaced.append(old)
            return
    shared = next((old for old in decisions if set(old.outputs) & set(new.outputs)), None)
    if shared is not None:
        said = f"tabellen svarar {', '.join(new.outputs)} men avtalets tabell svarar {', '.join(shared.outputs)}"
        problems.append(
            Problem(
                new.place,
                "läsning-ändrar-svar",
                said,
                "En läsning ersätter en hel tabell och får inte ändra vad den svarar på.",
                "ge tabellen samma »-kolumner",
            )
        )
    else:
        said = f"avtalet har ingen tabell som svarar {', '.join(new.outputs)}"
        problems.append(
            Problem(
                new.place,
                "läsning-ersätter-inget",
                said,
                f"Läsningen {reading.text.title} skulle då lägga till något, inte läsa.",
                "rätta svarskolumnen, eller flytta tabellen till avtalet",
            )
        )


def _folded(address: str) -> str:
    return "/".join(fold(piece) for piece in address.split("/"))


def _near(name: str, known: Mapping[str, object], otherwise: str) -> str:
    by_folded = {_folded(address): address for address in known}
    return suggestion(_folded(name), by_folded, otherwise)
