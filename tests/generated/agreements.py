"""Small agreements as texts, drawn at random: a vocabulary, tables, readings, what they build on; and cases for them.

`labels` tell which kinds of things were drawn; the meta tests demand that every kind in `drawn.ALL_LABELS` is.
"""

from collections.abc import Iterable, Sequence
from math import prod

from hypothesis import strategies as st

from generated.cells import any_cell
from generated.chance import Chance
from generated.drawn import (
    BASIS,
    BASIS_VERSION,
    MAIN,
    MAIN_VERSION,
    Drawn,
    DrawnReading,
    DrawnTable,
    Variable,
    identifier,
    lines_of,
)
from generated.tables import decision_table, timetable
from samsyn.facts.values import Value, Whole
from samsyn.rules.versions import Agreement

MOST_CASES = 60_000
MOST_TIMED_CASES = 400_000

# ---------------------------------------------------------------------------------------------- facts and answers

DAYS = ("måndag", "tisdag", "onsdag", "torsdag", "fredag", "lördag", "söndag")
KINDS_OF_DAY = ("ja", "nej", "afton")
WORDS = {
    "Insats": ("behov", ("dialys", "TPN", "sond", "ögondroppar", "easypump")),
    "Bor i": ("var", ("eget hem", "särskilt boende", "HVB", "kort tid")),
    "Yrkesroll": ("behov", ("läkare", "sköterska", "fysioterapeut")),
}
YES_OR_NO = {"Inskriven": "ställning", "Hög risk": "ställning", "Listad": "vem"}
NUMBERS = {"Ålder": ("vem", 0, "år"), "Poäng": ("behov", -4, ""), "Besök": ("behov", 2, "besök per vecka")}
CLOCK_STATES = ("inte startad", "pågår", "löpt ut")
PARTIES = ("region", "kommun", "båda")
ANSWERS = ("Omfattas", "Nivå", "Huvudman", "Utförare", "Ring först", "Dagar före", "Åtgärd", "Följs upp", "Väg in", "Ö")
ANSWER_WORDS = (("ja", "nej"), ("möjligt", "omöjligt"), ("hög", "låg", "mellan"))
SPANS = ("Jourtid", "Kvällstid")


def groups_of(chance: Chance, name: str, values: Sequence[str]) -> dict[str, tuple[Value, ...]]:
    """None or one group of two or more of the values."""
    if len(values) < 3 or chance.seldom():
        return {}
    return {f"Några {identifier(name)}": tuple(chance.some(values, 2, len(values) - 1))}


def fact_of(chance: Chance, name: str) -> Variable:
    """The fact of a name, with as many values as chance gives it."""
    if name in WORDS:
        part, words = WORDS[name]
        values = words[: chance.whole(2, len(words))]
        return Variable(name, "ord", values, "val", part, groups_of(chance, name, values))
    if name in YES_OR_NO:
        return Variable(name, "ord", ("ja", "nej"), "ja/nej", YES_OR_NO[name])
    if name in NUMBERS:
        part, low, unit = NUMBERS[name]
        high = low + chance.whole(4, 9)
        return Variable(name, "tal", tuple(range(low, high + 1)), f"heltal {low}..{high} {unit}".strip(), part)
    if name == "Klockslag":
        return Variable(name, "klockslag", tuple(range(1440)), "klockslag", "tid")
    return Variable(name, "ord", CLOCK_STATES, "frist", "ställning", groups_of(chance, name, CLOCK_STATES))


def some_facts(chance: Chance, *, timed: bool) -> list[Variable]:
    """Two to five facts; the four of time first when a timetable is wanted. Never more cases than all can be tried."""
    facts: list[Variable] = []
    names = [*WORDS, *YES_OR_NO, *NUMBERS, "Läkarstöd"]
    if timed:
        weekday = Variable("Veckodag", "ord", DAYS, "val", "tid", groups_of(chance, "Veckodag", DAYS))
        days = [Variable(name, "ord", KINDS_OF_DAY, "val", "tid") for name in ("Helgdag", "Helgdag dagen före")]
        facts = [weekday, *days, fact_of(chance, "Klockslag")]
        wanted = chance.some(names, 1, 2)
    else:
        wanted = chance.some([*names, "Klockslag"], 2, 5)
    for name in wanted:
        fact = fact_of(chance, name)
        if prod(len(one.values) for one in (*facts, fact)) <= (MOST_TIMED_CASES if timed else MOST_CASES):
            facts.append(fact)
    return facts


