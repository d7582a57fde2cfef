"""Findings against brute force: together they cover every such case, no two share one, and each example holds."""

from collections.abc import Iterable, Mapping, Sequence
from functools import reduce
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from generated.agreements import libraries
from generated.brute_force import Judge, Nothing, asked
from generated.drawn import Drawn
from samsyn.facts.values import Value
from samsyn.rules.cells import Cell
from samsyn.rules.decisions import Decision
from samsyn.rules.versions import Agreement
from samsyn.verification.findings import Finding, Kind
from samsyn.verification.verify import Report, verify, verify_against

FEW = settings(max_examples=max(5, settings().max_examples // 3))
SURE = Judge.TRUTHS.index("ja")
FAILS = Judge.TRUTHS.index("nej")

pytestmark = pytest.mark.slow


class Ground:
    """All possible cases of an agreement, and sets of them as arrays over its judge's grid."""

    def __init__(self, agreement: Agreement) -> None:
        self.judge = Judge(agreement)
        self.possible = self.judge.possible

    def whole(self, array: np.ndarray) -> np.ndarray:
        return np.broadcast_to(array, self.possible.shape)

    def nowhere(self) -> np.ndarray:
        return np.zeros_like(self.possible)

    def truths(self, decision: Decision) -> list[np.ndarray]:
        """How each row holds in each case, by position."""
        return [self.whole(truth) for truth in self.judge.rows[decision.id]]

    def sure_rows(self, decision: Decision) -> list[np.ndarray]:
        """Where each row surely holds and is looked at: under F only the first, and `annars` only when all above fail."""
        truths = self.truths(decision)
        sure = [truth == SURE for truth in truths]
        if decision.policy.value != "F":
            return sure
        looked_at = []
        above, maybe_above = self.nowhere(), self.nowhere()
        for row, holds, truth in zip(decision.rows, sure, truths, strict=True):
            looked_at.append(holds & ~above & ~maybe_above if row.name == "annars" else holds & ~above)
            above = above | holds
            maybe_above = maybe_above | ((truth != SURE) & (truth != FAILS))
        return looked_at

    def results(self, answer: str) -> np.ndarray:
        """What an answer comes to in each case, as what it is."""
        told = np.empty(len(self.judge.told[answer]), dtype=object)
        for code, result in enumerate(self.judge.told[answer]):
            told[code] = result
        return self.whole(told[self.judge.results[answer]])

    def where(self, answer: str, wanted: Any) -> np.ndarray:
        """Where an answer comes to something."""
        codes = [code for code, told in enumerate(self.judge.told[answer]) if told == wanted]
        return self.whole(np.isin(self.judge.results[answer], codes))

    def box(self, cells: Mapping[str, Cell]) -> np.ndarray:
        """The cases that satisfy some cells."""
        vocabulary = self.judge.vocabulary
        parts = [
            self.judge._over_fact(name, asked(cell.text, vocabulary.facts[name], vocabulary)) == SURE
            for name, cell in cells.items()
        ]
        return self.whole(reduce(np.logical_and, parts, np.ones((1,) * self.possible.ndim, dtype=bool)))

    def told(self, finding: Finding) -> np.ndarray:
        """The possible cases that a finding tells of."""
        inside = self.box(finding.facts) & self.possible
        for exception in finding.exceptions:
            inside = inside & ~self.box(exception)
        if finding.when:
            inside = inside & reduce(np.logical_or, [self.box(cells) for cells in finding.when])
        return inside

    def like(self, example: Mapping[str, Value]) -> np.ndarray:
        """The possible cases with some facts."""
        place = tuple(
            [values.index(example[name])] if name in example else slice(None)
            for name, values in self.judge.values.items()
        )
        chosen = self.nowhere()
        chosen[place] = True
        return chosen & self.possible


def cover_exactly(ground: Ground, findings: Sequence[Finding], wanted: np.ndarray) -> None:
    """The findings hold exactly the wanted cases, each once, and every example suffices."""
    times = np.zeros(ground.possible.shape, dtype=np.int16)
    for finding in findings:
        told = ground.told(finding)
        times += told
        examples = ground.like(finding.example)
        assert (examples & told).any(), f"the example lies outside: {finding.sentence} {finding.example}"
        assert wanted[examples].all(), f"the example does not suffice: {finding.sentence} {finding.example}"
    assert times.max(initial=0) <= 1, f"told twice: {[finding.sentence for finding in findings]}"
    assert ((times == 1) == (wanted & ground.possible)).all(), [finding.sentence for finding in findings]


# ---------------------------------------------------------------------------------------------- one agreement


def of(report: Report, kind: Kind, decision: Decision, row: str | None = None) -> list[Finding]:
    """The findings of a kind at a decision: about one row, or (row "") about none."""
    return [
        finding
        for finding in report.findings
        if finding.kind is kind and finding.place == str(decision.place) and finding.answer in decision.outputs
        if row is None or finding.rows == ((row,) if row else ())
    ]


def findings_are_complete_and_disjoint(agreement: Agreement) -> None:
    report, ground = verify(agreement), Ground(agreement)
    assert report.verdict.value == ("fails" if any(finding.fails for finding in report.findings) else "holds"), (
        report.why_not
    )
    for decision in agreement.own:
        if decision.spans:
            silent = [finding for kind in (Kind.GAP, Kind.KNOWN_GAP) for finding in of(report, kind, decision)]
            cover_by_row(ground, silent, ground.where(decision.id, Nothing.SILENT))
        else:
            gaps(report, ground, decision)
            rows_that_answer_silence(report, ground, decision)
            only_the_rest(report, ground, decision)
            contradictions(report, ground, decision)
            dead_rows(report, ground, decision)
            no_silence_goes_untold(report, ground, decision)


def cover_by_row(ground: Ground, findings: Sequence[Finding], wanted: np.ndarray) -> None:
    """The findings about a timetable's rows hold exactly the wanted cases; rows with the same hours may share some."""
    told = reduce(np.logical_or, [ground.told(finding) for finding in findings], ground.nowhere())
    assert (told == (wanted & ground.possible)).all(), [finding.sentence for finding in findings]


def gaps(report: Report, ground: Ground, decision: Decision) -> None:
    nothing_holds = reduce(np.logical_and, [truth == FAILS for truth in ground.truths(decision)])
    wanted = ground.nowhere() if decision.policy.value == "C" else nothing_holds
    cover_exactly(ground, of(report, Kind.GAP, decision, ""), wanted)


def rows_that_answer_silence(report: Report, ground: Ground, decision: Decision) -> None:
    for row, sure in zip(decision.rows, ground.sure_rows(decision), strict=True):
        known, new = of(report, Kind.KNOWN_GAP, decision, row.name), of(report, Kind.GAP, decision, row.name)
        silent = None in row.outcomes
        cover_exactly(ground, known, sure if silent and row.since else ground.nowhere())
        cover_exactly(ground, new, sure if silent and not row.since else ground.nowhere())


def only_the_rest(report: Report, ground: Ground, decision: Decision) -> None:
    last = decision.rows[-1]
    tells = last.name == "annars" and None not in last.outcomes
    wanted = ground.sure_rows(decision)[-1] if tells else ground.nowhere()
    cover_exactly(ground, of(report, Kind.REST, decision), wanted)


def contradictions(report: Report, ground: Ground, decision: Decision) -> None:
    wanted = ground.nowhere()
    sure = ground.sure_rows(decision)
    if decision.policy.value in "UA":
        for one, other in combinations(range(len(decision.rows)), 2):
            if decision.policy.value == "U" or decision.rows[one].outcomes != decision.rows[other].outcomes:
                wanted = wanted | (sure[one] & sure[other])
    found = of(report, Kind.CONTRADICTION, decision)
    cover_exactly(ground, found, wanted)
    for finding in found:
        named = [place for row, place in zip(decision.rows, sure, strict=True) if row.name in finding.rows]
        assert reduce(np.logical_and, named)[ground.told(finding)].all(), finding.sentence


def dead_rows(report: Report, ground: Ground, decision: Decision) -> None:
    alive = [sure | maybe for sure, maybe in zip(ground.sure_rows(decision), considered(ground, decision), strict=True)]
    dead = {row.name for row, place in zip(decision.rows, alive, strict=True) if not (place & ground.possible).any()}
    told = [
        finding for finding in report.findings if finding.kind is Kind.DEAD_ROW and finding.answer in decision.outputs
    ]
    assert {finding.rows[0] for finding in told if finding.class_ != "beror inte på något"} == dead
    constant = all(len({*ground.results(answer)[ground.possible]}) == 1 for answer in decision.outputs)
    indifferent = [finding for finding in told if finding.class_ == "beror inte på något"]
    assert len(indifferent) == (1 if constant and len(decision.rows) > 1 else 0)


def considered(ground: Ground, decision: Decision) -> list[np.ndarray]:
    """Where each row perhaps holds and is looked at: under F only above the first sure row."""
    truths = ground.truths(decision)
    maybe = [(truth != SURE) & (truth != FAILS) for truth in truths]
    if decision.policy.value != "F":
        return maybe
    found = []
    answered = ground.nowhere()
    for holds, truth in zip(maybe, truths, strict=True):
        found.append(holds & ~answered)
        answered = answered | (truth == SURE)
    return found


def no_silence_goes_untold(report: Report, ground: Ground, decision: Decision) -> None:
    """Where a table is silent, it is told there, or a row of it tests something that is silent or contradictory itself."""
    told = [finding for kind in (Kind.GAP, Kind.KNOWN_GAP) for finding in of(report, kind, decision)]
    explained = reduce(
        np.logical_or, [*(ground.told(finding) for finding in told), *considered(ground, decision)], ground.nowhere()
    )
    for answer in decision.outputs:
        silent = ground.where(answer, Nothing.SILENT) & ground.possible
        assert explained[silent].all(), answer


@FEW
@given(libraries(timed=False))
def test_findings_of_one_agreement_are_complete_disjoint_and_true(drawn):
    for reading in drawn.reading_names:
        findings_are_complete_and_disjoint(drawn.agreement(reading))


@settings(max_examples=max(3, settings().max_examples // 10))
@given(libraries(timed=True))
def test_findings_about_times_are_complete_disjoint_and_true(drawn):
    for reading in drawn.reading_names:
        findings_are_complete_and_disjoint(drawn.agreement(reading))


@pytest.mark.long
@given(libraries())
def test_findings_of_very_many_agreements_are_complete_disjoint_and_true(drawn):
    for reading in drawn.reading_names:
        findings_are_complete_and_disjoint(drawn.agreement(reading))


# ---------------------------------------------------------------------------------------------- two readings


def differences_are_complete_and_disjoint(first: Agreement, second: Agreement) -> None:
    report, ground, other = verify_against(first, second), Ground(first), Ground(second)
    if not report.compared:
        assert report.verdict.value == "not_verified"
        return
    assert report.verdict.value == ("fails" if report.findings else "holds"), report.why_not
    assert {finding.answer for finding in report.findings} <= set(report.compared)
    for answer in report.compared:
        findings = [finding for finding in report.findings if finding.answer == answer]
        here, there = ground.results(answer), other.results(answer)
        cover_exactly(ground, findings, here != there)
        for finding in findings:
            told = ground.told(finding)
            pairs = set(zip(here[told], there[told], strict=True))
            assert len(pairs) == 1, f"answered in different ways: {pairs} {finding.sentence}"
            assert finding.class_ in classes_of(*pairs), (finding.sentence, pairs)


def classes_of(pair: tuple[Any, Any]) -> Iterable[str]:
    """The classes that a difference can have."""
    if Nothing.CONFLICT in pair:
        return ("en motsäger sig",)
    if Nothing.SILENT in pair:
        return ("en tiger",)
    return ("båda pekar på den andra", "båda tar ansvar", "olika instans", "olika svar")


def compare_readings(drawn: Drawn) -> None:
    for one, other in combinations(drawn.reading_names, 2):
        differences_are_complete_and_disjoint(drawn.agreement(one), drawn.agreement(other))


@FEW
@given(libraries(timed=False, readings=True))
def test_differences_between_readings_are_complete_disjoint_and_true(drawn):
    compare_readings(drawn)


@pytest.mark.long
@given(libraries(readings=True))
def test_differences_between_very_many_readings_are_complete_disjoint_and_true(drawn):
    compare_readings(drawn)
