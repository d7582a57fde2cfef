"""What an agreement must be, beyond being readable: one small function for each check, all in one visible tuple."""

from collections import Counter
from collections.abc import Callable, Iterator

from samsyn.documents.problems import Place, Problem, Severity
from samsyn.facts.values import Choice
from samsyn.facts.vocabulary import NONE_HIT
from samsyn.rules.cells import UNREADABLE
from samsyn.rules.decisions import Decision, HitPolicy, Row
from samsyn.rules.versions import Agreement, in_running_order

MOST_INPUTS = 6
LONG_LIST = 4

Check = Callable[[Agreement], Iterator[Problem]]


def answer_given_twice(agreement: Agreement) -> Iterator[Problem]:
    """Each answer comes from one table."""
    given: dict[str, Place] = {}
    for decision in agreement.decisions:
        for name in decision.outputs:
            first = given.setdefault(name, decision.place)
            if first is not decision.place:
                where = (
                    f"på rad {first.line}" if first.file == decision.place.file else f"i {first.file} rad {first.line}"
                )
                yield Problem(
                    decision.place,
                    "dubbelt-svar",
                    f"svaret ”{agreement.vocabulary.answers[name].name}” ges av två tabeller: här och {where}",
                    "Det går inte att veta vilken som gäller.",
                    "låt en tabell ge svaret, eller gör den andra till en läsning",
                )


def answer_never_given(agreement: Agreement) -> Iterator[Problem]:
    """An answer that is tested must be decided by some table."""
    for decision in agreement.decisions:
        for name in decision.inputs:
            if name in agreement.vocabulary.answers and name not in agreement.answers and name not in agreement.unread:
                answer = agreement.vocabulary.answers[name]
                yield Problem(
                    decision.place,
                    "svar-ges-aldrig",
                    f"”{answer.name}” prövas men ingen tabell ger det svaret",
                    "Villkoret är då alltid tyst.",
                    f"lägg till en tabell med ”» {answer.name}”, eller ”använder:” avtalet som har den",
                )


def decisions_in_a_ring(agreement: Agreement) -> Iterator[Problem]:
    """No table may test, through others, its own answer."""
    _, waiting = in_running_order(agreement.decisions)
    reading = agreement.reading_text
    ring = _ring(waiting, reading.text.name if reading else "")
    if ring:
        names = " → ".join(agreement.vocabulary.answers[decision.id].name for decision in (*ring, ring[0]))
        yield Problem(
            ring[0].place,
            "ring",
            f"tabellerna prövar varandra i en ring: {names}",
            "Ingen av dem kan avgöras först.",
            "bryt ringen genom att pröva ett faktum i stället",
        )


def _ring(waiting: tuple[Decision, ...], blamed: str) -> list[Decision]:
    """One ring among decisions that wait for each other, each testing the next.

    It begins with a table of the text `blamed`, for a reading closes rings in an agreement that had none; else with the
    table that stands first.
    """
    giver = {name: decision for decision in waiting for name in decision.outputs}
    way: list[Decision] = list(waiting[:1])
    while way:
        tested = next(giver[name] for name in way[-1].inputs if name in giver)
        if any(tested is earlier for earlier in way):
            start = next(index for index, earlier in enumerate(way) if earlier is tested)
            ring = way[start:]
            first = min(range(len(ring)), key=lambda index: (ring[index].agreement != blamed, ring[index].place))
            return ring[first:] + ring[:first]
        way.append(tested)
    return []


def last_row_of_dashes(agreement: Agreement) -> Iterator[Problem]:
    """A last row that always matches must be called `annars`."""
    for decision in agreement.decisions:
        last = decision.rows[-1]
        if decision.spans or len(decision.rows) == 1 or last.residual or decision.policy is HitPolicy.COLLECT:
            continue
        if _asks_nothing(last):
            first = decision.policy is HitPolicy.FIRST
            yield Problem(
                last.place,
                "restrad-utan-namn",
                f"sista raden ”{last.name}” stämmer alltid men heter inte annars",
                "En sådan rad svarar också där en rad ovanför kanske borde ha svarat."
                if first
                else f"Under {decision.policy.value} svarar den också när en rad ovanför gör det.",
                "döp raden till annars, eller ge den ett villkor"
                if first
                else "byt träffregeln till F och döp raden till annars, eller ge raden ett villkor",
            )


def row_that_always_matches(agreement: Agreement) -> Iterator[Problem]:
    """Advice: a row without conditions, with others below it, leaves nothing to them or contradicts them."""
    for decision in agreement.own:
        if decision.spans or decision.policy is HitPolicy.COLLECT:
            continue
        for row in decision.rows[:-1]:
            if _asks_nothing(row) and not row.residual:
                yield Problem(
                    row.place,
                    "rad-stämmer-alltid",
                    f"raden ”{row.name}” stämmer alltid, men står inte sist",
                    "Raderna under den kan aldrig svara."
                    if decision.policy is HitPolicy.FIRST
                    else "Varje annan rad som stämmer motsäger den, om de inte svarar lika.",
                    "ge raden ett villkor, eller flytta den sist under F och döp den till annars",
                    Severity.ADVICE,
                )