def answer_of(chance: Chance, name: str, policy: str) -> Variable:
    """The answer of a name: parties, words or whole numbers."""
    sort = chance.one(("part", "ord", "ord", "tal"))
    if sort == "tal":
        return Variable(name, "tal", tuple(range(4)), "heltal 0..3 dygn", policy=policy)
    values = PARTIES[: chance.whole(2, 3)] if sort == "part" else chance.one(ANSWER_WORDS)
    return Variable(name, "ord", values, sort, groups=groups_of(chance, name, values), policy=policy)


# ---------------------------------------------------------------------------------------------- whole libraries


@st.composite
def libraries(draw, *, timed: bool | None = None, readings: bool | None = None, checked: bool = True):
    """A vocabulary, an agreement, perhaps one it builds on, perhaps readings of it. No text has an error.

    Sometimes the tables see only half of the facts, and what is impossible is about the others.
    """
    chance = Chance.of(draw)
    if timed is None:
        timed = chance.seldom(4)
    facts = some_facts(chance, timed=timed)
    half = len(facts) // 2
    seen, bound = (facts[:half], facts[half:]) if chance.seldom(6) else (facts, facts)
    impossible, labels = impossible_table(chance, bound)
    answers, tables = chain(chance, seen, timed=timed)
    split = chance.whole(1, len(tables) - 1) if len(tables) > 1 and chance.seldom(4) else 0
    example = chance.form(False, True)
    with_readings = chance.seldom() if readings is None else readings
    drawn_readings = some_readings(chance, seen, tables) if with_readings else []
    texts = {"begrepp.md": vocabulary_text(facts, answers, impossible)}
    if split:
        texts[f"{BASIS}/{BASIS_VERSION}.md"] = agreement_text(BASIS_VERSION, tables[:split])
    main = agreement_text(MAIN_VERSION, tables[split:], uses=BASIS if split else "", example=example)
    texts[f"{MAIN}/{MAIN_VERSION}.md"] = main
    texts |= {f"{MAIN}/lasningar/{reading.name}.md": reading_text(reading) for reading in drawn_readings}
    labels |= labels_of_library(facts, answers, tables, drawn_readings)
    labels |= {label for label, holds in {"använder": split > 0, "tabell under Exempel": example}.items() if holds}
    drawn = Drawn(texts, tuple(facts), tuple(tables), tuple(drawn_readings), frozenset(labels))
    if checked:
        faults = [problem for problem in drawn.library.check() if problem.severity == "fel"]
        assert not faults, "\n".join(str(fault) for fault in faults)
    return drawn


def chain(chance: Chance, facts: Sequence[Variable], *, timed: bool) -> tuple[list[Variable], list[DrawnTable]]:
    """One to five tables, each free to test what those before it answer; and their answers."""
    names = chance.order(ANSWERS)
    answers: list[Variable] = []
    tables: list[DrawnTable] = []
    if timed:
        answers = [Variable(name, "ord", ("ja", "nej"), "ord", policy="F") for name in SPANS[: chance.whole(1, 2)]]
        tables.append(timetable(chance, answers))
    for _ in range(chance.whole(1, 4 if timed else 5)):
        policy = chance.one("FFUUAACC")
        outputs = [answer_of(chance, names.pop(), policy) for _ in range(chance.one((1, 1, 2)))]
        tables.append(decision_table(chance, [*facts, *answers], outputs, policy))
        answers = [*answers, *outputs]
    return answers, tables


