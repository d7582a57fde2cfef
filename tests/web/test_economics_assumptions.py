"""What a controller assumes is dated, has a source, and stands: a new row replaces, nothing is rewritten."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from samsyn.money.amount import Amount
from samsyn_web.economics import assumptions
from samsyn_web.economics.assumptions import MissingParameter
from samsyn_web.economics.known_parameters import PARAMETERS, Kind, Unreadable, canonical, read_value
from samsyn_web.economics.models import Parameter, Rewritten
from samsyn_web.trail.models import Entry, What
from web.cast import town
from web.test_every_page import client

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    return town()


def give(made, key, value="", who="Conny", nyckel=None, **said):
    form = {"varde": value, "galler_fran": "2026-01-01", "kalla": "Beslut 2026-01-15 § 7", "nyckel": nyckel or uuid4()}
    return client(made.workers[who]).post(f"/ekonomi/antaganden/{key}", form | said)


EXAMPLES = {
    Kind.AMOUNT: ("1 234,5", "1234,50"),
    Kind.REACH: ("2,0..3,5", "2..3,5"),
    Kind.NUMBER: ("2,50", "2,5"),
    Kind.MONTHS: ("2026-04..2027-03", "2026-04..2027-03"),
}


@pytest.mark.parametrize("known", PARAMETERS.values(), ids=PARAMETERS)
def test_every_parameter_says_what_it_is_and_reads_what_it_writes(known):
    typed, kept = EXAMPLES.get(known.kind) or [next(iter(known.choices))] * 2
    value = read_value(known, typed)
    assert canonical(value) == kept
    assert read_value(known, canonical(value)) == value
    assert known.name
    assert known.meaning.endswith(".")
    assert known.unsourced.endswith(".")


@pytest.mark.parametrize(
    ("key", "typed", "message"),
    [
        ("besok-belopp", "tusen", "är inget belopp"),
        ("besok-belopp", "-5", "mindre än noll"),
        ("besok-belopp", "1,234", "är inget belopp"),
        ("opi", "3,5..2,0", "Skriv det lägsta först"),
        ("opi", "280", "Kontrollera kommat"),
        ("opi", "2..3..4", "är inget spann"),
        ("ram-manader", "2026-13..2027-01", "är inga månader"),
        ("ram-manader", "2027-01..2026-01", "Skriv den första månaden först"),
        ("genomsnitt-niva", "-1", "går inte att använda"),
        ("grundniva", "150", "Välj ett av alternativen"),
    ],
)
def test_what_is_no_value_is_told_and_nothing_is_kept(made, key, typed, message):
    answer = give(made, key, typed, avser="2025")
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Parameter.objects.exists()
    with pytest.raises(Unreadable):
        read_value(PARAMETERS[key], typed)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kalla": "  "}, "ett värde utan källa används inte"),
        ({"galler_fran": "i går"}, "Det är inget datum"),
        ({"nyckel": "nej"}, "Formuläret är skadat"),
        ({"inget": "on"}, "både skrivit ett värde"),
        ({"avser": "20255"}, "är inget år"),
        ({"avser": ""}, "Skriv vilket år värdet avser."),
        ({"varde": ""}, "Ange ett värde, eller kryssa i"),
    ],
)
def test_a_form_that_is_not_whole_is_told_and_nothing_is_kept(made, said, message):
    answer = give(made, "opi", "2,0..3,5", **{"avser": "2025"} | said)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not Parameter.objects.exists()


def test_a_value_holds_from_its_day_until_another_day_has_another(made):
    for value, since in (("100", "2026-01-01"), ("120", "2026-07-01"), ("110", "2026-01-01")):
        assert give(made, "besok-belopp", value, galler_fran=since).status_code == 302
    given = {day: assumptions.on_day(day) for day in (date(2025, 12, 31), date(2026, 6, 30), date(2026, 7, 1))}
    with pytest.raises(MissingParameter, match="”Ersättning per hemsjukvårdsbesök” är inte angivet för 2025-12-31"):
        given[date(2025, 12, 31)].amount("besok-belopp")
    assert given[date(2026, 6, 30)].amount("besok-belopp") == Amount(11000)
    assert given[date(2026, 7, 1)].amount("besok-belopp") == Amount(12000)
    prices = given[date(2026, 7, 1)].prices("besok-belopp")
    assert [(each.amount.ore, each.since, each.until) for each in prices] == [
        (11000, date(2026, 1, 1), date(2026, 6, 30)),
        (12000, date(2026, 7, 1), None),
    ]
    assert "Beslut 2026-01-15 § 7" in prices[0].source


def test_a_row_without_value_ends_what_held(made):
    give(made, "besok-belopp", "100")
    give(made, "besok-belopp", inget="on", galler_fran="2026-03-01", kalla="Beslutet upphävt")
    assert assumptions.on_day(date(2026, 2, 28)).amount("besok-belopp") == Amount(10000)
    after = assumptions.on_day(date(2026, 3, 1))
    with pytest.raises(MissingParameter):
        after.amount("besok-belopp")
    assert [each.until for each in after.prices("besok-belopp")] == [date(2026, 2, 28)]


def test_a_parameter_by_year_has_a_value_for_each(made):
    give(made, "vardygn-belopp", "11000", avser="2024")
    given = assumptions.on_day(date(2026, 5, 1))
    assert given.qualifiers("vardygn-belopp") == ["2024"]
    assert [(each.since.year, each.amount.ore) for each in given.prices("vardygn-belopp")] == [(2024, 1_100_000)]
    with pytest.raises(MissingParameter, match="för 2025"):
        given.amount("vardygn-belopp", "2025")


def test_rows_are_never_changed_or_removed(made):
    give(made, "besok-belopp", "100")
    row = Parameter.objects.get()
    for rewrite in (
        row.save,
        row.delete,
        lambda: Parameter.objects.update(value="1"),
        lambda: Parameter.objects.all().delete(),
    ):
        with pytest.raises(Rewritten):
            rewrite()


def test_the_same_form_twice_gives_one_row_and_one_entry_on_the_trail(made):
    key = uuid4()
    for _ in range(2):
        assert give(made, "besok-belopp", "100", nyckel=key).status_code == 302
    assert Parameter.objects.count() == 1
    entry = Entry.objects.get(what=What.CHANGED)
    assert "Ersättning per hemsjukvårdsbesök" in entry.why
    assert entry.account == made.workers["Conny"].account


def test_only_a_controller_gives_values_and_a_strategist_sees_them(made):
    assert give(made, "besok-belopp", "100", who="Stina").status_code == 403
    assert give(made, "besok-belopp", "100", who="Nora").status_code == 403
    assert not Parameter.objects.exists()
    give(made, "besok-belopp", "100")
    seen = client(made.workers["Stina"]).get("/ekonomi/antaganden/besok-belopp").content.decode()
    assert "100,00\u00a0kr" in seen
    assert "Conny, Regionkontoret" in seen
    assert "Ange värdet" not in seen
    assert client(made.workers["Conny"]).get("/ekonomi/antaganden/finns-inte").status_code == 404


def test_history_shows_all_that_was_given_the_latest_first(made):
    for value in ("100", "120"):
        give(made, "besok-belopp", value, galler_fran=(timezone.localdate() - timedelta(days=3)).isoformat())
    page = client(made.workers["Conny"]).get("/ekonomi/antaganden/besok-belopp").content.decode()
    history = page[page.index("Historik") :]
    assert history.index("120,00") < history.index("100,00")
