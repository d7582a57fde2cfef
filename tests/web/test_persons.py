"""Persons are registered and changed by those who may, each change with what it was; numbers are read with care."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from samsyn_web.access import reading
from samsyn_web.access.emergencies import break_glass
from samsyn_web.access.refusals import Faulty, NeedsConfirmation, Refused
from samsyn_web.casework import persons
from samsyn_web.casework.identity_numbers import read_identity_number
from samsyn_web.casework.persons import Known, Stale
from samsyn_web.journal.models import IdentityNumber, NumberKind, Person, PersonChange
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry
from web.cast import START, at_work, begin, patient, town

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)

# Skatteverket's test numbers (samsyn.synthetic.identity), and a reserve number of the form described there.
PERSONAL, COORDINATION, RESERVE = "194401162385", "194405682396", "19440508D013"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def somebody(made):
    person = patient(made)
    begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    return person


@pytest.fixture
def at_desk(client, made, monkeypatch):
    def sign_in(name, now=START):
        monkeypatch.setattr("samsyn_web.access.middleware.timezone.now", lambda: now)
        at_work(client, made.workers[name])
        return client

    return sign_in


def read(text, *, reserve=False):
    return read_identity_number(text, TODAY, is_reserve=reserve)


# ---- identity numbers


@pytest.mark.parametrize(
    ("typed", "reserve", "number", "kind", "born"),
    [
        ("194401162385", False, PERSONAL, NumberKind.PERSONAL, date(1944, 1, 16)),
        ("19440116-2385", False, PERSONAL, NumberKind.PERSONAL, date(1944, 1, 16)),
        (" 19440116 2385 ", False, PERSONAL, NumberKind.PERSONAL, date(1944, 1, 16)),
        ("194405682396", False, COORDINATION, NumberKind.COORDINATION, date(1944, 5, 8)),
        ("19440508-D013", True, RESERVE, NumberKind.RESERVE, date(1944, 5, 8)),
        ("19440508d013", True, RESERVE, NumberKind.RESERVE, date(1944, 5, 8)),
        ("R0012345", True, "R0012345", NumberKind.RESERVE, None),
        ("19449999D013", True, "19449999D013", NumberKind.RESERVE, None),
    ],
)
def test_a_number_is_read(typed, reserve, number, kind, born):
    told = read(typed, reserve=reserve)
    assert (told.number, told.kind, told.born) == (number, kind, born)


@pytest.mark.parametrize(
    ("typed", "reserve", "why"),
    [
        ("", False, "Skriv numret"),
        ("4401162385", False, "tio siffror.*årtalet med fyra siffror"),
        ("440116+2385", False, "tio siffror"),
        ("1944011623", False, "tio siffror"),
        ("19440116238", False, "har 11 siffror och ska ha tolv"),
        ("1944011623855", False, "har 13 siffror och ska ha tolv"),
        ("194401162386", False, "Kontrollsiffran"),
        ("194410162385", False, "Kontrollsiffran"),  # two figures have changed places
        ("194402302385", False, "ingen dag 1944-02-30"),
        ("194400162385", False, "Månaden 00"),
        ("194413162385", False, "Månaden 13"),
        ("194401002385", False, "ingen dag"),
        ("194401942385", False, "ingen dag"),
        ("202605052385", False, "har inte varit än"),
        ("184401162385", False, "över 125 år"),
        ("194401160000", False, "Numret kan inte vara rätt|Kontrollsiffran"),
        ("19440508D013", False, "bara siffror.*reservnummer"),
        ("١٩٤٤٠١١٦٢٣٨٥", False, "bara siffror"),
        ("<script>", False, "bara siffror"),
        ("194401162385", True, "Välj det ovanför"),
        ("D1", True, "6 till 20"),
        ("D" * 21, True, "6 till 20"),
        ("D12/34567", True, "6 till 20"),
    ],
)
def test_a_wrong_number_is_told_by_what_is_wrong(typed, reserve, why):
    with pytest.raises(ValueError, match=why):
        read(typed, reserve=reserve)


# ---- registering


def form(**said):
    return {
        "slag": "folkbokforing",
        "nummer": PERSONAL,
        "fornamn": "Berit",
        "efternamn": "Påhittad",
        "adress": "Påhittsvägen 2",
        "folkbokford_i": "varberg",
        "vistas_i": "Varberg",
        "bor_i": "ordinärt boende",
        "boende": "",
        "vardcentral": "",
        "skydd": "nej",
        **said,
    }


def test_a_person_who_was_not_found_is_registered(made, at_desk):
    centre = made.units["Vårdcentralen Ängen"]
    response = at_desk("Nora").post(reverse("person-ny"), form(vardcentral=centre.pk), follow=True)
    assert "Personen är registrerad." in response.content.decode()
    person = Person.objects.get()
    assert (person.name, person.born, person.registered_in) == ("Berit Påhittad", date(1944, 1, 16), "Varberg")
    assert (person.stays_in, person.lives_in, person.listed_at) == ("Varberg", "ordinärt boende", centre)
    number = person.numbers.get()
    assert (number.number, number.kind, number.is_current) == (PERSONAL, "personnummer", True)
    entry = Entry.objects.get(what="ändrade")
    assert (entry.persons, entry.why) == ([str(person.pk)], "registrerade personen")
    assert person.changes.get().by == made.workers["Nora"].account


def test_a_ward_goes_on_to_open_a_case(made, at_desk):
    response = at_desk("Ulla").post(reverse("person-ny"), form())
    assert response["Location"] == reverse("person", args=[Person.objects.get().pk])
    assert PERSONAL not in response["Location"]


def test_a_reserve_number_takes_the_day_of_birth_that_is_typed(made, at_desk):
    at_desk("Nora").post(reverse("person-ny"), form(slag="reservnummer", nummer="R0012345", fodd="1950-02-03"))
    assert Person.objects.get().born == date(1950, 2, 3)


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        ({"nummer": "194401162386"}, "Kontrollsiffran"),
        ({"nummer": ""}, "Skriv numret."),
        ({"slag": ""}, "Välj vilket slags nummer"),
        ({"fornamn": " "}, "Skriv förnamnet."),
        ({"efternamn": "x" * 81}, "högst 80 tecken"),
        ({"folkbokford_i": "Varbreg"}, "Menas Varberg?"),
        ({"vistas_i": "Atlantis"}, "Atlantis"),
        ({"bor_i": "husvagn"}, "husvagn"),
        ({"skydd": "lite"}, "lite"),
        ({"skydd": ""}, "Välj om uppgifterna är skyddade."),
        ({"slag": "reservnummer", "nummer": RESERVE, "fodd": "1944-05-09"}, "Numret säger 1944-05-08"),
        ({"slag": "reservnummer", "nummer": "R0012345", "fodd": "2026-05-05"}, "har inte varit än"),
        ({"slag": "reservnummer", "nummer": "R0012345", "fodd": "i fjol"}, "1944-12-12"),
    ],
)
def test_what_is_wrong_is_told_and_nobody_is_registered(made, at_desk, faulty, sentence):
    response = at_desk("Nora").post(reverse("person-ny"), form(**faulty))
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Person.objects.exists()


def test_somebody_at_a_care_home_lives_in_one(made, at_desk):
    home = made.units["Strandgården"]
    response = at_desk("Nora").post(reverse("person-ny"), form(boende=home.pk))
    assert "Strandgården är ett särskilt boende." in response.content.decode()
    at_desk("Nora").post(reverse("person-ny"), form(boende=home.pk, bor_i="särskilt boende för äldre"))
    assert Person.objects.get().care_home == home


def test_a_number_that_exists_leads_to_the_search_and_tells_no_name(made, somebody, at_desk):
    response = at_desk("Nora").post(reverse("person-ny"), form(nummer="191212121212"))
    page = response.content.decode()
    assert response.status_code == 422
    assert "Numret finns redan i Samsyn." in page
    assert f'href="{reverse("sok")}"' in page
    assert "Tolvan" not in page
    assert "Testsson" not in page
    entry = Entry.objects.order_by("pk").last()
    assert (entry.what, entry.persons) == ("sökte", [str(somebody.pk)])
    assert Person.objects.count() == 1


@pytest.mark.parametrize("name", ["Hedda", "Stina", "Logge", "Lena"])
def test_others_are_told_who_registers(made, at_desk, name):
    response = at_desk(name).get(reverse("person-ny"))
    assert response.status_code == 403
    assert "utskrivningssamordnare, kommunsjuksköterska" in response.content.decode()


# ---- changing


def change(made, person, who="Ulla", at=START, seen=None, **said):
    visit = made.visit(who, at)
    about = persons.About(**{**vars(persons.known_about(person)), **said})
    stamp = persons.stamp(person) if seen is None else seen
    return persons.change(visit=visit, person_id=person.pk, about=about, seen=stamp)


def told(person):
    return [(one.field, one.before, one.after) for one in reversed(person.changes.all())]


def test_a_change_keeps_what_it_was_and_leaves_one_entry_on_the_trail(made, somebody):
    before = Entry.objects.count()
    home = made.units["Strandgården"]
    changed = change(
        made, somebody, stays_in="Halmstad", lives_in="särskilt boende för äldre", care_home=home, listed_at=None
    )
    assert changed == ["vistas i", "bor i", "boende", "listad på"]
    assert told(somebody) == [
        ("vistas i", "Varberg", "Halmstad"),
        ("bor i", "ordinärt boende", "särskilt boende för äldre"),
        ("boende", "", "Strandgården"),
        ("listad på", "Vårdcentralen Ängen", ""),
    ]
    (entry,) = Entry.objects.all()[before:]
    assert (entry.what, entry.why) == ("ändrade", "ändrade vistas i, bor i, boende, listad på")
    assert "Halmstad" not in entry.why


def test_what_follows_from_a_change_is_computed_at_once(made, somebody):
    change(made, somebody, lives_in="särskilt boende för äldre", stays_in="Halmstad", registered_in="")
    assert not [case for case, differs in rebuild(START, change=False) if differs]


def test_nothing_changed_is_nothing_written(made, somebody):
    assert change(made, somebody) == []
    assert not PersonChange.objects.exists()


def test_two_who_change_at_once_the_second_is_told(made, somebody, at_desk):
    change(made, somebody, address="Nya vägen 1")
    with pytest.raises(Stale):
        change(made, somebody, seen=0, address="Andra vägen 2")
    said = form(nummer="", adress="Andra vägen 2", sag="0")
    response = at_desk("Ulla").post(reverse("person-andra", args=[somebody.pk]), said)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Någon annan har ändrat personens uppgifter" in page
    assert "Andra vägen 2" in page  # what was typed stands
    assert "Nya vägen 1" in page  # among the changes
    somebody.refresh_from_db()
    assert somebody.address == "Nya vägen 1"


def test_a_change_that_fails_changes_nothing(made, somebody, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr(persons, "store", fail)
    before = Entry.objects.count()
    with pytest.raises(RuntimeError):
        change(made, somebody, address="Nya vägen 1")
    somebody.refresh_from_db()
    assert somebody.address == "Påhittsvägen 1, Varberg"
    assert (PersonChange.objects.count(), Entry.objects.count()) == (0, before)


def test_a_change_needs_a_care_relation_and_an_emergency_is_not_enough(made, somebody):
    with pytest.raises(Refused, match="vårdrelation"):
        change(made, somebody, who="Nora", address="Nya vägen 1")
    nora = made.visit("Nora")
    break_glass(
        visit=nora, person=somebody, reason="Medvetslös hemma, behöver läkemedelslistan nu.", lifts_blocks=False
    )
    with pytest.raises(Refused, match="räcker inte"):
        change(made, somebody, who="Nora", address="Nya vägen 1")
    with pytest.raises(Refused):
        change(made, somebody, who="Stina", address="Nya vägen 1")


def test_protection_is_recorded_and_then_asks_for_confirmation(made, somebody):
    assert change(made, somebody, protection="skyddad") == ["skyddade uppgifter"]
    with pytest.raises(NeedsConfirmation):
        reading.person(made.visit("Ulla"), somebody.pk)


@pytest.mark.parametrize("page", ["person-andra", "person-nummer", "person-avliden"])
def test_every_page_of_a_change_is_closed_to_others(made, somebody, at_desk, page):
    assert at_desk("Nora").get(reverse(page, args=[somebody.pk])).status_code == 403
    assert at_desk("Nora").post(reverse(page, args=[somebody.pk]), {}).status_code == 403
    assert at_desk("Ulla").get(reverse(page, args=[somebody.pk])).status_code == 200


# ---- another number


@pytest.fixture
def guest(made):
    """Somebody with a reserve number in a case of the ward's."""
    person = patient(made, RESERVE)
    person.numbers.update(kind="reservnummer")
    Person.objects.filter(pk=person.pk).update(born=date(1944, 5, 8))
    person.refresh_from_db()
    begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    return person


