"""Answers do not depend on who else is asking: many threads share what an agreement was compiled to."""

import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import pytest

from samsyn.evaluation.answers import ImpossibleCaseError
from samsyn.evaluation.compiled import Compiled
from samsyn.evaluation.diagram import Diagrams
from samsyn.rules.library import Library

LIBRARY = Library.from_folder(Path("agreements"))


@pytest.fixture
def impatient():
    """Threads take turns as often as they can."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


def some_cases(agreement, number):
    random = Random(7)
    facts = [fact for fact in agreement.facts.values() if hasattr(fact.domain, "values")]
    for _ in range(number):
        yield {fact.id: random.choice(fact.domain.values) for fact in facts if random.random() < 0.5}


def answered(compiled, case):
    try:
        return {name: (one.status, one.value, one.missing) for name, one in compiled.decide(case).items()}
    except ImpossibleCaseError:
        return None


@pytest.mark.slow
def test_eight_threads_at_once_answer_as_one_alone(impatient):
    agreement = LIBRARY.usable("halland/hemsjukvard", "2021-04-01", "kommunerna")
    cases = list(some_cases(agreement, 60))
    compiled = Compiled.of(agreement)
    alone = [answered(compiled, case) for case in cases]
    for _ in range(2):
        shared = Compiled.of(agreement)
        with ThreadPoolExecutor(8) as pool:
            together = list(pool.map(lambda case, shared=shared: answered(shared, case), cases))
        assert together == alone


class Slow(list):
    """A list that lets others in before it grows."""

    def append(self, one):
        time.sleep(0.002)
        super().append(one)


def test_two_nodes_made_at_the_same_time_get_numbers_of_their_own():
    diagrams = Diagrams([2, 2])
    yes, no = diagrams.leaf("ja"), diagrams.leaf("nej")
    diagrams.levels = Slow(diagrams.levels)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(diagrams.node, 0, (yes, no))
        second = pool.submit(diagrams.node, 1, (no, yes))
    assert first.result() != second.result()
    assert diagrams.child(first.result(), 0, 0) == yes
    assert diagrams.child(second.result(), 1, 0) == no
