"""The log review: what is unusual is listed with why, what was found is recorded, and looking leaves its own tracks."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from samsyn_web.access.models import Emergency
from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.access.relations import EMERGENCY_LASTS
from samsyn_web.directory.models import Account
from samsyn_web.journal.models import IdentityNumber, Person
from samsyn_web.review import extract, reviewing
from samsyn_web.review.reviewing import Scope
from samsyn_web.trail.models import Entry, Review, What
from web.cast import START, Town, begin, do, patient, town

pytestmark = pytest.mark.django_db

DAY = START.date()


@pytest.fixture
def made():
    return town()


def leave(made: Town, who: str, at: datetime, *persons: Person, what: What = What.READ, why: str = "") -> Entry:
    visit = made.visit(who, at)
    visit.tracks.touch(what, [one.pk for one in persons], why=why)
    entry = visit.write()
    assert entry is not None
    return entry


def scope(made: Town, **said) -> Scope:
    return Scope(made.workers["Nora"].party, DAY, DAY, **said)


def somebody(number: int = 0, **said: str) -> Person:
    said = {"given_name": "Någon", "family_name": f"Annan{number}"} | said
    return Person.objects.create(**said)


# ---- each check, and what it does not list


def test_own_data_by_number_or_name(made):
    nora = made.workers["Nora"].account
    Account.objects.filter(pk=nora.pk).update(identity_number="197001011234", name="Nora Namnsdotter")
    by_number, namesake, other = somebody(1), somebody(given_name="nora", family_name="Namnsdotter"), somebody(2)
    IdentityNumber.objects.create(person=by_number, kind="personnummer", number="197001011234")
    for person in (by_number, namesake, other):
        leave(made, "Nora", START, person)
    said = [one.why for one in reviewing.own_data(scope(made))]
    assert said == [
        "Personen har samma namn som medarbetaren: kan vara samma person, eller en namne.",
        "Medarbetarens eget personnummer.",
    ]


def test_kin_by_address_or_family_name(made):
    nora = made.workers["Nora"].account
    Account.objects.filter(pk=nora.pk).update(family_name="Påhittson", home_address="Storgatan 1, Varberg")
    family = somebody(family_name="Påhittson")
    home = somebody(1, address="storgatan 1, Varberg")
    leave(made, "Nora", START, family, somebody(2))
    leave(made, "Nora", START, home)
    leave(made, "Nora", START, somebody(3, address=""))
    leave(made, "Nora", START, family, what=What.LISTED)  # a list is not chosen person by person
    assert [one.why for one in reviewing.kin(scope(made))] == [
        "Personen har samma adress som medarbetaren.",
        "Personen har samma efternamn som medarbetaren.",
    ]


def test_an_account_without_an_address_is_nobodys_neighbour(made):
    Account.objects.update(family_name="", home_address="")
    leave(made, "Nora", START, somebody(address=""))
    assert reviewing.kin(scope(made)) == []


def test_many_persons_within_an_hour(made):
    persons = [somebody(number) for number in range(reviewing.MANY_PERSONS + 1)]
    for person in persons[:-1]:
        leave(made, "Nora", START, person)
    assert reviewing.many_persons(scope(made)) == []
    leave(made, "Nora", START, persons[0])
    assert reviewing.many_persons(scope(made)) == []  # the same person again
    leave(made, "Nora", START, persons[-1])
    (found,) = reviewing.many_persons(scope(made))
    assert found.why == f"{reviewing.MANY_PERSONS + 1} olika personer öppnade inom en timme."
    assert found.entry.account.name == "Nora"


def test_outside_hours_for_roles_that_work_in_the_daytime(made):
    person = somebody()
    for who in ("Fatima", "Nora"):
        for hour, minute in ((5, 59), (6, 0), (21, 59), (22, 0)):
            leave(made, who, datetime(2026, 5, 4, hour - 2, minute, tzinfo=UTC), person)  # summer time
    found = reviewing.outside_hours(Scope(made.workers["Fatima"].party, DAY, DAY))
    assert [one.why[:14] for one in found] == ["Klockan 22.00,", "Klockan 05.59,"]
    assert reviewing.outside_hours(scope(made)) == []  # nurses work around the clock


def test_refused_many_times(made):
    for number in range(reviewing.MANY_REFUSALS):
        assert reviewing.many_refusals(scope(made)) == []
        leave(made, "Nora", START, somebody(number), what=What.REFUSED, why="Ingen vårdrelation.")
    (found,) = reviewing.many_refusals(scope(made))
    assert found.why == f"Nekad {reviewing.MANY_REFUSALS} gånger i perioden."


def test_what_administrators_did_to_accounts(made):
    """A new password and a new code app let whoever gave them in: every such change is listed, other changes are not."""
    for page, why in (("konto", "konto 7: nytt lösenord (glömt det)"), ("sparr", "spärr hävd")):
        visit = made.visit("Nora", START)
        visit.page = page
        visit.tracks.touch(What.CHANGED, why=why)
        visit.write()
    assert [one.why for one in reviewing.changed_accounts(scope(made))] == ["konto 7: nytt lösenord (glömt det)"]


@pytest.mark.parametrize("check", reviewing.CHECKS, ids=lambda one: one.id)
def test_each_check_is_one_query(check, made, django_assert_num_queries):
    leave(made, "Nora", START, somebody())
    with django_assert_num_queries(1):
        check.find(scope(made))


def test_a_review_is_of_ones_own_providers_people_and_of_the_days_asked_for(made):
    person = somebody()
    nora = leave(made, "Nora", START, person)
    leave(made, "Viktor", START, person)  # the region's
    leave(made, "Nora", START - timedelta(days=1), person)
    leave(made, "Nora", START + timedelta(days=1), person)
    assert list(scope(made).entries()) == [nora]
    assert not scope(made, unit="elsewhere").entries()
    assert not scope(made, what="sökte").entries()
    assert not scope(made, account=0).entries()
    with pytest.raises(NotThere):
        reviewing.entry(made.visit("Logge"), Entry.objects.filter(account=made.workers["Viktor"].account).get().pk)


def test_a_sample_can_be_drawn_again(made):
    entries = [leave(made, "Nora", START, somebody(number)).pk for number in range(50)]
    drawn = reviewing.sample(scope(made), 7, 20)
    assert drawn == reviewing.sample(scope(made), 7, 20)
    assert drawn != reviewing.sample(scope(made), 8, 20)
    assert len(set(drawn)) == 20
    assert set(drawn) < set(entries)
    assert reviewing.sample(scope(made), 7, 100) == entries


# ---- what was found


def glass(made: Town, who: str = "Nora") -> Emergency:
    worker = made.workers[who]
    return Emergency.objects.create(
        person=somebody(), account=worker.account, unit=worker.unit, reason="Andnöd, okänd medicinlista.", starts=START, ends=START + EMERGENCY_LASTS
    )  # fmt: skip


def test_every_break_glass_is_listed_until_it_is_reviewed(made):
    one = glass(made)
    glass(made, "Viktor")
    visit = made.visit("Logge", START + timedelta(days=400))
    assert list(reviewing.emergencies(visit.worker.party)) == [one]
    reviewing.review_emergency(visit, one, "befogad", "Ambulans samma kväll.")
    assert not reviewing.emergencies(visit.worker.party)
    one.refresh_from_db()
    assert (one.found, one.reviewed_by.name, one.reviewed) == ("befogad", "Logge", visit.now)
    assert Entry.objects.last().why == f"Granskade nödöppning {one.pk}: befogad."
    with pytest.raises(Faulty):
        reviewing.review_emergency(made.visit("Logge"), one, "obefogad", "")


def test_nobody_reviews_their_own_access(made):
    entry = leave(made, "Logge", START, somebody())
    with pytest.raises(Refused, match="din egen åtkomst"):
        reviewing.review(made.visit("Logge"), entry, "befogad", "")
    with pytest.raises(Refused, match="din egen åtkomst"):
        reviewing.review_emergency(made.visit("Logge"), glass(made, "Logge"), "befogad", "")
    assert not Review.objects.exists()


# ---- the pages


@dataclass
class Signed:
    client: Client
    made: Town

    def get(self, name: str, *args, query: str = "", **kwargs):
        return self.client.get(reverse(name, args=args) + query, **kwargs)

    def post(self, name: str, *args, **said):
        return self.client.post(reverse(name, args=args), said)


@pytest.fixture
def signed(made, client):
    def sign_in(who: str) -> Signed:
        client.force_login(made.workers[who].account, "django.contrib.auth.backends.ModelBackend")
        session = client.session
        session["strong"] = True
        session.save()
        return Signed(client, made)

    return sign_in


PERIOD = f"fran={DAY}&till={DAY}"


@pytest.mark.parametrize("view", ["avvikelser", "rader", "urval"])
def test_the_page_takes_few_queries_and_leaves_its_own_track(view, signed, made, django_assert_max_num_queries):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    do(made, "Ulla", case, "bjud_in", START, till=[made.units["Hemsjukvården Norr"].hsa_id])
    Account.objects.update(family_name="Testsson")
    for _ in range(3):
        visit = made.visit("Nora")
        visit.tracks.touch(What.READ, [person.pk], [case.pk])
        visit.write()
    glass(made)
    page = signed("Logge")
    page.get("logg")
    with django_assert_max_num_queries(15):
        answer = page.get("logg", query=f"?vy={view}&{PERIOD}&fro=7")
    told = answer.content.decode()
    assert answer.status_code == 200
    assert case.number in told
    assert "Testsson" not in told.replace("samma efternamn", "")  # the reviewer need not know who the patient is
    assert "Andnöd" in told
    assert Entry.objects.last().what == What.LISTED
    assert Entry.objects.last().why.startswith("Granskade loggen")


def test_only_a_log_reviewer_may_look(signed, made):
    page = signed("Nora")
    for name, args in (
        ("logg", ()),
        ("logg-rad", (1,)),
        ("logg-nodoppning", (1,)),
        ("logg-utdrag", ()),
        ("person-loggutdrag", (UUID(int=1),)),
    ):
        assert page.get(name, *args).status_code == 403, name
        assert Entry.objects.last().what == What.REFUSED


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("?fran=2026-05-05&till=2026-05-04", "före den första"),
        ("?fran=2020-01-01&till=2026-05-04", "längre än ett år"),
        ("?fran=i går&till=2026-05-04", "giltigt datum"),
        ("?medarbetare=Nora", "giltigt"),
    ],
)
def test_a_period_that_cannot_be_is_told(query, words, signed):
    answer = signed("Logge").get("logg", query=query)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_finding_is_recorded_and_shown(signed, made):
    entry = leave(made, "Nora", START, somebody())
    page = signed("Logge")
    assert page.post("logg-rad", entry.pk).status_code == 422  # nothing filled in
    answer = page.post("logg-rad", entry.pk, found="oklar", note="Frågade chefen.")
    assert answer.status_code == 302
    told = page.get("logg-rad", entry.pk).content.decode()
    assert "behöver följas upp" in told
    assert "Frågade chefen." in told
    assert "följs upp" in page.get("logg", query=f"?vy=rader&{PERIOD}").content.decode()
    assert Entry.objects.filter(what=What.CHANGED, why=f"Granskade loggrad {entry.pk}: behöver följas upp.").exists()


def test_a_break_glass_is_reviewed_on_its_page(signed, made):
    one = glass(made)
    leave(made, "Nora", START, one.person)
    page = signed("Logge")
    assert "Andnöd" in page.get("logg-nodoppning", one.pk).content.decode()
    assert page.post("logg-nodoppning", one.pk, found="befogad", note="Ja.").status_code == 302
    assert "befogad" in page.get("logg-nodoppning", one.pk).content.decode()
    assert page.post("logg-nodoppning", one.pk, found="obefogad", note="Nej.").status_code == 422


# ---- the person's own extract


def test_the_extract_tells_when_where_as_what_and_leaves_out_the_name(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    for minute in (1, 2, 70):
        leave(made, "Nora", START + timedelta(minutes=minute), person)
    leave(made, "Nora", START, somebody())
    rows = extract.rows(person.pk)
    assert [(one.said, one.role, one.times) for one in rows] == [
        ("Skrev eller ändrade i ditt fall", "utskrivningssamordnare", 1),
        ("Läste uppgifter om dig", "kommunsjuksköterska", 2),
        ("Läste uppgifter om dig", "kommunsjuksköterska", 1),
    ]
    assert rows[1].unit == "Hemsjukvården Norr, Varbergs kommun (påhittad)"
    assert case.number not in str(rows)
    assert "Nora" not in str(rows)


def test_every_kind_that_touches_a_person_is_said_to_the_person():
    assert set(What) - set(extract.SAID) == {What.SIGNED_IN, What.SIGN_IN_FAILED, What.SIGNED_OUT}


def test_the_extract_comes_as_a_tagged_pdf_by_a_search_that_is_a_post(signed, made):
    person = patient(made)
    begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    page = signed("Logge")
    assert page.post("logg-utdrag", number="19000101-0000").status_code == 422
    answer = page.post("logg-utdrag", number="19121212-1212")
    assert answer.url == reverse("person-loggutdrag", args=[person.pk])
    assert "1212" not in answer.url
    assert "Tolvan Testsson" in page.get("person-loggutdrag", person.pk).content.decode()
    answer = page.post("person-loggutdrag", person.pk)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="loggutdrag.pdf"'
    assert answer.content.startswith(b"%PDF-")
    assert b"pdfuaid" in answer.content
    assert [entry.what for entry in Entry.objects.filter(touched__person=person.pk).order_by("id")] == [
        What.ACTED,
        What.SEARCHED,
        What.READ,
        What.EXPORTED,
    ]


def test_what_is_in_the_extract_is_text_and_never_markup():
    row = extract.Row(START, "#emph[x] *a* `b` $c$ \\ //", "r", "s", 1)
    assert extract.as_pdf('A "#" <b>', "", [row], "#panic()", START).startswith(b"%PDF-")
    assert extract.as_pdf("Ingen", "", [], "X", START).startswith(b"%PDF-")


def test_protected_identity_is_confirmed_first(signed, made):
    person = patient(made)
    Person.objects.update(protection="skyddad")
    answer = signed("Logge").get("person-loggutdrag", person.pk)
    assert answer.status_code == 403
    assert "Tolvan" not in answer.content.decode()