def change_number(made, person, number, *, corrected=False):
    return persons.change_number(
        visit=made.visit("Ulla"),
        person_id=person.pk,
        number=read(number),
        seen=persons.stamp(person),
        is_born_corrected=corrected,
    )


def test_from_a_reserve_number_to_a_coordination_number_to_a_personal_one(made, guest):
    change_number(made, guest, COORDINATION)
    change_number(made, guest, PERSONAL, corrected=True)
    numbers = {one.number: (one.kind, one.is_current) for one in IdentityNumber.objects.filter(person=guest)}
    assert numbers == {
        RESERVE: ("reservnummer", False),
        COORDINATION: ("samordningsnummer", False),
        PERSONAL: ("personnummer", True),
    }
    guest.refresh_from_db()
    assert guest.born == date(1944, 1, 16)
    assert told(guest) == [
        ("nummer", RESERVE, COORDINATION),
        ("nummer", COORDINATION, PERSONAL),
        ("född", "1944-05-08", "1944-01-16"),
    ]
    found = [reading.search(made.visit("Ulla"), number) for number in (RESERVE, COORDINATION, PERSONAL)]
    assert found == [[guest]] * 3


def test_another_day_of_birth_must_be_confirmed(made, guest):
    with pytest.raises(Faulty) as faulty:
        change_number(made, guest, PERSONAL)
    assert "född 1944-01-16, men här står 1944-05-08" in faulty.value.faults["ratta_fodelsedag"]
    assert reading.current_number(guest) == RESERVE


