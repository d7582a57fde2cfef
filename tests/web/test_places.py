"""The region publishes how many places a home has; a number holds from its day and is never changed."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from samsyn.processes.cast import Role
from samsyn_web.directory import places
from samsyn_web.directory.models import DirectoryChange, PublishedPlaces
from web.cast import START, at_work, town

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def made():
    made = town()
    office = made.units["Regionkontoret"]
    made.worker("Sara", Role.STRATEGIST, office)
    made.worker("Adam", Role.ADMINISTRATOR, office)
    return made


@pytest.fixture
def home(made):
    return made.units["Strandgården"]


@pytest.fixture
def at_desk(client, made):
    def sign_in(name):
        at_work(client, made.workers[name])
        return client

    return sign_in


def publish(made, home, number, day, at=START):
    by = made.workers["Sara"].account
    return places.publish(unit=home, places=number, valid_from=day, source="vårdgivarwebben", by=by, at=at)


def test_what_holds_on_a_day_is_the_latest_that_has_begun(made, home):
    publish(made, home, 40, date(2025, 1, 1))
    publish(made, home, 44, date(2026, 1, 1))
    publish(made, home, 50, date(2027, 1, 1))
    held = [places.on(day).get(home.pk) for day in (date(2024, 12, 31), date(2025, 12, 31), date(2026, 6, 1))]
    assert [one and one.places for one in held] == [None, 40, 44]
    assert places.on(date(2026, 6, 1), ["SE-annan"]) == {}


def test_a_wrong_number_is_replaced_from_its_own_day_and_stays_told(made, home):
    publish(made, home, 40, date(2026, 1, 1))
    assert publish(made, home, 40, date(2026, 1, 1), START + DAY) is None
    publish(made, home, 42, date(2026, 1, 1), START + DAY)
    assert places.on(date(2026, 1, 1))[home.pk].places == 42
    assert [row.places for row in places.published(home)] == [42, 40]
    assert DirectoryChange.objects.filter(table="publishedplaces").count() == 2


def test_a_home_without_places_is_refused_by_the_database(home):
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedPlaces.objects.create(unit=home, places=0, valid_from=date(2026, 1, 1), source="–", recorded_at=START)


@pytest.mark.parametrize("who", ["Sara", "Adam"])
def test_the_regions_strategist_and_administrator_publish_on_the_page(at_desk, home, who):
    page = f"/enheter/{home.pk}/platser"
    desk = at_desk(who)
    said = {"antal": "48", "fran": "2026-01-01", "kalla": "vårdgivarwebben 2026-01-15"}
    answer = desk.post(page, said, follow=True)
    assert "Antalet är publicerat." in answer.content.decode()
    (row,) = PublishedPlaces.objects.all()
    assert (row.places, row.valid_from, row.published_by.name) == (48, date(2026, 1, 1), who)
    assert "Det antalet gäller redan" in desk.post(page, said, follow=True).content.decode()
    assert "48" in desk.get(f"/enheter/{home.pk}").content.decode()


@pytest.mark.parametrize("who", ["Stina", "Hedda", "Viktor"])
def test_others_read_but_do_not_publish(at_desk, made, home, who):
    publish(made, home, 48, date(2026, 1, 1))
    desk = at_desk(who)
    page = desk.get(f"/enheter/{home.pk}/platser").content.decode()
    assert "48" in page
    assert "Publicera antalet" not in page
    refused = desk.post(f"/enheter/{home.pk}/platser", {"antal": "1", "fran": "2026-01-01", "kalla": "x"})
    assert refused.status_code == 403
    assert "publiceras av regionen" in refused.content.decode()
    assert PublishedPlaces.objects.count() == 1


@pytest.mark.parametrize(
    ("field", "typed", "why"),
    [
        ("antal", "", "Skriv hur många platser"),
        ("antal", "fyrtio", "Skriv ett heltal"),
        ("antal", "0", "minst en plats"),
        ("antal", "100000", "högst 999"),
        ("fran", "i år", "Skriv dagen som"),
        ("fran", "2205-01-01", "för långt bort"),
        ("kalla", "", "var antalet är publicerat"),
        ("kalla", "x" * 300, "för lång"),
    ],
)
def test_what_cannot_be_is_told_and_changes_nothing(at_desk, home, field, typed, why):
    said = {"antal": "48", "fran": "2026-01-01", "kalla": "vårdgivarwebben"} | {field: typed}
    answer = at_desk("Sara").post(f"/enheter/{home.pk}/platser", said)
    assert answer.status_code == 422
    assert why in answer.content.decode()
    assert not PublishedPlaces.objects.exists()


def test_only_care_homes_have_places(at_desk, made):
    answer = at_desk("Sara").get(f"/enheter/{made.units['Avdelning 5'].pk}/platser")
    assert answer.status_code == 404
