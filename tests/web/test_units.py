"""A unit keeps its own numbers and rota; nobody else does, and what held before is kept."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse

from samsyn.processes.cast import Role
from samsyn_web.directory import changing
from samsyn_web.directory.changing import Overlapping, Shift, Stale, Way
from samsyn_web.directory.models import ContactWay, DirectoryChange, OnCall
from samsyn_web.directory.telephone_numbers import read_telephone_number
from web.cast import START, at_work, town

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
NUMBER = "0701740605"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def home(made):
    return made.units["Strandgården"]


@pytest.fixture
def hedda(made):
    return made.workers["Hedda"].account


@pytest.fixture
def at_desk(client, made, monkeypatch):
    """Sign somebody in, at a moment."""

    def sign_in(name, now=START):
        monkeypatch.setattr("samsyn_web.access.middleware.timezone.now", lambda: now)
        at_work(client, made.workers[name])
        return client

    return sign_in


def way(number=NUMBER, purpose="Sjuksköterska", place=1, **other):
    said = {"days": "0123456", "opens": time(0), "closes": time(0), "callers": (), **other}
    return Way(number=number, purpose=purpose, place=place, **said)


def add(unit, by, at=START, **said):
    return changing.add_way(unit=unit, said=way(**said), by=by, at=at)


def chain(unit, at=START):
    return [(one.place_in_chain, one.purpose) for one in changing.standing_ways(unit, at)]


# ---- telephone numbers


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("035-13 10 00", "035131000"),
        ("+46 (0)35 13 10 00", "035131000"),
        ("0046 70 174 06 05", "0701740605"),
        ("08-46500400", "0846500400"),
        ("1177", "1177"),
        ("112", "112"),
        ("114 14", "11414"),
    ],
)
def test_a_swedish_number_is_kept_as_its_digits(typed, kept):
    assert read_telephone_number(typed) == kept


@pytest.mark.parametrize(
    ("typed", "why"),
    [
        ("", "bara siffror"),
        ("ring Anna", "bara siffror"),
        ("035-13 10 00 ankn. 12", "Anknytning"),
        ("<script>", "bara siffror"),
        ("13 10 00 00", "riktnumret"),
        ("035-13 1", "för kort"),
        ("035-13 10 00 / 035-13 10 01", "två nummer"),
        ("+47 22 00 00 00", "utländskt"),
        ("٠٣٥١٣١٠٠٠", "bara siffror"),
    ],
)
def test_what_is_no_number_is_told_by_what_is_wrong(typed, why):
    with pytest.raises(ValueError, match=why):
        read_telephone_number(typed)


# ---- ways of being reached


def test_a_change_ends_the_old_row_and_adds_a_new_one(home, hedda):
    old = add(home, hedda)
    changing.confirm_way(way=old, by=hedda, at=START)
    old.refresh_from_db()
    later = START + DAY
    new = changing.change_way(way=old, said=way(purpose="Nattsköterska"), seen=changing.stamp(old), by=hedda, at=later)
    kept = ContactWay.objects.get(pk=old.pk)
    assert new.pk != kept.pk
    assert (kept.purpose, kept.valid_from, kept.valid_to) == ("Sjuksköterska", date(2026, 5, 4), date(2026, 5, 5))
    assert (new.purpose, new.valid_from, new.valid_to) == ("Nattsköterska", date(2026, 5, 5), None)
    assert new.confirmed_by == hedda  # the number is the same
    assert DirectoryChange.objects.filter(table="contactway", by=hedda).count() == 4


def test_a_new_number_is_one_that_nobody_has_confirmed(home, hedda):
    old = changing.confirm_way(way=add(home, hedda), by=hedda, at=START)
    new = changing.change_way(way=old, said=way(number="0701740606"), seen=changing.stamp(old), by=hedda, at=START)
    assert (new.confirmed_by, new.confirmed_at) == (None, None)


def test_the_same_number_written_otherwise_stays_confirmed(home, hedda):
    old = ContactWay.objects.create(
        unit=home,
        number="070-174 06 05",
        purpose="Sjuksköterska",
        opens=time(0),
        closes=time(0),
        valid_from=date(2026, 1, 1),
        confirmed_by=hedda,
        confirmed_at=START - DAY,
    )
    changing.change_way(way=old, said=way(), seen=0, by=hedda, at=START)
    assert [one.number for one in home.contact_ways.all()] == ["070-174 06 05"]  # nothing differed


def test_a_place_in_the_chain_moves_the_others(home, hedda):
    first, _, _ = (add(home, hedda, purpose=name, place=place) for place, name in enumerate("ABC", 1))
    assert chain(home) == [(1, "A"), (2, "B"), (3, "C")]
    changing.change_way(way=first, said=way(purpose="A", place=3), seen=changing.stamp(first), by=hedda, at=START)
    assert chain(home) == [(1, "B"), (2, "C"), (3, "A")]
    later = START + DAY
    changing.end_way(way=home.contact_ways.get(purpose="B", valid_to=None), seen=_stamp(home, "B"), by=hedda, at=later)
    assert chain(home, later) == [(1, "C"), (2, "A")]
    assert chain(home, START) == [(1, "B"), (2, "C"), (3, "A")]  # as it was yesterday


def _stamp(unit, purpose):
    return changing.stamp(unit.contact_ways.get(purpose=purpose, valid_to=None))


def test_somebody_who_saw_an_older_row_is_told(home, hedda):
    old = add(home, hedda)
    seen = changing.stamp(old)
    changing.change_way(way=old, said=way(purpose="Natt"), seen=seen, by=hedda, at=START)
    with pytest.raises(Stale):
        changing.change_way(way=old, said=way(purpose="Dag"), seen=seen, by=hedda, at=START)
    with pytest.raises(Stale):
        changing.end_way(way=old, seen=seen, by=hedda, at=START)
    assert chain(home) == [(1, "Natt")]


def test_a_change_that_fails_changes_nothing(home, hedda, monkeypatch):
    add(home, hedda, purpose="A")

    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(changing, "_renumber", fail)
    with pytest.raises(RuntimeError):
        add(home, hedda, purpose="B")
    assert chain(home) == [(1, "A")]
    assert DirectoryChange.objects.count() == 1


# ---- the rota


def shift(begins, ends, who="Anna (påhittad), sjuksköterska"):
    return Shift(START + timedelta(hours=begins), START + timedelta(hours=ends), who, "")


def on_call(unit, by, *hours, who="Anna (påhittad), sjuksköterska"):
    return changing.add_shift(unit=unit, said=shift(*hours, who), by=by, at=START)


@pytest.mark.parametrize(("begins", "ends"), [(9, 11), (11, 13), (11, 15), (9, 15), (10, 14)])
def test_shifts_do_not_overlap(home, hedda, begins, ends):
    there = on_call(home, hedda, 10, 14)
    with pytest.raises(Overlapping) as overlapping:
        on_call(home, hedda, begins, ends)
    assert overlapping.value.shift == there


def test_shifts_may_meet_and_other_units_have_their_own(made, home, hedda):
    on_call(home, hedda, 10, 14)
    on_call(home, hedda, 14, 18)
    on_call(made.units["Hemsjukvården Norr"], made.workers["Nora"].account, 10, 18)
    assert OnCall.objects.count() == 3


def test_a_coming_shift_is_changed_in_place_and_one_that_has_begun_is_taken_over(home, hedda):
    one = on_call(home, hedda, 10, 14)
    one = changing.change_shift(shift=one, said=shift(10, 15), seen=changing.stamp(one), by=hedda, at=START)
    assert one.ends == START + timedelta(hours=15)
    now = START + timedelta(hours=12)
    changing.change_shift(shift=one, said=shift(10, 15, "Bea"), seen=changing.stamp(one), by=hedda, at=now)
    told = [(row.who[:4], row.starts, row.ends) for row in home.rota.all()]
    assert told == [("Anna", START + timedelta(hours=10), now), ("Bea", now, START + timedelta(hours=15))]


def test_a_shift_that_is_over_cannot_be_changed(home, hedda):
    one = on_call(home, hedda, 10, 14)
    with pytest.raises(Stale):
        changing.remove_shift(shift=one, seen=changing.stamp(one), by=hedda, at=START + DAY)


def test_a_coming_shift_is_removed_and_one_that_has_begun_ends(home, hedda):
    soon, later = on_call(home, hedda, 1, 5), on_call(home, hedda, 5, 9)
    changing.remove_shift(shift=later, seen=changing.stamp(later), by=hedda, at=START)
    now = START + timedelta(hours=2)
    changing.remove_shift(shift=soon, seen=changing.stamp(soon), by=hedda, at=now)
    assert [one.ends for one in home.rota.all()] == [now]


# ---- the pages


def test_only_those_who_work_there_and_their_partys_administrator_may(made, home, at_desk):
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])  # the same party
    made.worker("Rut", Role.ADMINISTRATOR, made.units["Avdelning 5"])  # another party
    page = reverse("enheten-andra", args=[home.pk])
    allowed = {name: at_desk(name).get(page).status_code for name in ("Hedda", "Adam", "Nora", "Rut", "Disa")}
    assert allowed == {"Hedda": 200, "Adam": 200, "Nora": 403, "Rut": 403, "Disa": 403}
    refused = at_desk("Nora").get(page).content.decode()
    assert "ändras av dem som arbetar där" in refused
    assert "De som arbetar på Strandgården, eller en administratör hos Varbergs kommun" in refused


def test_every_address_of_a_unit_is_closed_to_others(made, home, hedda, at_desk):
    theirs, duty = add(home, hedda), on_call(home, hedda, 10, 14)
    client = at_desk("Disa")
    for name, args in (
        ("kontaktvag-ny", []),
        ("kontaktvag-andra", [theirs.pk]),
        ("kontaktvag-bekrafta", [theirs.pk]),
        ("kontaktvag-avsluta", [theirs.pk]),
        ("jourpass-nytt", []),
        ("jourpass-andra", [duty.pk]),
        ("jourpass-ta-bort", [duty.pk]),
    ):
        assert client.post(reverse(name, args=[home.pk, *args])).status_code == 403, name
    # nor by way of one's own unit
    own = made.units["Avdelning 5"].pk
    assert client.post(reverse("kontaktvag-bekrafta", args=[own, theirs.pk])).status_code == 404
    assert ContactWay.objects.get().confirmed_at is None


def test_a_number_is_added_confirmed_in_one_click_and_found_by_those_who_call(made, home, at_desk):
    client = at_desk("Hedda")
    said = {
        "nummer": "+46 70 174 06 05",
        "for_vad": "Sjuksköterska i tjänst",
        "dagar": ["0", "1", "2", "3", "4"],
        "svarar": "tider",
        "fran": "07:00",
        "till": "21:00",
        "vem": ["sjukhuset"],
        "ordning": "1",
    }
    page = client.post(reverse("kontaktvag-ny", args=[home.pk]), said, follow=True).content.decode()
    assert "070-174 06 05" in page
    assert "inte bekräftat" in page
    made_way = home.contact_ways.get()
    assert (made_way.days, made_way.opens, made_way.closes, made_way.callers) == (
        "01234",
        time(7),
        time(21),
        ["sjukhuset"],
    )
    page = client.post(reverse("kontaktvag-bekrafta", args=[home.pk, made_way.pk]), follow=True).content.decode()
    assert "bekräftat." in page
    assert home.contact_ways.get().confirmed_by == made.workers["Hedda"].account
    assert "av Hedda" in at_desk("Nora").get(reverse("enheten", args=[home.pk])).content.decode()


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        ({"nummer": "ring Anna"}, "Skriv ett enda nummer"),
        ({"nummer": ""}, "Skriv telefonnumret."),
        ({"for_vad": ""}, "Skriv vad numret är till för."),
        ({"for_vad": "x" * 121}, "högst 120 tecken"),
        ({"dagar": []}, "Kryssa minst en dag."),
        ({"fran": ""}, "Skriv ett klockslag, eller välj dygnet runt."),
        ({"fran": "25:61"}, "Skriv ett klockslag, till exempel 07:30."),
        ({"till": "07:00"}, "Välj dygnet runt om någon alltid svarar."),
        ({"vem": ["grannen"]}, "grannen"),
        ({"ordning": "99"}, "99"),
    ],
)
def test_a_faulty_number_is_told_beside_its_field_and_kept(home, at_desk, faulty, sentence):
    said = {"nummer": NUMBER, "for_vad": "Jour", "dagar": ["0"], "svarar": "tider", "fran": "07:00", "till": "08:00"}
    response = at_desk("Hedda").post(reverse("kontaktvag-ny", args=[home.pk]), {**said, "ordning": "1", **faulty})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not ContactWay.objects.exists()


def test_the_rota_page_says_who_is_in_the_way(home, hedda, at_desk):
    on_call(home, hedda, 10, 14)
    said = {"vem": "Bea", "borjar": "2026-05-04T21:00", "slutar": "2026-05-05T08:00"}
    response = at_desk("Hedda").post(reverse("jourpass-nytt", args=[home.pk]), said)
    assert response.status_code == 422
    page = response.content.decode()
    assert "omlott med Anna (påhittad), sjuksköterska, mån 4 maj 2026 kl. 20.00 till tis 5 maj 2026 kl. 00.00" in page


@pytest.mark.parametrize(
    ("borjar", "slutar", "sentence"),
    [
        ("2026-05-05T08:00", "2026-05-05T08:00", "slutar innan det börjar"),
        ("2026-05-01T08:00", "2026-05-06T08:00", "bakåt i tiden"),
        ("2026-05-05T08:00", "2026-06-05T08:00", "längre än 14 dygn"),
        ("i morgon", "2026-06-05T08:00", "Skriv dag och klockslag"),
        ("0001-01-01T00:00", "9999-12-31T23:59", "bakåt i tiden"),
    ],
)
def test_an_impossible_shift_is_told(home, at_desk, borjar, slutar, sentence):
    said = {"vem": "Bea", "borjar": borjar, "slutar": slutar}
    response = at_desk("Hedda").post(reverse("jourpass-nytt", args=[home.pk]), said)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_a_row_changed_meanwhile_is_told_and_nothing_is_saved(home, hedda, at_desk):
    old = add(home, hedda, at=START - DAY)
    client = at_desk("Hedda")
    page = reverse("kontaktvag-andra", args=[home.pk, old.pk])
    changing.change_way(way=old, said=way(purpose="Natt"), seen=changing.stamp(old), by=hedda, at=START)
    response = client.post(page, {"nummer": NUMBER}, follow=True)
    assert "Någon annan har ändrat här" in response.content.decode()
    assert chain(home) == [(1, "Natt")]


def test_a_unit_that_is_closed_is_not_changed(home, at_desk):
    home.valid_to = date(2026, 5, 1)
    home.save()
    assert at_desk("Hedda").get(reverse("enheten-andra", args=[home.pk])).status_code in {302, 403}


def test_changes_of_numbers_leave_no_trace_of_persons(home, hedda):
    add(home, hedda)
    told = DirectoryChange.objects.get()
    assert told.before is None
    assert told.after["number"] == NUMBER


def test_the_pages_take_few_questions_to_the_database(home, hedda, at_desk, django_assert_max_num_queries):
    for place in range(1, 8):
        add(home, hedda, purpose=str(place), place=place)
        on_call(home, hedda, place, place + 1)
    client = at_desk("Hedda")
    with django_assert_max_num_queries(15):
        client.get(reverse("enheten-andra", args=[home.pk]))


def test_a_moment_is_of_its_day_in_sweden(home, hedda):
    late = datetime(2026, 5, 4, 22, 30, tzinfo=UTC)  # already the fifth in Sweden
    assert add(home, hedda, at=late).valid_from == date(2026, 5, 5)
