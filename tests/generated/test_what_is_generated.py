"""The generators really generate: every kind of cell, row, table, rule and answer. A kind that is missing is named."""

from collections import Counter
from collections.abc import Callable, Iterable

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.strategies import SearchStrategy

from generated.agreements import libraries
from generated.drawn import ALL_LABELS
from generated.engines import agreements_and_cases
from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.compiled import Compiled

pytestmark = pytest.mark.slow


def gathered(strategy: SearchStrategy, count: int, kinds_of: Callable[..., Iterable[str]]) -> Counter[str]:
    """How many of some generated examples, the same every run, have each kind."""
    found: Counter[str] = Counter()

    @settings(
        max_examples=count,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def gather(example):
        found.update(set(kinds_of(example)))

    gather()
    return found


def test_every_kind_of_cell_row_table_and_day_rule_is_generated():
    found = gathered(libraries(checked=False), 500, lambda drawn: drawn.labels)
    assert not [label for label in ALL_LABELS if not found[label]]
    assert set(found) == set(ALL_LABELS)


EVERY_ANSWER = {
    *(f"{policy} {status}" for policy in "FUAC" for status in ("avgjort", "okant", "tyst", "motstridigt")),
    "C avgjort: inga",
    "C avgjort: flera",
    "tider avgjort",
    "tider okant",
    "tider tyst",
    "okänt där ett enda faktum saknas",
    "okänt där flera fakta saknas",
    "avgjort fast fakta är okända",
    "avgjort i en läsning",
    "omöjligt",
    "omöjligt för fakta som ingen tabell ser",
    "alla fakta kända",
    "alla fakta okända",
}


def kinds_of_answers(asked) -> Iterable[str]:
    agreement = asked.agreement
    compiled = Compiled.of(agreement)
    for case in asked.cases:
        if not case:
            yield "alla fakta okända"
        if len(case) == len(agreement.vocabulary.facts):
            yield "alla fakta kända"
        try:
            standings = compiled.decide(case)
        except ImpossibleCaseError:
            seen = {name: value for name, value in case.items() if name in compiled.space.level}
            yield "omöjligt för fakta som ingen tabell ser" if compiled.space.can_be(seen) else "omöjligt"
            continue
        for answer, standing in standings.items():
            decision, status = agreement.decided_by[answer], standing.status.value
            yield f"{'tider' if decision.spans else decision.policy.value} {status}"
            if isinstance(standing.value, tuple):
                yield "C avgjort: inga" if not standing.value else "C avgjort: flera" if len(standing.value) > 1 else ""
            if status == "okant":
                yield f"okänt där {'ett enda faktum' if len(standing.missing) == 1 else 'flera fakta'} saknas"
            if status == "avgjort" and asked.reading:
                yield "avgjort i en läsning"
            if status == "avgjort" and not set(decision.inputs) <= {*case, *agreement.answers}:
                yield "avgjort fast fakta är okända"


def test_every_policy_comes_to_every_kind_of_answer():
    found = gathered(agreements_and_cases(most=5), 120, kinds_of_answers)
    assert not [kind for kind in sorted(EVERY_ANSWER) if not found[kind]]
