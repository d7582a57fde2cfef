"""Tables drawn at random: decision tables of every hit policy, and timetables with every rule for days."""

from collections.abc import Iterable, Sequence

from generated.cells import any_cell, dash
from generated.chance import Chance
from generated.drawn import DAY_RULES, DrawnRow, DrawnTable, Variable, clock, identifier, lines_of
from samsyn.facts.values import Value

NOTES = ("Källa", "Sedan", "Skäl", "Möjliga")


def decision_table(chance: Chance, known: Sequence[Variable], outputs: Sequence[Variable], policy: str) -> DrawnTable:
    """A decision table that tests some of what is known."""
    inputs = [] if chance.seldom(20) else some_inputs(chance, known)
    notes = chance.order(NOTES) if chance.seldom() else ["Källa"]
    dashes = {"F": 2, "C": 4}.get(
        policy, 6
    )  # wide rows overlap: they contradict one another, or give larger collections
    rows = [
        DrawnRow(
            f"rad {number}", tuple(any_cell(chance, one, dashes) for one in inputs), *answered(chance, outputs, notes)
        )
        for number in range(1, chance.whole(1, 5) + 1)
    ]
    if policy != "C":
        rows = without_repeated_conditions(rows)
    labels = {f"träffregel {policy}"}
    if policy == "F" and chance.seldom():
        rows = [row for row in rows if not row.only_dashes]
        cells = tuple(dash(chance, one) for one in inputs)
        rows.append(DrawnRow(chance.form("annars", "Annars"), cells, *answered(chance, outputs, notes)))
        labels.add("rad annars")
    labels |= labels_of_table(policy, inputs, outputs, rows)
    text = table_text(chance, policy, inputs, outputs, rows, notes)
    return DrawnTable(policy, tuple(inputs), tuple(outputs), tuple(rows), text, frozenset(labels))


def some_inputs(chance: Chance, known: Sequence[Variable]) -> list[Variable]:
    """One to three facts or answers, rather those that can be silent, contradictory or collected."""
    inputs = chance.some(known, 1, 3)
    premises = [one for one in known if not one.part]
    if premises and not chance.seldom(4):
        premise = chance.one([*premises, *(one for one in premises if one.policy in "CAU" for _ in range(2))])
        inputs = [*(one for one in inputs[:2] if one.name != premise.name), premise]
    return inputs


def answered(chance: Chance, outputs: Sequence[Variable], notes: Sequence[str]) -> tuple[tuple[Value | None, ...], str]:
    """What a row answers (None is `tyst`), and since when it is known to be silent."""
    outcomes = tuple(chance.one((*output.values[:3], *output.values[:2], None)) for output in outputs)
    return outcomes, chance.one(("–", "2023", "2023-08-30", "okänt")) if "Sedan" in notes else "–"


def without_repeated_conditions(rows: Sequence[DrawnRow]) -> list[DrawnRow]:
    """No two rows that ask the same; no last row of only dashes (it must be called annars), unless it stands alone."""
    kept = list({tuple(cell.asked for cell in row.cells): row for row in reversed(rows)}.values())[::-1]
    while len(kept) > 1 and kept[-1].only_dashes:
        kept.pop()
    return kept


def labels_of_table(
    policy: str, inputs: Sequence[Variable], outputs: Sequence[Variable], rows: Iterable[DrawnRow]
) -> set[str]:
    kinds = {
        "tabell med två svar": len(outputs) == 2,
        "tabell utan villkor": not inputs,
        "tabell som prövar svar": any(not variable.part for variable in inputs),
        "tabell som prövar samling": any(variable.collects for variable in inputs),
    }
    labels = {label for label, holds in kinds.items() if holds}
    for row in rows:
        labels |= {label for cell in row.cells for label in cell.labels}
        if inputs and row.only_dashes and row.name.lower() != "annars":
            labels.add("rad av bara streck")
        if None in row.outcomes:
            labels.add("rad tyst utan Sedan" if row.since == "–" else "rad tyst med Sedan")
            labels |= {"samling med tyst"} if policy == "C" else set()
            labels |= {"rad tyst i ett av två svar"} if len(set(row.outcomes)) == 2 else set()
    return labels


def table_text(
    chance: Chance,
    policy: str,
    inputs: Sequence[Variable],
    outputs: Sequence[Variable],
    rows: Sequence[DrawnRow],
    notes: Sequence[str],
) -> str:
    """The table as Markdown, headings by name or identifier, outputs marked in either form."""
    sign = chance.form("» ", "»", ">> ", ">>")
    called = chance.form(str, identifier)
    columns = [*(called(one.name) for one in inputs), *(sign + called(one.name) for one in outputs)]
    lines = [[policy, *columns, *notes]]
    for row in rows:
        said = {
            "Källa": chance.form("[S]", "[S stycke 1]", "[S] och mera [L]"),
            "Sedan": row.since,
            "Skäl": "–",
            "Möjliga": str(outputs[0].values[0]) if None in row.outcomes else "–",
        }
        outcomes = ["tyst" if value is None else str(value) for value in row.outcomes]
        lines.append([row.name, *(cell.text for cell in row.cells), *outcomes, *(said[note] for note in notes)])
    return lines_of(lines)


# ---------------------------------------------------------------------------------------------- timetables

DAYS_WRITTEN = ("mån–fre", "mån-fre", "lör, sön", "alla", "fre–mån", "tisdag", "tor", "sön", "ons–tors, lör")
HOURS = (0, 8 * 60, 12 * 60, 17 * 60, 22 * 60 + 30)


def timetable(chance: Chance, spans: Sequence[Variable]) -> DrawnTable:
    """A timetable of one span or two."""
    lines = [["Tider", "Span", "Dagar", "Från", "Till", "Helgdag", "Afton", "Källa"]]
    labels = {"tider"}
    for index in range(chance.whole(len(spans), 4)):
        span = spans[index] if index < len(spans) else chance.one(spans)
        start = chance.one(HOURS)
        end = chance.one([hour for hour in (*HOURS, 24 * 60, 24 * 60) if hour != start])
        holiday, eve = chance.one(DAY_RULES), chance.one(DAY_RULES)
        labels |= {f"helgdag {holiday}", f"afton {eve}"}
        labels |= {"tider över midnatt"} if 0 < end < start else {"tider till 24:00"} if end == 24 * 60 else set()
        days = chance.one(DAYS_WRITTEN)
        lines.append([f"tid {index + 1}", span.name, days, clock(start), clock(end), holiday, eve, "[S]"])
    return DrawnTable("Tider", (), tuple(spans), (), lines_of(lines), frozenset(labels))
