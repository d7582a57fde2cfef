"""Units, staff, rotas and the ways to reach them: as many as the sources count, and reachable only in fiction."""

import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from samsyn.clocks.almanac import WEEKDAYS
from samsyn.synthetic.contacts import WAYS
from samsyn.synthetic.organisation import KINDS
from samsyn.synthetic.places import MUNICIPALITIES, by_the_aged, shared_out
from samsyn.synthetic.staff import ON_CALL, ROLES, STAFFING
from samsyn.synthetic.telephones import LANDLINE, MOBILE

# The region's presentation of 2023: vårdcentraler and filialer in each municipality.
POINTS_OF_CARE = """
Kungsbacka 11 0
Varberg     9 1
Falkenberg  7 2
Halmstad   14 5
Laholm      5 2
Hylte       1 1
"""

# PTS, "Telefonnummer till böcker och filmer": first and last of each series.
FICTION = [
    ("0701740605", "0701740699"),
    ("0313900600", "0313900699"),
    ("0406280400", "0406280499"),
    ("0846500400", "0846500499"),
    ("0980319200", "0980319299"),
]


def of_kind(made_up, kind):
    return [each for each in made_up.units if each.kind == kind]


def test_every_kind_of_unit_exists_and_only_these(made_up):
    assert {each.kind for each in made_up.units} == set(KINDS) == set(STAFFING) == set(WAYS)


@pytest.mark.parametrize("line", POINTS_OF_CARE.strip().splitlines())
def test_vardcentraler_and_filialer_are_where_the_presentation_has_them(made_up, line):
    name, vardcentraler, filialer = line.split()
    code = next(each.code for each in made_up.municipalities if each.name == name)
    there = Counter(each.kind for each in made_up.units if each.municipality == code)
    assert (there["vardcentral"], there["filial"]) == (int(vardcentraler), int(filialer))


@pytest.mark.parametrize(("kind", "homes", "places"), [("sabo", 61, 2_964), ("korttids", 8, 208)])
def test_homes_and_their_places_are_as_many_as_the_presentation_counts(made_up, kind, homes, places):
    units = of_kind(made_up, kind)
    assert len(units) == homes
    assert sum(each.places for each in units) == places
    assert all(each.places > 0 for each in units)


def test_every_sabo_has_doctors_from_a_vardcentral_of_its_municipality(made_up):
    vardcentraler = {each.hsa_id: each for each in of_kind(made_up, "vardcentral")}
    for home in of_kind(made_up, "sabo"):
        assert vardcentraler[home.served_by].municipality == home.municipality


def test_every_filial_belongs_to_a_vardcentral_of_its_municipality_and_party(made_up):
    vardcentraler = {each.hsa_id: each for each in of_kind(made_up, "vardcentral")}
    for filial in of_kind(made_up, "filial"):
        parent = vardcentraler[filial.parent]
        assert (parent.municipality, parent.party) == (filial.municipality, filial.party)


def test_some_vardcentraler_are_private_and_everything_else_is_public(made_up):
    private = [each for each in made_up.units if each.party.startswith("privat")]
    assert {each.kind for each in private} <= {"vardcentral", "filial"}
    assert 8 <= len([each for each in private if each.kind == "vardcentral"]) <= 30


def test_every_municipality_has_home_care_by_day_and_night_and_every_county_wide_service(made_up):
    for municipality in MUNICIPALITIES:
        serving = [each for each in made_up.units if municipality.code in each.serves]
        teams = [each.at_night for each in serving if each.kind == "kommunal_halso_och_sjukvard"]
        assert set(teams) == {True, False}
        assert {each.kind for each in serving} >= set(KINDS) - {"filial", "korttids"}


def test_the_hospital_has_wards_at_three_sites_with_psychiatry_and_children(made_up):
    wards = of_kind(made_up, "sjukhusavdelning")
    assert {each.site for each in wards} == {"Halmstad", "Varberg", "Kungsbacka"}
    assert {"psykiatri", "barn"} <= {each.speciality for each in wards}
    assert all(each.places for each in wards)


