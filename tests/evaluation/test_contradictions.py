"""Facts that cannot be true together: the fewest of them are named, whatever else is known."""

from processes.whatever import LIBRARY
from samsyn.evaluation.contradictions import clash
from samsyn.evaluation.expectations import compile_once

HALLAND = compile_once(LIBRARY.usable("halland/hemsjukvard", "2021-04-01"))
BESIDES = {"yrkesroll": "sjuksköterska", "inskriven": "ja"}
A_CHILD_AMONG_THE_OLD = {"bor_i": "särskilt boende för äldre", "alder": 12}


def test_facts_that_can_be_true_together_do_not_clash():
    assert clash(HALLAND, {}) is None
    assert clash(HALLAND, {**BESIDES, "bor_i": "ordinärt boende", "alder": 12}) is None


def test_of_facts_that_clash_the_fewest_are_named_with_why():
    found = clash(HALLAND, {**BESIDES, **A_CHILD_AMONG_THE_OLD})
    assert found is not None
    assert dict(found.facts) == A_CHILD_AMONG_THE_OLD
    assert "Boendeformerna är till för äldre." in found.why
    for name in found.facts:
        assert clash(HALLAND, {other: value for other, value in found.facts.items() if other != name}) is None


def test_they_are_told_by_name_and_value():
    found = clash(HALLAND, A_CHILD_AMONG_THE_OLD)
    assert found is not None
    assert found.told(LIBRARY.vocabulary) == (("Bor i", "särskilt boende för äldre"), ("Ålder", "12"))
