"""`begrepp.md` as written: declarations of facts, values, groups, answers and parties, and what is wrong with them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from samsyn.documents.columns import Columns, named_rows, read_columns
from samsyn.documents.head import wrong_shapes
from samsyn.documents.identifiers import fold, suggestion
from samsyn.documents.problems import Place, Problem
from samsyn.documents.sources import Citation, Source, read_citations, read_head_of_text
from samsyn.documents.tables import Document, TableRow
from samsyn.facts.values import CLOCK_STATES, SILENT, YES_NO, Choice, Domain, TimeOfDay, Value, Whole
from samsyn.facts.vocabulary import (
    NONE_HIT,
    PARTS,
    VOCABULARY_KINDS,
    Answer,
    Fact,
    Group,
    Party,
    Phrase,
    Variable,
    Vocabulary,
)

HEAD_KEYS = ("titel", "källor")
SIDES = ("region", "kommun", "båda")
KINDS_OF_FACTS = ("val", "ja/nej", "klockslag", "frist")
RESERVED_NAMES = ("kalla", "sedan", "skal", "mojliga", "beskrivning", "nar", "enligt")
"""Identifiers of columns that mean something of their own in some table."""

RESERVED_WORDS = (SILENT, "okant", "motstridigt")
"""Identifiers of words that mean something of their own in every cell."""

SIGNS_OF_CELLS = ",()[]<>|»"
WIDEST_RANGE = 100_000

_WHOLE = re.compile(r"heltal\s+(-?[0-9]{1,9})\s*\.\.\s*(-?[0-9]{1,9})(?:\s+(\S.*))?")
_WHY_PHRASE = "Fynd och förklaringar kan då inte sägas på svenska."
_WHERE_TABLES_BELONG = {
    **dict.fromkeys(
        ("F", "U", "A", "C", "Tider", "Frist", "Åtagande", "Ersättning", "Indikator"), "flytta den till ett avtal"
    ),
    **dict.fromkeys(("Fall", "Förväntat"), "flytta den till avtalets fall.md"),
    "Ställningstagande": "flytta den till ett avtal; frågan själv deklareras med slaget Styrfråga",
}


@dataclass(frozen=True, slots=True)
class _Declaration:
    """One row of a table with a name of its own."""

    row: TableRow
    columns: Columns

    @property
    def name(self) -> str:
        return self.row.name.text

    @property
    def id(self) -> str:
        return fold(self.name)

    @property
    def place(self) -> Place:
        return self.row.name.place

    def text(self, column: str) -> str:
        return self.columns.text(self.row, column)

    def place_of(self, column: str) -> Place:
        cell = self.columns.cell(self.row, column)
        return self.place if cell is None else cell.place


@dataclass(slots=True)
class _Reader:
    """Collects declarations and problems while the tables of a vocabulary are read."""

    sources: Mapping[str, Source]
    problems: list[Problem] = field(default_factory=list)
    declared: dict[str, list[_Declaration]] = field(default_factory=lambda: {kind: [] for kind in VOCABULARY_KINDS})
    broken: set[str] = field(default_factory=set)
    incomplete: bool = False

    def say(self, place: Place, code: str, message: str, why: str, hint: str) -> None:
        self.problems.append(Problem(place, code, message, why, hint))

    def refuse(self, declaration: _Declaration, problem: Problem) -> None:
        """Leave a declaration out, and know its name all the same."""
        self.problems.append(problem)
        self.broken.add(declaration.id)

    def citations(self, declaration: _Declaration) -> tuple[Citation, ...]:
        cell = declaration.columns.cell(declaration.row, "Källa")
        if cell is None:
            return ()
        citations, problems = read_citations(cell, self.sources)
        self.problems.extend(problems)
        return citations

    def once(self, kind: str) -> Iterator[_Declaration]:
        """The declarations of a kind that have a name, each name once."""
        seen: dict[str, Place] = {}
        for declaration in self.declared[kind]:
            self.citations(declaration)
            if not self.is_named(declaration):
                continue
            if declaration.id in seen:
                self.say(
                    declaration.place,
                    "dubbelt-namn",
                    f"”{declaration.name}” är redan deklarerat på rad {seen[declaration.id].line}",
                    "Bara en deklaration kan gälla.",
                    "ta bort den ena, eller byt namn",
                )
                continue
            seen[declaration.id] = declaration.place
            yield declaration

    def is_named(self, declaration: _Declaration) -> bool:
        """Whether the name has letters to make an identifier of."""
        if not declaration.id and declaration.name.strip("-–—"):
            self.say(
                declaration.place,
                "namn-utan-bokstäver",
                f"”{declaration.name}” har varken bokstäver eller siffror",
                "Namnet kan inte användas i någon tabell.",
                "skriv ett ord",
            )
        return bool(declaration.id)


def read_vocabulary(document: Document) -> tuple[Vocabulary, tuple[Problem, ...]]:
    """Read `begrepp.md`; declarations that cannot be read are left out and told as problems."""
    head = read_head_of_text(document, HEAD_KEYS, "en begreppsfil")
    shapes = wrong_shapes(document.head, texts=("titel",))
    reader = _Reader(head.sources, incomplete=document.tables_are_lost or document.head_is_lost)
    impossible = []
    for table in document.tables:
        if table.is_example:
            continue
        if table.kind == "Omöjligt":
            impossible.append(table)
        elif table.kind in VOCABULARY_KINDS:
            columns, problems = read_columns(table, *VOCABULARY_KINDS[table.kind])
            reader.problems.extend(problems)
            if columns is None:
                reader.broken.update(fold(row.name.text) for row in table.rows)
                reader.incomplete |= table.kind in ("Värde", "Svar")
            else:
                rows = named_rows(table, reader.problems)
                reader.declared[table.kind].extend(_Declaration(row, columns) for row in rows)
                reader.incomplete |= table.rows_as_written != len(table.rows)
        else:
            reader.incomplete = True
            kinds = tuple(VOCABULARY_KINDS)
            what = (
                f"en tabell av slaget {table.kind} hör inte hemma i en begreppsfil"
                if table.kind in _WHERE_TABLES_BELONG
                else f"slaget ”{table.kind}” finns inte i en begreppsfil"
                if table.kind
                else "tabellens översta vänstra ruta är tom"
            )
            otherwise = "slagen är: " + ", ".join(kinds)
            hint = _WHERE_TABLES_BELONG.get(table.kind) or suggestion(table.kind, kinds, otherwise)
            reader.say(table.place, "okänt-slag", what, "Tabellen läses inte.", hint)
    facts = _facts(reader)
    parties = _parties(reader)
    answers = _answers(reader, parties)
    groups = _groups(reader, facts, answers)
    vocabulary = Vocabulary(
        facts,
        answers,
        groups,
        parties,
        {each.name: each.text("Definition") for each in reader.once("Händelse")},
        {each.name: each.text("Fråga") for each in reader.once("Styrfråga")},
        head.sources,
        tuple(impossible),
        document,
        frozenset(reader.broken),
        reader.incomplete,
    )
    return vocabulary, (*head.problems, *shapes, *head.told(reader.problems))


# ---- facts and their values


def _facts(reader: _Reader) -> dict[str, Fact]:
    values = _values(reader)
    declared = sorted(reader.once("Faktum"), key=lambda each: _part_order(each.text("Del")))
    facts: dict[str, Fact] = {}
    for order, each in enumerate(declared):
        part, kind = each.text("Del"), each.text("Slag")
        owned = values.get(each.id, {})
        if part not in PARTS:
            problem = Problem(
                each.place_of("Del"),
                "okänd-del",
                f"”{part}” är ingen av delarna" if part else f"”{each.name}” säger inte vilken del det hör till",
                "Delen bestämmer i vilken ordning fakta berättas.",
                suggestion(part, PARTS, "del är en av: " + ", ".join(PARTS)),
            )
            reader.refuse(each, problem)
        elif each.id in RESERVED_NAMES:
            reader.refuse(each, _reserved(each))
        elif (domain := _domain_of_fact(reader, each, kind, tuple(owned))) is not None:
            cell = each.columns.cell(each.row, "Källa")
            facts[each.id] = Fact(
                each.id,
                each.name,
                part,
                domain,
                each.text("Fråga"),
                each.text("Definition"),
                each.text("Fras"),
                _phrases(reader, each, kind, [(value, phrase) for value, (phrase, _) in owned.items()]),
                read_citations(cell, reader.sources)[0] if cell else (),
                order,
                each.place,
            )
    _misplaced_values(reader, values, facts)
    return facts


def _part_order(part: str) -> int:
    return PARTS.index(part) if part in PARTS else len(PARTS)


def _reserved(each: _Declaration) -> Problem:
    return Problem(
        each.place,
        "upptaget-namn",
        f"”{each.name}” är namnet på en kolumn som betyder något annat",
        "I en tabell går det då inte att veta vad som menas.",
        "välj ett annat namn",
    )


_Values = Mapping[str, Mapping[str, tuple[Phrase, _Declaration]]]


def _values(reader: _Reader) -> _Values:
    """The declared values by the identifier of their fact."""
    found: dict[str, dict[str, tuple[Phrase, _Declaration]]] = {}
    for each in reader.declared["Värde"]:
        reader.citations(each)
        if not reader.is_named(each):
            continue
        value, owner = each.name, fold(each.text("Faktum"))
        siblings = found.setdefault(owner, {})
        fault = _fault_of_word(each, "värde", siblings)
        if fault is not None:
            reader.refuse(each, fault)
            continue
        said, denied = each.text("Fras"), each.text("Nekad fras")
        if not said or not denied:
            reader.say(
                each.place_of("Fras" if not said else "Nekad fras"),
                "fras-saknas",
                f"värdet ”{value}” saknar {'fras' if not said else 'nekad fras'}",
                _WHY_PHRASE,
                "skriv hur det sägs om ett fall, och hur motsatsen sägs",
            )
        siblings[value] = (Phrase(said or value, denied or f"inte {value}"), each)
    return found


def _fault_of_word(each: _Declaration, what: str, siblings: Iterable[str]) -> Problem | None:
    """What is wrong with the name of a value or a group, which is to stand in a cell."""
    word = each.name
    sign = next((sign for sign in word if sign in SIGNS_OF_CELLS), None)
    if sign is not None:
        return Problem(
            each.place,
            "värde-tecken",
            f"”{word}” har tecknet ”{sign}”, som rutor använder till annat",
            f"Ett {what} med det tecknet går inte att skriva i en tabell."
            if what == "värde"
            else "Gruppen går då inte att skriva i en tabell.",
            "skriv det med bara ord",
        )
    if fold(word) in RESERVED_WORDS:
        return Problem(
            each.place,
            "upptaget-namn",
            f"ett {what} kan inte heta ”{word}”" if what == "värde" else f"en {what} kan inte heta ”{word}”",
            "Ordet betyder redan något i alla rutor: det som ingen vet eller som avtalet inte säger.",
            "välj ett annat ord, till exempel ”ej klarlagt”",
        )
    twin = next((other for other in siblings if fold(other) == fold(word)), None)
    if twin is not None:
        return Problem(
            each.place,
            "dubbelt-värde",
            f"värdet ”{word}” finns redan för samma faktum"
            if twin == word
            else f"värdena ”{twin}” och ”{word}” har samma identifierare, {fold(word)}",
            "Två värden med samma identifierare går inte att skilja åt.",
            "byt namn på ett av dem",
        )
    return None


def _misplaced_values(reader: _Reader, values: _Values, facts: Mapping[str, Fact]) -> None:
    """Values whose fact does not exist, or has values of its own."""
    choices = {each.id for each in reader.declared["Faktum"] if each.text("Slag") == "val"}
    known = {each.id for each in reader.declared["Faktum"]} | reader.broken
    for owner, listed in values.items():
        if not listed or owner in choices or (owner in known and owner not in facts):
            continue
        each = next(declaration for _, declaration in listed.values())
        if owner in facts:
            reader.say(
                each.place,
                "värde-utan-faktum",
                f"värdet ”{each.name}” hör till {facts[owner].name}, som inte är av slaget val",
                "Ett sådant faktum har redan sina värden, och det här läses inte.",
                "ta bort värdet, eller ge faktumet slaget val",
            )
        else:
            reader.say(
                each.place_of("Faktum"),
                "värde-utan-faktum",
                f"värdet ”{each.name}” hör till ett faktum som inte finns: ”{each.text('Faktum')}”",
                "Värdet kan aldrig förekomma.",
                suggestion(owner, [fact.name for fact in facts.values()], "deklarera faktumet i en tabell Faktum"),
            )


def _domain_of_fact(reader: _Reader, each: _Declaration, kind: str, listed: tuple[str, ...]) -> Domain | None:
    """What values a fact of this kind can have; None when there are none to be had, and the reader is told why."""
    fixed: Mapping[str, Domain] = {"ja/nej": YES_NO, "frist": CLOCK_STATES, "klockslag": TimeOfDay()}
    if kind in fixed:
        return fixed[kind]
    if kind == "val":
        if len(listed) > 1:
            return Choice(listed)
        reader.broken.add(each.id)
        if not reader.incomplete:
            reader.say(
                each.place,
                "för-få-värden",
                f"”{each.name}” har {'bara ett värde' if listed else 'inga värden'}",
                "Ett faktum som inte kan variera säger inget.",
                "deklarera minst två rader i en tabell Värde",
            )
        return None
    whole = _whole(kind)
    if isinstance(whole, Whole):
        return whole
    why = "Värdena går inte att läsa."
    otherwise = f"slag: {', '.join(KINDS_OF_FACTS)} eller heltal 0..120 år"
    what = whole or (f"”{kind}” är inget slag av faktum" if kind else f"”{each.name}” saknar slag")
    hint = "skriv till exempel heltal 0..120 år" if whole else suggestion(kind, KINDS_OF_FACTS, otherwise)
    reader.refuse(each, Problem(each.place_of("Slag"), "okänt-faktumslag", what, why, hint))
    return None


def _whole(text: str) -> Whole | str | None:
    """A range as `heltal 0..120 år`; what is wrong with it; or None when it was not meant as one."""
    match = _WHOLE.fullmatch(text)
    if match is None:
        return f"”{text}” går inte att läsa som ett heltal från och till" if text.startswith("heltal") else None
    low, high = int(match.group(1)), int(match.group(2))
    if low >= high:
        return f"”{text}” börjar inte med ett mindre tal än det slutar med"
    if high - low > WIDEST_RANGE:
        return f"”{text}” spänner över fler än {WIDEST_RANGE} tal"
    return Whole(low, high, match.group(3) or "")


def _phrases(
    reader: _Reader, each: _Declaration, kind: str, of_values: Iterable[tuple[Value, Phrase]]
) -> dict[Value, Phrase]:
    if kind == "val":
        return dict(of_values)
    pattern, denied = each.text("Fras"), each.text("Nekad fras")
    if kind == "ja/nej":
        if not pattern or not denied:
            reader.say(
                each.place_of("Fras" if not pattern else "Nekad fras"),
                "fras-saknas",
                f"”{each.name}” saknar {'fras' if not pattern else 'nekad fras'}",
                _WHY_PHRASE,
                "skriv hur ja sägs, och hur nej sägs",
            )
        said, not_said = pattern or f"{each.name}: ja", denied or f"{each.name}: nej"
        return {"ja": Phrase(said, not_said), "nej": Phrase(not_said, said)}
    if "{}" not in pattern:
        _say_without_hole(reader, each, "”är {}”" if kind != "frist" else "”läkarstödets tid {}”")
        pattern = f"{each.name} {{}}"
    if kind != "frist":
        return {}
    words: Mapping[Value, tuple[str, str]] = {
        "inte startad": ("har inte börjat", "har börjat"),
        "pågår": ("pågår", "pågår inte"),
        "löpt ut": ("har löpt ut", "har inte löpt ut"),
    }
    return {
        state: Phrase(pattern.replace("{}", said), pattern.replace("{}", denied))
        for state, (said, denied) in words.items()
    }


def _say_without_hole(reader: _Reader, each: _Declaration, example: str) -> None:
    reader.say(
        each.place_of("Fras"),
        "fras-saknas",
        f"frasen för ”{each.name}” har inget {{}}",
        "Värdet sägs där {} står, och kommer annars inte med.",
        f"skriv till exempel {example}",
    )


# ---- parties and answers


def _parties(reader: _Reader) -> dict[str, Party]:
    found: dict[str, Party] = {}
    for each in reader.once("Part"):
        side = each.text("Sida")
        if side not in (*SIDES, ""):
            why, otherwise = "Sidan avgör om två läsningar pekar på varandra.", "sida är region, kommun, båda eller –"
            hint = suggestion(side, SIDES, otherwise)
            reader.refuse(each, Problem(each.place_of("Sida"), "okänd-sida", f"”{side}” är ingen sida", why, hint))
            continue
        found[each.name] = Party(each.name, side, each.text("Fras") or each.name, each.text("Definition"), each.place)
    return found


def _answers(reader: _Reader, parties: Mapping[str, Party]) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    declared_facts = {each.id for each in reader.declared["Faktum"]}
    for order, each in enumerate(reader.once("Svar")):
        if each.id in declared_facts:
            reader.say(
                each.place,
                "dubbelt-namn",
                f"”{each.name}” finns redan som faktum",
                "En kolumn med det namnet skulle kunna betyda två saker.",
                "byt namn på ett av dem; en omstridd fråga är ett svar och aldrig ett faktum",
            )
            continue
        if each.id in RESERVED_NAMES:
            reader.refuse(each, _reserved(each))
            continue
        points, pattern = each.text("Pekar ut part"), each.text("Fras")
        if points not in ("ja", "nej"):
            reader.say(
                each.place_of("Pekar ut part"),
                "pekar-ut-part",
                f"”{each.name}” säger inte om det pekar ut en part",
                "Jämförelser behöver veta om svaret är någons ansvar.",
                "skriv ja eller nej",
            )
        if pattern and "{}" not in pattern:
            _say_without_hole(reader, each, "”{} är huvudman”")
        domain = _domain_of_answer(each)
        if isinstance(domain, str):
            why = "Utan värden att välja bland går svaret inte att ge."
            hint = "skriv värdena med kommatecken emellan, ja, nej, eller heltal 0..60 dygn"
            reader.refuse(each, Problem(each.place_of("Värden"), "svarsvärden", domain, why, hint))
            continue
        if points == "ja":
            _say_unknown_parties(reader, each, domain, parties)
        found[each.id] = Answer(
            each.id,
            each.name,
            each.text("Fråga"),
            domain,
            points == "ja",
            pattern or f"{each.name}: {{}}",
            each.text("Definition"),
            order,
            each.place,
        )
    return found


def _domain_of_answer(each: _Declaration) -> Domain | str:
    """The values of an answer, or what is wrong with them."""
    written = each.text("Värden")
    whole = _whole(written)
    if whole is not None:
        return whole
    values = tuple(value.strip() for value in written.split(",") if value.strip())
    reserved = next((value for value in values if fold(value) in (*RESERVED_WORDS, NONE_HIT)), None)
    repeated = next((value for index, value in enumerate(values) if fold(value) in map(fold, values[:index])), None)
    sign = next((sign for value in values for sign in value if sign in SIGNS_OF_CELLS), None)
    if not values:
        return f"”{each.name}” har inga värden"
    if reserved is not None:
        return f"”{each.name}” kan inte ha värdet ”{reserved}”: ordet betyder något annat i alla svar"
    if repeated is not None:
        return f"”{each.name}” har värdet ”{repeated}” två gånger"
    if sign is not None:
        return f"ett värde för ”{each.name}” har tecknet ”{sign}”, som rutor använder till annat"
    return Choice(values)


def _say_unknown_parties(reader: _Reader, each: _Declaration, domain: Domain, parties: Mapping[str, Party]) -> None:
    for value in domain if isinstance(domain, Choice) else ():
        if value not in parties and fold(str(value)) not in reader.broken:
            reader.say(
                each.place_of("Värden"),
                "okänd-part",
                f"”{value}” i svaret ”{each.name}” är ingen deklarerad part",
                "Då går det inte att säga vem som pekas ut.",
                suggestion(str(value), parties, f"lägg till ”{value}” i tabellen Part"),
            )


# ---- groups


def _groups(reader: _Reader, facts: Mapping[str, Fact], answers: Mapping[str, Answer]) -> dict[tuple[str, str], Group]:
    found: dict[tuple[str, str], Group] = {}
    for each in reader.declared["Grupp"]:
        reader.citations(each)
        owner = fold(each.text("Faktum"))
        variable: Variable | None = facts.get(owner) or answers.get(owner)
        if not reader.is_named(each) or (variable is None and owner in reader.broken):
            continue
        if variable is None or not isinstance(variable.domain, Choice):
            reader.refuse(each, _without_variable(each, variable, facts))
            continue
        fault = _fault_of_group(each, variable, variable.domain, found)
        if fault is not None:
            reader.refuse(each, fault)
            continue
        said, denied = each.text("Fras"), each.text("Nekad fras")
        if bool(said) != bool(denied):
            reader.say(
                each.place_of("Fras" if denied else "Nekad fras"),
                "fras-saknas",
                f"gruppen ”{each.name}” har bara den ena av fras och nekad fras",
                "Fynd kan då inte sägas på svenska åt båda håll.",
                "skriv båda, eller ingen",
            )
        phrase = Phrase(said, denied) if said and denied else None
        values = _values_of_group(reader, each, variable, variable.domain)
        found[owner, each.id] = Group(each.name, owner, values, phrase, each.place)
    return found


def _without_variable(each: _Declaration, variable: Variable | None, facts: Mapping[str, Fact]) -> Problem:
    named = each.text("Faktum")
    otherwise = "skriv namnet på ett faktum eller svar med värden i ord"
    return Problem(
        each.place_of("Faktum"),
        "grupp-utan-faktum",
        f"gruppen ”{each.name}” hör till ”{named}”, som {'inte finns' if variable is None else 'inte har värden i ord'}",
        "Gruppen kan aldrig användas.",
        suggestion(named, [fact.name for fact in facts.values()], otherwise)
        if variable is None
        else "tal grupperas inte; skriv ett intervall i rutan",
    )


def _fault_of_group(
    each: _Declaration, variable: Variable, domain: Choice, found: Mapping[tuple[str, str], Group]
) -> Problem | None:
    if (variable.id, each.id) in found:
        return Problem(
            each.place,
            "dubbelt-namn",
            f"gruppen ”{each.name}” är redan deklarerad på rad {found[variable.id, each.id].place.line}",
            "Bara en deklaration kan gälla.",
            "ta bort den ena, eller byt namn",
        )
    if domain.read(each.name) is not None:
        return Problem(
            each.place,
            "grupp-som-värde",
            f"gruppen ”{each.name}” heter som ett värde för {variable.name}",
            "I en ruta går det då inte att veta vad som menas.",
            "byt namn på gruppen",
        )
    return _fault_of_word(each, "grupp", ())


def _values_of_group(reader: _Reader, each: _Declaration, variable: Variable, domain: Choice) -> tuple[Value, ...]:
    values: list[Value] = []
    cell = each.columns.cell(each.row, "Värden")
    offset, faulty = 0, False
    for piece in (cell.text if cell else "").split(","):
        word, place = piece.strip(), cell.at(offset + len(piece) - len(piece.lstrip())) if cell else each.place
        offset += len(piece) + 1
        value = domain.read(word)
        if value is not None:
            values.append(value)
            continue
        faulty = True
        if fold(word) not in reader.broken or not word:
            reader.say(
                place,
                "okänt-värde",
                f"”{word}” är inget värde för {variable.name}" if word else f"ett värde saknas i gruppen ”{each.name}”",
                "Gruppen blir ofullständig.",
                suggestion(word, domain.values, "värdena är: " + ", ".join(domain.values))
                if word
                else "skriv värdet, eller ta bort kommatecknet",
            )
    return () if faulty else tuple(dict.fromkeys(values))