def test_a_personal_number_does_not_become_a_coordination_number(made, somebody):
    with pytest.raises(Faulty) as faulty:
        change_number(made, somebody, COORDINATION)
    assert "byts inte mot ett samordningsnummer" in faulty.value.faults["nummer"]


def test_a_number_of_somebody_else_is_not_taken(made, guest):
    patient(made, PERSONAL)
    with pytest.raises(Known):
        change_number(made, guest, PERSONAL, corrected=True)
    with pytest.raises(Faulty, match="faulty"):
        persons.change_number(
            visit=made.visit("Ulla"),
            person_id=guest.pk,
            number=read(RESERVE, reserve=True),
            seen=persons.stamp(guest),
            is_born_corrected=False,
        )


def test_the_page_asks_about_the_day_of_birth_only_when_it_differs(made, guest, at_desk):
    page = reverse("person-nummer", args=[guest.pk])
    client = at_desk("Ulla")
    assert "Födelsedagen ska ändras" not in client.get(page).content.decode()
    said = {"slag": "folkbokforing", "nummer": PERSONAL, "sag": "0"}
    response = client.post(page, said)
    assert response.status_code == 422
    assert "Födelsedagen ska ändras" in response.content.decode()
    assert client.post(page, {**said, "ratta_fodelsedag": "on"}).status_code == 302