def _asks_nothing(row: Row) -> bool:
    return all(cell.anything and cell != UNREADABLE for cell in row.cells)


def residual_out_of_place(agreement: Agreement) -> Iterator[Problem]:
    """`annars` stands last, asks nothing, and only under F."""
    for decision in agreement.decisions:
        for index, row in enumerate(decision.rows):
            if not row.residual:
                continue
            if index != len(decision.rows) - 1:
                yield Problem(
                    row.place,
                    "annars-inte-sist",
                    "raden annars står inte sist",
                    "Raderna under den kan aldrig svara.",
                    "flytta annars sist",
                )
            asked = next((column for column, cell in enumerate(row.cells) if not cell.anything), None)
            if asked is not None:
                yield Problem(
                    row.place_of(asked),
                    "annars-med-villkor",
                    "raden annars har ett villkor",
                    "Annars svarar för allt som raderna ovanför inte tar.",
                    "sätt – i alla villkor, eller byt namn på raden",
                )
            if decision.policy is not HitPolicy.FIRST:
                yield Problem(
                    row.place,
                    "annars-fel-regel",
                    f"raden annars står i en tabell med träffregeln {decision.policy.value}",
                    "Bara under F betyder det att raderna ovanför inte stämde.",
                    "byt till F, eller ta bort annars",
                )


def none_tested_wrongly(agreement: Agreement) -> Iterator[Problem]:
    """`inga` can be tested only of a collecting table."""
    for decision in agreement.decisions:
        for row in decision.rows:
            for column, (name, cell) in enumerate(zip(decision.inputs, row.cells, strict=True)):
                giver = agreement.decided_by.get(name)
                words = cell.text.removeprefix("inte(").removesuffix(")").split(", ")
                tests_none = NONE_HIT in words and name in agreement.vocabulary.answers
                if tests_none and giver is not None and giver.policy is not HitPolicy.COLLECT:
                    yield Problem(
                        row.place_of(column),
                        "inga-utan-samling",
                        f"”{NONE_HIT}” prövas på {agreement.vocabulary.answers[name].name}, som inte samlar svar",
                        "Villkoret kan aldrig stämma.",
                        f"pröva ett värde, eller ge tabellen för {agreement.vocabulary.answers[name].name} träffregeln C",
                    )


def repeated_rows(agreement: Agreement) -> Iterator[Problem]:
    """Two rows of one table that ask exactly the same."""
    for decision in agreement.decisions:
        seen: dict[tuple[object, ...], str] = {}
        for row in decision.rows:
            if UNREADABLE in row.cells or (not row.cells and row.residual):
                continue
            asked = tuple((cell.values, cell.spans, cell.anything, cell.accepts_none) for cell in row.cells)
            if asked in seen and not decision.spans and decision.policy is not HitPolicy.COLLECT:
                yield Problem(
                    row.place,
                    "samma-villkor",
                    f"raden ”{row.name}” har samma villkor som ”{seen[asked]}”",
                    "Bara en av dem kan svara, eller så motsäger de varandra.",
                    "ta bort den ena, eller skilj dem åt",
                )
            seen.setdefault(asked, row.name)


def too_many_inputs(agreement: Agreement) -> Iterator[Problem]:
    """Advice: a table with many conditions is hard to read."""
    for decision in agreement.own:
        if len(decision.inputs) > MOST_INPUTS:
            yield Problem(
                decision.place,
                "många-villkor",
                f"tabellen har {len(decision.inputs)} villkor",
                f"Fler än {MOST_INPUTS} villkor är svåra att läsa och pröva.",
                "låt en egen tabell svara på en del av frågan",
                Severity.ADVICE,
            )


def list_wants_a_group(agreement: Agreement) -> Iterator[Problem]:
    """Advice: a long list of values that recurs, or that already has a group, should be that group."""
    groups = {(group.variable, frozenset(group.values)): group.name for group in agreement.vocabulary.groups.values()}
    lists = Counter(
        (name, cell.values)
        for decision in agreement.own
        if not decision.spans
        for row in decision.rows
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if cell.text.count(",") >= LONG_LIST - 1 and not cell.anything
    )
    for decision in agreement.own:
        for row in decision.rows if not decision.spans else ():
            for column, (name, cell) in enumerate(zip(decision.inputs, row.cells, strict=True)):
                if cell.anything or cell.text.startswith("inte(") or not isinstance(_domain(agreement, name), Choice):
                    continue
                group = groups.get((name, cell.values))
                if group and "," in cell.text:
                    yield Problem(
                        row.place_of(column),
                        "lista-är-grupp",
                        f"listan ”{cell.text}” är gruppen ”{group}”",
                        "Grupper har namn och källa; listor glider isär.",
                        f"skriv {group}",
                        Severity.ADVICE,
                    )
                elif not group and lists[name, cell.values] > 1:
                    yield Problem(
                        row.place_of(column),
                        "lista-vill-ha-grupp",
                        f"samma lista med {cell.text.count(',') + 1} värden står på flera rader",
                        "Grupper har namn och källa; listor glider isär.",
                        "deklarera en grupp i begrepp.md",
                        Severity.ADVICE,
                    )


