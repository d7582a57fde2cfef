"""Filling an empty database with a made-up Halland, for the demo and for benchmarks."""

from datetime import UTC, datetime
from hashlib import sha256
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from samsyn.synthetic import halland
from samsyn_web.access.models import Consent
from samsyn_web.demo.accounts import PARTS
from samsyn_web.demo.loading import DEMO_PASSWORD, load_demo, load_scale
from samsyn_web.directory import places
from samsyn_web.directory.models import Account, ContactWay, OnCall, Party, Unit
from samsyn_web.economics import verifying
from samsyn_web.economics.models import Posting
from samsyn_web.journal.models import Case, Event, Person
from samsyn_web.journal.projecting import rebuild
from samsyn_web.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
"""Ten o'clock in Sweden: the hour that a demo has on a day that is given."""


def load(persons=200, cases=60, seed=3):
    load_demo(halland(seed, persons=persons, today=NOW.date()), cases, NOW, lambda *_: None)


def digest():
    rows = [
        *Account.objects.order_by("username").values_list("username", "name", "hsa_id"),
        *Person.objects.order_by("pk").values_list("pk", "family_name", "protection", "died"),
        *Case.objects.order_by("pk").values_list("pk", "number", "stage", "due", "person_id"),
        *Event.objects.order_by("key").values_list("key", "kind", "happened", "by__username", "data"),
        *Consent.objects.order_by("person_id", "party_id").values_list("person_id", "party_id", "given", "basis"),
        *Entry.objects.order_by("at", "what").values_list("at", "what", "persons"),
    ]
    return sha256(repr(rows).encode()).hexdigest()


def test_the_command_fills_an_empty_database_once_and_tells_who_one_can_be():
    told = StringIO()
    call_command("load_demo", persons=200, cases=60, today="2026-11-20", stdout=told)
    assert DEMO_PASSWORD in told.getvalue()
    assert "påhittad" in told.getvalue()
    assert all(part.username in told.getvalue() for part in PARTS)
    assert Person.objects.count() == 200
    homes = Case.objects.filter(process="sabo_uppdrag").exclude(stage="avbruten")
    residents = Case.objects.filter(process="boende")
    assert 40 <= Case.objects.exclude(process__in=["sabo_uppdrag", "boende"]).count() <= 80
    assert homes.values("about_unit").distinct().count() == 61
    assert 60 <= residents.count() <= 90
    assert Unit.objects.filter(kind="vardcentral").count() == 47
    assert ContactWay.objects.exists()
    published = places.on(NOW.date())
    assert (len(published), sum(one.places for one in published.values())) == (61, 2964)
    assert (Posting.objects.count(), list(verifying.faults())) == (11 * 6, [])
    assert OnCall.objects.filter(starts__lte=NOW, ends__gt=NOW).exists()
    with pytest.raises(CommandError, match="inte tom"):
        call_command("load_demo", persons=20, cases=1)
    with pytest.raises(CommandError, match="inget datum"):
        call_command("load_demo", today="i går")


def test_the_same_seed_and_moment_give_the_same_database():
    digests = set()
    for _ in range(2):
        with transaction.atomic():
            load(persons=100, cases=25)
            digests.add(digest())
            transaction.set_rollback(True)
    assert len(digests) == 1
    assert not Party.objects.exists()


def test_benchmarks_get_about_as_many_cases_and_events_as_they_ask_for():
    load_scale(halland(4, persons=240, today=NOW.date()), 40, 3_000, NOW, lambda *_: None)
    assert 30 <= Case.objects.filter(is_open=True).count() <= 40
    assert 3_000 <= Event.objects.count() <= 3_200
    assert not [case for case, differs in rebuild(NOW) if differs]