# ---- death


def test_a_death_is_recorded_and_can_be_taken_back(made, somebody):
    visit = made.visit("Ulla")
    open_cases = persons.record_death(visit=visit, person_id=somebody.pk, died=TODAY, seen=0)
    assert len(open_cases) == 1
    somebody.refresh_from_db()
    assert somebody.died == TODAY
    seen = persons.stamp(somebody)
    persons.record_death(visit=made.visit("Ulla"), person_id=somebody.pk, died=None, seen=seen)
    assert told(somebody) == [("avliden", "", "2026-05-04"), ("avliden", "2026-05-04", "")]


@pytest.mark.parametrize(
    ("day", "why"), [(TODAY + timedelta(days=1), "har inte varit än"), (date(1944, 12, 11), "före födelsedagen")]
)
def test_an_impossible_day_of_death_is_told(made, somebody, day, why):
    with pytest.raises(Faulty) as faulty:
        persons.record_death(visit=made.visit("Ulla"), person_id=somebody.pk, died=day, seen=0)
    assert why in faulty.value.faults["avliden"]


def test_the_page_names_the_cases_that_are_still_open(made, somebody, at_desk):
    said = {"avliden": "2026-05-04", "sag": "0"}
    response = at_desk("Ulla").post(reverse("person-avliden", args=[somebody.pk]), said, follow=True)
    assert f"Patienten har avlidit”: {somebody.cases.get().number}." in response.content.decode()


@pytest.mark.parametrize("page", ["person-ny", "person-andra", "person-nummer", "person-avliden"])
def test_the_pages_take_few_questions_to_the_database(made, somebody, at_desk, page):
    for number in range(5):
        change(made, somebody, address=f"Vägen {number}")
    client = at_desk("Ulla")
    address = reverse(page, args=[] if page == "person-ny" else [somebody.pk])
    client.get(address)  # writes the session's first moment
    with CaptureQueriesContext(connection) as asked:
        client.get(address)
    assert len([one for one in asked if "SAVEPOINT" not in one["sql"]]) <= 15
