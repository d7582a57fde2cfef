"""The whole: the same on every run, and everything that points at something points at something that exists."""

import os
import subprocess
import sys
from collections import Counter
from dataclasses import fields, is_dataclass
from datetime import date
from types import MappingProxyType

import pytest

from samsyn.synthetic import halland

DIGEST = """
from datetime import date
from hashlib import sha256
from samsyn.synthetic import halland
print(sha256(repr(halland(7, persons=400, today=date(2026, 3, 18))).encode()).hexdigest())
"""


def digest(hash_seed):
    outcome = subprocess.run(
        [sys.executable, "-c", DIGEST],
        env={**os.environ, "PYTHONHASHSEED": hash_seed},
        capture_output=True,
        text=True,
        check=True,
    )
    return outcome.stdout


def test_the_same_seed_gives_the_same_halland_whatever_python_hashes_by():
    assert digest("0") == digest("1") != ""


def test_the_same_seed_gives_the_same_halland_twice_and_another_seed_another():
    day = date(2026, 3, 18)
    assert halland(1, persons=50, today=day) == halland(1, persons=50, today=day)
    assert halland(1, persons=50, today=day).persons != halland(2, persons=50, today=day).persons


def test_how_many_are_enrolled_changes_nobody_else(made_up):
    smaller = halland(7, persons=10, today=made_up.today)
    assert len(smaller.persons) == 10
    assert smaller.units == made_up.units
    assert smaller.staff == made_up.staff
    assert smaller.rota == made_up.rota
    assert smaller.contact_ways == made_up.contact_ways


def test_without_anyone_enrolled_there_is_still_a_halland(made_up):
    assert halland(7, persons=0, today=made_up.today).persons == ()


def test_everything_is_plain_and_frozen(made_up):
    def plain(value):
        if is_dataclass(value):
            assert value.__dataclass_params__.frozen
            return all(plain(getattr(value, each.name)) for each in fields(value))
        if isinstance(value, tuple):
            return all(plain(each) for each in value)
        return value is None or isinstance(value, str | int | bool | date) or hasattr(value, "isoformat")

    assert plain(made_up)


UNIQUE = MappingProxyType(
    {
        "units": "hsa_id",
        "parties": "id",
        "staff": "username",
        "persons": "identity_number",
        "contact_ways": "number",
        "municipalities": "code",
    }
)


@pytest.mark.parametrize(("what", "by"), UNIQUE.items())
def test_no_two_have_the_same(made_up, what, by):
    times = Counter(getattr(each, by) for each in getattr(made_up, what))
    assert [each for each, number in times.items() if number > 1] == []


def test_unit_names_are_unique_and_say_that_they_are_made_up(made_up):
    names = [each.name for each in made_up.units]
    assert len(set(names)) == len(names)
    assert all(name.endswith("(påhittad)") for name in names)


def test_made_up_companies_say_so(made_up):
    assert all(each.name.endswith("(påhittat)") for each in made_up.parties if each.kind == "privat")


def test_every_reference_leads_somewhere(made_up):
    parties = {each.id for each in made_up.parties}
    units = {each.hsa_id for each in made_up.units}
    staff = {each.username for each in made_up.staff}
    codes = {each.code for each in made_up.municipalities}
    for unit in made_up.units:
        assert unit.party in parties
        assert {unit.parent, unit.served_by} <= units | {None}
        assert {unit.municipality, *unit.serves} <= codes
        assert unit.municipality in unit.serves
    assert {each.unit for each in made_up.staff} == units
    assert {each.unit for each in made_up.contact_ways} == units
    assert {each.confirmed_by for each in made_up.contact_ways} <= staff
    assert {each.unit for each in made_up.rota} <= units
    assert {each.username for each in made_up.rota} <= staff
    for person in made_up.persons:
        assert {person.home, person.stays_at, person.listed_at} <= units | {None}
        assert person.team in units
        assert person.municipality in codes
        assert {person.registered_in} <= codes | {None}
