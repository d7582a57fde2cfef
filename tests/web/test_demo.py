"""The demo: a made-up Halland in an empty database, and who one can be in it."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from samsyn.processes.cast import Role, UnitKind
from samsyn.synthetic import halland
from samsyn_web.access import reading
from samsyn_web.access.models import Block, Consent, Emergency, LastSeen
from samsyn_web.access.visit import Visit, Worker, holdings_of
from samsyn_web.demo.accounts import PARTS
from samsyn_web.demo.loading import DEMO_PASSWORD, demo_accounts, load_demo
from samsyn_web.directory.models import Account, ContactWay, Unit
from samsyn_web.journal.models import Case, Event, Person
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry, Touched

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Ten o'clock in Sweden: the hour that a demo has on a day that is given."""


@pytest.fixture(scope="module", autouse=True)
def demo(django_db_setup, django_db_blocker):
    """One made-up Halland for all tests here, small but for its units."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(halland(3, persons=400, today=NOW.date()), 250, NOW, lambda *_: None)
        yield
        transaction.set_rollback(True)


def worker(username):
    account = Account.objects.get(username=username)
    return Worker(account, holdings_of(account, date(2026, 11, 20))[0])


def test_what_is_stored_of_every_case_is_what_its_events_come_to():
    assert not [case for case, differs in rebuild(NOW) if differs]
    assert Case.objects.filter(is_open=True).exists()
    assert all(event.closures for event in Event.objects.all())


def test_there_is_an_account_for_every_role_with_that_role_first_and_the_password():
    assert {part.role for part in PARTS} == set(Role)
    assert [one.username for one in demo_accounts()] == [part.username for part in PARTS]
    for part in PARTS:
        at_work = worker(part.username)
        assert at_work.role is part.role
        assert at_work.unit.unit_kind is UnitKind(part.kind)
        assert at_work.account.check_password(DEMO_PASSWORD)
    others = Account.objects.exclude(username__in=[part.username for part in PARTS])
    assert not any(account.has_usable_password() for account in others[:50])
    assert {account.username.partition(".")[0] for account in others} == {"demo"}


def test_those_who_are_in_care_meet_open_cases_and_the_others_none():
    for username in ("avdelning", "kommun", "vardcentral"):
        visit = Visit(worker(username), NOW)
        cases = list(reading.unit_cases(visit).filter(is_open=True))
        assert cases, username
        assert LastSeen.objects.filter(account=visit.worker.account).exists()
    for one in cases[:3]:
        visit.confirmed = frozenset({str(one.person_id)})
        assert reading.case(visit, one.pk).case == one


def test_most_consent_some_have_closed_something_and_two_are_protected():
    consenting = Consent.objects.values("person").distinct().count()
    assert 0.8 * 400 < consenting < 400
    assert Block.objects.count() == 6
    assert Person.objects.exclude(protection="").count() >= 2


def test_a_reviewer_has_something_to_find():
    emergency = Emergency.objects.get(reviewed=None)
    assert emergency.unit.party == worker("logg").party  # a reviewer sees what their own provider's people have done
    assert Entry.objects.filter(what="nödöppnade").count() == 1
    family = worker("samordnare").account.family_name
    read_about = Touched.objects.filter(entry__account__username="samordnare").values("person")
    assert Person.objects.filter(family_name=family, pk__in=read_about).exists()


def test_everybody_s_number_and_every_unit_is_made_up():
    assert all("(påhittad)" in name for name in Unit.objects.values_list("name", flat=True))
    assert all(
        number.startswith(("031-390 06", "070-174 06", "040-628 04", "08-465 004", "0980-31 92"))
        for number in ContactWay.objects.values_list("number", flat=True)
    )
