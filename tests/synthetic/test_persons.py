"""Who is enrolled: as many as the presentation counts, in the vocabulary's words, in ways that can be."""

from collections import Counter
from datetime import date

import pytest

from samsyn.synthetic.persons import age_on
from samsyn.synthetic.words import STREETS

OWN_HOME = ("ordinärt boende", "biståndsbedömt trygghetsboende")
FACTS = (
    "bor_i",
    "vardas_just_nu_i",
    "vistelsekommun",
    "folkbokford",
    "kommun_som_beslutat_om_placeringen",
    "listad",
)


def test_as_many_live_at_home_and_in_special_housing_as_the_presentation_counts(made_up):
    at_home = [each for each in made_up.persons if each.bor_i in OWN_HOME]
    assert (len(at_home), len(made_up.persons) - len(at_home)) == (4_100, 3_000)


@pytest.mark.parametrize("fact", FACTS)
def test_facts_are_said_in_the_words_of_the_vocabulary(made_up, vocabulary, fact):
    values = vocabulary.variable(fact).domain.values
    said = {getattr(each, fact) for each in made_up.persons} - {None}
    assert said <= set(values)
    assert len(said) > 1


def test_only_somebody_with_a_samordningsnummer_is_registered_nowhere(made_up):
    for person in made_up.persons:
        assert (person.folkbokford is None) == (person.identity_kind == "samordningsnummer")


def test_registration_agrees_with_where_it_is(made_up):
    for person in made_up.persons:
        where = {
            "i kommunen": person.registered_in == person.municipality,
            "i annan kommun i länet": person.registered_in not in (person.municipality, None),
            "i annat län": person.registered_in is None,
            None: person.registered_in is None,
        }
        assert where[person.folkbokford], person


def test_nobody_is_in_a_way_the_vocabulary_calls_impossible(made_up):
    for person in made_up.persons:
        age = age_on(made_up.today, person.born)
        placed = person.kommun_som_beslutat_om_placeringen != "ingen placering"
        assert placed == (person.bor_i != "ordinärt boende")
        if age < 18:
            assert person.bor_i in ("ordinärt boende", "bostad med särskild service för barn")
        if person.bor_i == "bostad med särskild service för barn":
            assert age < 18
        assert (person.listad == "i länet") == (person.listed_at is not None)


def test_who_lives_in_a_sabo_lives_in_one_of_the_municipality_and_no_home_is_overfull(made_up):
    unit = {each.hsa_id: each for each in made_up.units}
    for person in made_up.persons:
        assert (person.home is not None) == (person.bor_i == "särskilt boende för äldre")
        if person.home:
            assert unit[person.home].municipality == person.municipality
            assert unit[person.home].street == person.street
    living = Counter(each.home for each in made_up.persons if each.home)
    assert all(number <= unit[home].places for home, number in living.items())


def test_who_stays_at_a_korttidsboende_is_at_one_of_the_municipality_and_none_is_overfull(made_up):
    unit = {each.hsa_id: each for each in made_up.units}
    staying = Counter(each.stays_at for each in made_up.persons if each.vardas_just_nu_i == "korttidsboende")
    assert 100 < sum(staying.values()) <= 208
    for home, number in staying.items():
        assert unit[home].kind == "korttids"
        assert number <= unit[home].places
    for person in made_up.persons:
        if person.stays_at:
            assert unit[person.stays_at].municipality == person.municipality


def test_most_in_a_sabo_are_listed_where_its_doctors_are_and_some_are_not(made_up):
    unit = {each.hsa_id: each for each in made_up.units}
    listed = [unit[each.home].served_by == each.listed_at for each in made_up.persons if each.home]
    assert 0.8 < sum(listed) / len(listed) < 0.95


def test_everyone_listed_is_listed_at_a_vardcentral_and_has_a_day_team_of_the_municipality(made_up):
    unit = {each.hsa_id: each for each in made_up.units}
    for person in made_up.persons:
        assert person.listed_at is None or unit[person.listed_at].kind == "vardcentral"
        team = unit[person.team]
        assert (team.kind, team.municipality, team.at_night) == (
            "kommunal_halso_och_sjukvard",
            person.municipality,
            False,
        )


def test_ages_are_those_of_home_care(made_up):
    ages = [age_on(made_up.today, each.born) for each in made_up.persons]
    assert 0 <= min(ages) < 18
    assert 95 < max(ages) <= 105
    assert 0.6 < sum(age >= 80 for age in ages) / len(ages) < 0.75
    in_sabo = [age_on(made_up.today, each.born) for each in made_up.persons if each.home]
    assert min(in_sabo) >= 64


def test_some_have_a_protected_identity(made_up):
    assert 0.003 < sum(each.protected for each in made_up.persons) / len(made_up.persons) < 0.01


def test_addresses_are_on_made_up_streets(made_up):
    assert {each.street.rsplit(" ", 1)[0] for each in made_up.persons} == set(STREETS)


def test_more_persons_than_halland_has_can_be_asked_for(made_up):
    from samsyn.synthetic import halland

    many = halland(3, persons=20_000, today=made_up.today).persons
    assert len({each.identity_number for each in many}) == len({each.id for each in many}) == 20_000


@pytest.mark.parametrize(("born", "age"), [(date(1940, 3, 18), 86), (date(1940, 3, 19), 85), (date(2024, 2, 29), 2)])
def test_age_counts_whole_years(born, age):
    assert age_on(date(2026, 3, 18), born) == age