def test_hsa_ids_are_of_the_demo_form(made_up):
    assert all(re.fullmatch(r"SE\d{10}-D\d{4}", each.hsa_id) for each in made_up.units)


def test_every_role_is_held_and_only_known_ones(made_up):
    assert {role for each in made_up.staff for role in each.roles} == set(ROLES)
    assert any(len(each.roles) == 2 for each in made_up.staff)


def test_usernames_are_plain_and_marked_as_demo(made_up):
    assert all(re.fullmatch(r"demo\.[a-z_]+\d+", each.username) for each in made_up.staff)


def test_rotas_run_without_gap_from_a_year_back_and_some_weeks_on(made_up):
    on_call = [each for each in made_up.units if each.kind in ON_CALL]
    at = {each.username: each.unit for each in made_up.staff}
    for unit in on_call:
        rows = [each for each in made_up.rota if each.unit == unit.hsa_id]
        assert rows[0].start.date() <= made_up.today - timedelta(days=364)
        assert rows[-1].end.date() > made_up.today + timedelta(days=21)
        for row, after in pairwise(rows):
            assert row.end == after.start
            assert row.username != after.username
        assert all(row.end - row.start == timedelta(weeks=1) for row in rows)
        assert {at[row.username] for row in rows} == {unit.hsa_id}
    assert {each.unit for each in made_up.rota} == {each.hsa_id for each in on_call}


def test_every_number_is_one_that_reaches_nobody(made_up):
    for number in (*MOBILE, *LANDLINE, *(each.number for each in made_up.contact_ways)):
        figures = re.sub(r"[ -]", "", number)
        assert any(len(figures) == len(low) and low <= figures <= high for low, high in FICTION), number
    assert len(set(MOBILE + LANDLINE)) == 495


def test_who_may_call_is_said_in_the_words_of_the_vocabulary(made_up, vocabulary):
    fact = vocabulary.variable("vem_som_ringer")
    said = {caller for each in made_up.contact_ways for caller in each.callers}
    assert said == set(fact.domain.values)
    jour = next(each for each in vocabulary.groups_of("vem_som_ringer") if each.name == "jourens uppringare")
    [way] = [each for each in made_up.contact_ways if each.unit == of_kind(made_up, "beredskapsjour")[0].hsa_id]
    assert set(way.callers) == set(jour.values)


def test_hours_are_on_days_of_the_almanac_and_the_jour_is_there_when_daytime_is_not(made_up):
    for way in made_up.contact_ways:
        assert way.hours
        assert all(set(each.days) <= set(WEEKDAYS) for each in way.hours)
    unit = of_kind(made_up, "beredskapsjour")[0].hsa_id
    [jour] = [each for each in made_up.contact_ways if each.unit == unit]
    assert [(each.days[0], str(each.opens), str(each.closes)) for each in jour.hours] == [
        ("måndag", "17:00:00", "08:00:00"),
        ("lördag", "00:00:00", "00:00:00"),
    ]


def test_ways_are_confirmed_before_today_by_somebody_of_the_same_party(made_up):
    party = {each.hsa_id: each.party for each in made_up.units}
    member = {each.username: each for each in made_up.staff}
    for way in made_up.contact_ways:
        assert way.confirmed_on <= made_up.today
        by = member[way.confirmed_by]
        assert "administrator" in by.roles
        assert party[by.unit] == party[way.unit]


def test_sharing_out_keeps_the_whole_and_the_proportions():
    assert shared_out(10, (1, 1, 1)) == (4, 3, 3)
    assert shared_out(7_100, (4_100, 3_000)) == (4_100, 3_000)
    assert shared_out(0, (1, 2)) == (0, 0)
    for total in range(50):
        assert sum(by_the_aged(total)) == total