def some_readings(chance: Chance, facts: Sequence[Variable], tables: Sequence[DrawnTable]) -> list[DrawnReading]:
    """One reading or two, the second perhaps building on the first."""
    made: list[DrawnReading] = []
    for name in ("norra", "södra")[: chance.whole(1, 2)]:
        positions = chance.some(range(len(tables)), 1, 2)
        if tables[0].policy == "Tider" and chance.seldom():
            positions = [0]
        replaced = tuple(replacement(chance, facts, tables, position) for position in positions)
        made.append(DrawnReading(name, replaced, "norra" if made and chance.seldom() else ""))
    return made


def replacement(chance: Chance, facts: Sequence[Variable], tables: Sequence[DrawnTable], position: int) -> DrawnTable:
    """Another table with the same answers, which tests only what stands before the one it replaces."""
    old = tables[position]
    if old.policy == "Tider":
        one_span = len(old.outputs) == 1 and chance.seldom()
        return (
            decision_table(chance, facts, old.outputs, chance.one("FUA"))
            if one_span
            else timetable(chance, old.outputs)
        )
    known = [*facts, *(output for table in tables[:position] for output in table.outputs)]
    policy = "C" if old.policy == "C" else chance.one("FUA")
    return decision_table(chance, known, chance.order(old.outputs), policy)


def impossible_table(chance: Chance, facts: Sequence[Variable]) -> tuple[list[list[str]], set[str]]:
    """None to three impossible combinations of one to three facts, at least one of them asked.

    One case is drawn that no row may exclude, so that something is left to decide.
    """
    columns = chance.some(facts, 1, 3)
    kept = [chance.one(fact.values) for fact in columns]
    lines = [["Omöjligt", *(fact.name for fact in columns), "Skäl", "Källa"]]
    labels = set()
    for index in range(chance.one((0, 0, 1, 2, 3))):
        row = [any_cell(chance, fact) for fact in columns]
        if all(value in cell.accepted for value, cell in zip(kept, row, strict=True)):
            continue
        labels |= {"omöjligt", *(label for cell in row for label in cell.labels)}
        labels |= {"omöjligt om ett enda faktum"} if sum(not cell.anything for cell in row) == 1 else set()
        every = any(
            not cell.anything and len(cell.accepted) == len(fact.values)
            for fact, cell in zip(columns, row, strict=True)
        )
        labels |= {"omöjligt med en ruta för alla värden"} if every else set()
        lines.append([f"inte {index + 1}", *(cell.text for cell in row), "går inte ihop", "[S]"])
    return lines, labels


def labels_of_library(
    facts: Iterable[Variable],
    answers: Iterable[Variable],
    tables: Sequence[DrawnTable],
    readings: Sequence[DrawnReading],
) -> set[str]:
    replaced = [table for reading in readings for table in reading.tables]
    labels = {label for table in (*tables, *replaced) for label in table.labels}
    labels |= {f"faktum {fact.kind.split()[0]}" for fact in facts}
    labels |= {"faktum heltal under noll" for fact in facts if fact.sort == "tal" and int(fact.values[0]) < 0}
    said = {"part": "svar som pekar ut part", "ord": "svar i ord"}
    labels |= {said.get(answer.kind, "svar i tal") for answer in answers}
    labels |= {"grupp av svar" for answer in answers if answer.groups}
    labels |= {"läsning" for _ in readings}
    labels |= {"läsning som bygger på en annan" for reading in readings if reading.builds_on}
    old = {table.answers: table for table in tables}
    for table in replaced:
        before = old[table.answers]
        if before.policy == "Tider":
            labels.add("läsning av tider")
        elif before.policy != table.policy:
            labels.add("läsning med annan träffregel")
        if [one.name for one in before.outputs] != [one.name for one in table.outputs]:
            labels.add("läsning med svaren i annan ordning")
    return labels


# ---------------------------------------------------------------------------------------------- the texts

SOURCES = """källor:
  S: {titel: Provtext, slag: återgivet, platser: [stycke 1]}
  L: {titel: Lagen, slag: lag}"""