def silent_row_without_since(agreement: Agreement) -> Iterator[Problem]:
    """Advice: a row that answers `tyst` becomes a known gap only with `Sedan`."""
    for decision in agreement.own:
        for row in decision.rows:
            if None in row.outcomes and not row.since and not decision.spans:
                yield Problem(
                    row.place_of(len(row.cells) + row.outcomes.index(None)),
                    "lucka-utan-sedan",
                    f"raden ”{row.name}” svarar tyst men säger inte sedan när luckan är känd",
                    "Den räknas då som en ny lucka.",
                    "skriv datum, årtal eller okänt i kolumnen Sedan",
                    Severity.ADVICE,
                )


def notion_disputed_twice(agreement: Agreement) -> Iterator[Problem]:
    """Advice: the border that a disputed table draws should not be drawn once more in another table."""
    replaced = {decision.id for decision in agreement.replaced}
    disputed = [decision for decision in agreement.own if decision.id in replaced or _known_gap(decision)]
    for decision in agreement.own:
        for other in disputed:
            shared = _borders(decision) & _borders(other) if decision.id != other.id else set()
            if shared and not set(other.outputs) & set(decision.inputs):
                name, _ = min(shared, key=str)
                notion, fact = agreement.vocabulary.answers[other.id], agreement.vocabulary.variable(name)
                yield Problem(
                    decision.place,
                    "begrepp-tvistas-två-gånger",
                    f"tabellen drar samma gräns bland {fact.name if fact else name} som den omstridda tabellen för ”{notion.name}”",
                    "Samma tvist avgörs då på två ställen, och en läsning ändrar bara det ena.",
                    f"pröva svaret ”{notion.name}” i stället",
                    Severity.ADVICE,
                )
                break


def _known_gap(decision: Decision) -> bool:
    return any(None in row.outcomes and row.since for row in decision.rows) and not decision.spans


def _borders(decision: Decision) -> set[tuple[str, frozenset[object]]]:
    """The value sets of two or more that its cells draw, by what they test."""
    return {
        (name, frozenset(cell.values))
        for row in decision.rows
        for name, cell in zip(decision.inputs, row.cells, strict=True)
        if len(cell.values) > 1 and not cell.anything and not decision.spans
    }


def reading_replaces_nothing(agreement: Agreement) -> Iterator[Problem]:
    """A reading must replace at least one table of what it reads."""
    reading = agreement.reading_text
    if reading is not None and not reading.text.decisions and not reading.text.unread:
        yield Problem(
            reading.text.document.head.place,
            "läsning-ersätter-inget",
            "läsningen har ingen tabell",
            "En läsning som inte ersätter något läser som avtalet.",
            "skriv den tabell som läses annorlunda, med samma »-kolumner",
        )


def table_without_question(agreement: Agreement) -> Iterator[Problem]:
    """Advice: the heading above a table is the question it answers, and is shown with every answer."""
    for decision in agreement.own:
        if not decision.headed:
            yield Problem(
                decision.place,
                "rubrik-saknas",
                "tabellen har ingen rubrik ovanför sig",
                "Rubriken är tabellens fråga och visas vid varje svar.",
                "skriv en rubrik som fråga, till exempel ”### Vem ansvarar?”",
                Severity.ADVICE,
            )


def _domain(agreement: Agreement, name: str) -> object:
    variable = agreement.vocabulary.variable(name)
    return variable.domain if variable else None


CHECKS: tuple[Check, ...] = (
    answer_given_twice,
    answer_never_given,
    decisions_in_a_ring,
    last_row_of_dashes,
    row_that_always_matches,
    residual_out_of_place,
    none_tested_wrongly,
    repeated_rows,
    reading_replaces_nothing,
    table_without_question,
    too_many_inputs,
    list_wants_a_group,
    silent_row_without_since,
    notion_disputed_twice,
)
"""Every check, in the order they are made."""


def check_agreement(agreement: Agreement) -> tuple[Problem, ...]:
    """All that the checks find."""
    return tuple(problem for check in CHECKS for problem in check(agreement))
