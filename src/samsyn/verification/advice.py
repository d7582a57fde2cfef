"""Advice to who writes a table: a stricter hit policy that would hold, rows that say the same, rows that would close a gap."""

from collections.abc import Hashable, Iterator
from typing import cast

from samsyn.documents.writing import set_table
from samsyn.evaluation.compiled import IMPOSSIBLE, Compiled
from samsyn.evaluation.meaning import Match, Truth
from samsyn.rules.cells import ANYTHING, DASH
from samsyn.rules.decisions import Decision, HitPolicy, Row
from samsyn.verification.findings import Finding, Kind


def stricter_policy(compiled: Compiled) -> Iterator[str]:
    """Tables whose rows never overlap, or never disagree where they do, could promise so."""
    for decision in compiled.agreement.own:
        if decision.spans or len(decision.rows) < 2 or decision.policy not in (HitPolicy.FIRST, HitPolicy.ANY):
            continue
        if any(row.residual for row in decision.rows):
            continue
        matches = [match for match in all_rows(compiled, decision) if not match.empty]
        if all(len(match.sure) + len(match.maybe) <= 1 for match in matches):
            yield f"{decision.place}: ”{decision.question}” skulle hålla med träffregeln U: högst en rad stämmer åt gången."
        elif decision.policy is HitPolicy.FIRST and all(_agree(decision, match) for match in matches):
            yield f"{decision.place}: ”{decision.question}” skulle hålla med träffregeln A: rader som stämmer samtidigt svarar alltid lika."


def _agree(decision: Decision, match: Match) -> bool:
    return len({decision.rows[position].outcomes for position in (*match.sure, *match.maybe)}) == 1


def all_rows(compiled: Compiled, decision: Decision) -> frozenset[Match]:
    """Which rows hold together in possible cases, whatever the table's hit policy."""
    diagrams = compiled.space.diagrams
    node = diagrams.leaf(Match())
    for position in range(len(decision.rows) - 1, -1, -1):

        def before(one: Hashable, rest: Hashable, position: int = position) -> Hashable:
            return cast("Match", rest).before(position, cast("Truth", one), HitPolicy.COLLECT)

        node = diagrams.combine(before, compiled.row(decision, position), node)
    return frozenset(
        cast("Match", payload) for payload in diagrams.leaves(compiled.where_possible(node)) if payload != IMPOSSIBLE
    )


def rows_that_say_the_same(compiled: Compiled) -> Iterator[str]:
    """Two neighbouring rows with the same answer that differ in one condition could be one."""
    for decision in compiled.agreement.own:
        if decision.spans or decision.policy is HitPolicy.COLLECT:
            continue
        for upper, lower in zip(decision.rows, decision.rows[1:], strict=False):
            differing = [
                name for name, one, other in zip(decision.inputs, upper.cells, lower.cells, strict=True) if one != other
            ]
            if upper.outcomes == lower.outcomes and len(differing) == 1 and _same_notes(upper, lower):
                variable = compiled.agreement.vocabulary.variable(differing[0])
                name = variable.name if variable else differing[0]
                yield f"{lower.place}: raderna ”{upper.name}” och ”{lower.name}” svarar lika och skiljer sig bara i {name}; de kan vara en rad."


def _same_notes(upper: Row, lower: Row) -> bool:
    return not lower.residual and (upper.source, upper.since, upper.reason) == (lower.source, lower.since, lower.reason)


def rows_that_would_close(compiled: Compiled, gap: Finding) -> str:
    """The row that would close a gap, as a line of its table; what it answers is left for people."""
    decision = compiled.agreement.decided_by[gap.answer]
    vocabulary = compiled.agreement.vocabulary
    names = []
    cells = []
    for name in decision.inputs:
        variable = vocabulary.variable(name)
        names.append(variable.name if variable else name)
        cells.append(gap.facts.get(name, ANYTHING).text if name in vocabulary.facts else DASH)
    extra = [name for name in gap.facts if name not in decision.inputs]
    outputs = [f"» {vocabulary.answers[name].name}" for name in decision.outputs]
    rows = set_table(
        [[decision.policy.value, *names, *outputs, "Källa"], ["ny rad", *cells, *("?" for _ in outputs), "?"]]
    )
    told = (
        f" (där {', '.join(vocabulary.facts[name].name + ' är ' + gap.facts[name].text for name in extra)})"
        if extra
        else ""
    )
    return f"{gap.place}: en rad som stänger luckan, svaret får parterna ge{told}:\n" + "\n".join(rows)


def advice(compiled: Compiled, findings: tuple[Finding, ...]) -> tuple[str, ...]:
    """All advice on an agreement, given what was found in it."""
    closing = (
        rows_that_would_close(compiled, finding)
        for finding in findings
        if finding.kind is Kind.GAP and not finding.rows
    )
    return (*stricter_policy(compiled), *rows_that_say_the_same(compiled), *closing)