def vocabulary_text(facts: Sequence[Variable], answers: Sequence[Variable], impossible: list[list[str]]) -> str:
    """`begrepp.md`."""
    declared = [["Faktum", "Del", "Slag", "Fråga", "Fras", "Nekad fras", "Definition", "Källa"]]
    values = [["Värde", "Faktum", "Fras", "Nekad fras", "Definition", "Källa"]]
    for fact in facts:
        said = {"val": ("–", "–"), "ja/nej": (f"har {fact.id}", f"har inte {fact.id}")}
        phrases = said.get(fact.kind, (f"{fact.id} är {{}}", "–"))
        declared.append([fact.name, fact.part, fact.kind, "Vad?", *phrases, "prov", "[S]"])
        for value in fact.values if fact.kind == "val" else ():
            values.append([str(value), fact.name, f"{fact.id} är {value}", f"{fact.id} är inte {value}", "prov", "[S]"])
    told = [["Svar", "Fråga", "Värden", "Pekar ut part", "Fras", "Definition"]]
    for answer in answers:
        listed = answer.kind if answer.sort == "tal" else ", ".join(map(str, answer.values))
        told.append(
            [answer.name, "Vad?", listed, "ja" if answer.kind == "part" else "nej", f"{answer.id} är {{}}", "prov"]
        )
    groups = [["Grupp", "Faktum", "Värden", "Källa"]]
    for variable in (*facts, *answers):
        groups += [[name, variable.name, ", ".join(map(str, held)), "[S]"] for name, held in variable.groups.items()]
    parties = [["Part", "Sida", "Fras", "Definition", "Källa"]]
    parties += [[party, party, f"{party}en", "prov", "[S]"] for party in PARTIES]
    drawn = [lines_of(lines) for lines in (declared, values, groups, told, parties, impossible) if lines[1:]]
    return f"---\ntitel: Begrepp\n{SOURCES}\n---\n\n" + "\n\n".join(drawn) + "\n"


def agreement_text(version: str, tables: Sequence[DrawnTable], *, uses: str = "", example: bool = False) -> str:
    """One version of an agreement; perhaps with a table at its end that is only shown."""
    head = f"---\ntitel: Provavtal\ngäller: {version} –\n{f'använder: [{uses}]' if uses else ''}\n{SOURCES}\n---\n"
    body = "\n\n".join(f"### Fråga {index}?\n\nLöptext.\n\n{table.text}" for index, table in enumerate(tables, start=1))
    shown = f"\n\n## Ett exempel\n\n{tables[0].text}" if example else ""
    return f"{head}\n{body}{shown}\n"


def reading_text(reading: DrawnReading) -> str:
    """One reading."""
    builds_on = f"bygger på: {reading.builds_on}\n" if reading.builds_on else ""
    head = (
        f"---\ntitel: Läsning\nläsare: {reading.name}\npart: kommun\ngäller version: [{MAIN_VERSION}]\n"
        f"återgiven ur: prov\nfastställd: nej\n{builds_on}---\n"
    )
    return head + "\n" + "\n\n".join(f"### Fråga?\n\n{table.text}" for table in reading.tables) + "\n"


# ---------------------------------------------------------------------------------------------- cases


def values_worth_trying(agreement: Agreement, fact: str) -> list[Value]:
    """All values of a word; of a number those on either side of every border that a cell draws."""
    domain = agreement.vocabulary.facts[fact].domain
    if not isinstance(domain, Whole):
        return list(domain)
    asked = [
        cell
        for decision in agreement.decisions
        for row in decision.rows
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if name == fact
    ]
    asked += [row.cells[fact] for row in agreement.impossible if fact in row.cells]
    edges = {border + step for cell in asked for span in cell.spans for border in span for step in (-1, 0, 1)}
    return sorted(value for value in {*edges, domain.low, domain.high} if value in domain)


def some_cases(chance: Chance, agreement: Agreement, names: Sequence[str], most: int) -> list[dict[str, Value]]:
    """Cases of known facts: complete ones, and ones in which what is left out is unknown."""
    worth = {name: values_worth_trying(agreement, name) for name in names}
    cases: list[dict[str, Value]] = []
    for _ in range(chance.whole(1, most)):
        known = list(names) if chance.seldom() else chance.some(names, 0, len(names))
        cases.append({name: chance.one(worth[name]) for name in sorted(known)})
    return cases
