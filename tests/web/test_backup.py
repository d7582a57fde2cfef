"""What is backed up comes back whole: on the engine it was taken from, and row by row on the other."""

from datetime import timedelta
from io import StringIO
from uuid import uuid4

import pytest
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.core.serializers import serialize
from django.db import DatabaseError, connection

from samsyn.economics.figures import MUNICIPALITIES
from samsyn.money.amount import Amount
from samsyn_web.access.models import Consent, Emergency
from samsyn_web.directory.models import Account, Holding, Unit
from samsyn_web.economics import ledger, proposals, verifying
from samsyn_web.economics.models import Posting, YearAmount
from samsyn_web.journal import archive, texts
from samsyn_web.journal.models import Case, Closure, Event, IdentityNumber, Participation, Person
from samsyn_web.journal.strongbox import PIECE, LockedError, lock, unlock
from samsyn_web.trail import sealing
from samsyn_web.trail.models import Entry, Seal, Touched
from web.cast import START, begin, do, patient, town

ALL = (Account, Holding, Unit, Person, IdentityNumber, Consent, Emergency, Case, Event, Closure, Participation)
MONEY = (YearAmount, Posting)
KEPT = (*ALL, *MONEY, Seal, Touched)

on_either = pytest.mark.parametrize(
    "vendor", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)], indirect=True
)
with_database = pytest.mark.django_db(transaction=True)


@pytest.fixture
def vendor(request):
    if connection.vendor != request.param:
        pytest.skip(f"the database of this run is {connection.vendor}")
    return request.param


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path / "var"
    settings.DATA.mkdir()
    texts.forget()
    yield
    texts.forget()


def fill() -> Case:
    made = town()
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    said = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    do(made, "Disa", case, "bedom_behov", START + timedelta(hours=1), **said)
    amounts = {each: proposals.typed(each, 2026, Amount(870_000_005), "budget") for each in MUNICIPALITIES}
    ledger.decide(made.visit("Conny"), 2026, amounts, "budget", uuid4())
    ledger.post_month(made.visit("Conny"), 2026, 1, uuid4())
    call_command("tick", stdout=StringIO())  # so that only what is restored can differ
    return case


def everything() -> str:
    return "\n".join(serialize("jsonl", model.objects.order_by("pk"), cls=archive.Exact) for model in KEPT)


@pytest.mark.parametrize("as_rows", [False, True])
@on_either
@with_database
def test_a_copy_brings_everything_back(vendor, as_rows, tmp_path):
    fill()
    before, entries = everything(), Entry.objects.count()
    copy = tmp_path / "kopia"
    said = StringIO()
    call_command("backup", copy, rows=as_rows, stdout=said)
    assert "1 fall, 2 händelser och 4 loggrader" in said.getvalue()
    assert "Förvara en kopia av nyckeln" in said.getvalue()

    Event.objects.update(kind="something else")
    Entry.objects.update(page="elsewhere")
    Session.objects.create(session_key="a", session_data="", expire_date=START)
    with pytest.raises(CommandError, match="inte tom"):
        call_command("restore", copy, verbosity=0)
    assert Event.objects.filter(kind="something else").exists()
    call_command("restore", copy, replace=True, stdout=said, verbosity=0)

    assert everything() == before
    assert list(verifying.faults()) == []
    with pytest.raises(DatabaseError), connection.cursor() as cursor:  # what is put back stands too
        cursor.execute("UPDATE economics_posting SET ore = 1")
    assert "Loggen är hel" in said.getvalue()
    assert Entry.objects.count() == entries + 1  # that it was restored is on the trail
    assert "Databasen återläst" in Entry.objects.last().why
    assert not Session.objects.exists()
    fill_more = Person.objects.create(given_name="En", family_name="Till")  # sequences go on from where they were
    IdentityNumber.objects.create(person=fill_more, kind="reservnummer", number="R1")


@on_either
@with_database
def test_a_copy_of_what_was_tampered_with_is_restored_and_told(vendor, tmp_path):
    fill()
    Entry.objects.filter(seal=1).update(page="elsewhere")
    Case.objects.update(stage="utskriven")
    call_command("backup", tmp_path / "kopia", stdout=StringIO())
    wrong, said = StringIO(), StringIO()
    with pytest.raises(CommandError, match="1 av 1 fall skiljer sig"):
        call_command("restore", tmp_path / "kopia", replace=True, stderr=wrong, stdout=said, verbosity=0)
    assert "inte de som förseglades" in wrong.getvalue()


@with_database
def test_the_files_beside_the_database_come_back_and_what_was_there_is_kept(tmp_path, settings):
    fill()
    good = (settings.DATA / texts.LAST_GOOD).read_text()
    key = (settings.DATA / sealing.KEY).read_bytes()
    call_command("backup", tmp_path / "kopia", stdout=StringIO())
    begin_again = settings.DATA / sealing.HEADS
    begin_again.write_text(begin_again.read_text() * 2)
    (settings.DATA / sealing.KEY).unlink()
    (settings.DATA / texts.LAST_GOOD).write_text("{}")
    call_command("restore", tmp_path / "kopia", replace=True, stdout=StringIO(), verbosity=0)
    assert (settings.DATA / texts.LAST_GOOD).read_text() == good
    assert (settings.DATA / sealing.KEY).read_bytes() == key
    assert len(begin_again.read_text().splitlines()) == 1
    assert list(settings.DATA.glob("loggens-sigill.fore-aterlasning-*.jsonl"))
    assert not list(settings.DATA.glob("kopia-*"))  # nothing unencrypted is left


@with_database
def test_nothing_is_changed_by_a_copy_that_cannot_be_opened(tmp_path, monkeypatch):
    fill()
    before = everything()
    copy = tmp_path / "kopia"
    call_command("backup", copy, stdout=StringIO())
    whole = copy.read_bytes()
    assert b"Testsson" not in whole
    with pytest.raises(CommandError, match="finns redan"):
        call_command("backup", copy)
    for spoiled, words in (
        (whole[:-1], "skadad"),
        (whole[:20], "avkortad"),
        (b"something else", "ingen säkerhetskopia"),
        (whole[:200] + bytes([whole[200] ^ 1]) + whole[201:], "skadad"),
    ):
        copy.write_bytes(spoiled)
        with pytest.raises(CommandError, match=words):
            call_command("restore", copy, replace=True)
    copy.write_bytes(whole)
    monkeypatch.setenv(archive.KEY_NAME, "en annan nyckel")
    with pytest.raises(CommandError, match="nyckeln är en annan"):
        call_command("restore", copy, replace=True)
    assert everything() == before


@with_database
def test_a_copy_by_a_newer_version_is_refused(tmp_path, monkeypatch):
    fill()
    real = archive._about
    monkeypatch.setattr(
        archive,
        "_about",
        lambda *said: archive.About(real(*said).way, "", real(*said).rows, ["journal.9999_from_the_future"]),
    )
    call_command("backup", tmp_path / "kopia", stdout=StringIO())
    with pytest.raises(CommandError, match="nyare version"):
        call_command("restore", tmp_path / "kopia", replace=True)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE])
def test_a_file_of_any_size_comes_out_of_the_box_as_it_went_in(size, tmp_path):
    plain, locked, again = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    plain.write_bytes(bytes(number % 251 for number in range(size)))
    lock(plain, locked, "nyckel")
    unlock(locked, again, "nyckel")
    assert again.read_bytes() == plain.read_bytes()
    assert locked.stat().st_mode & 0o777 == 0o600


def test_pieces_that_are_missing_or_swapped_do_not_open(tmp_path):
    plain, locked, again = tmp_path / "a", tmp_path / "b", tmp_path / "c"
    plain.write_bytes(b"x" * 3 * PIECE)
    lock(plain, locked, "nyckel")
    whole = locked.read_bytes()
    head, piece = len(whole) - 3 * (PIECE + 16), PIECE + 16
    parts = [whole[head + place * piece : head + (place + 1) * piece] for place in range(3)]
    for order in ([0, 1], [1, 0, 2], [0, 0, 2], [0, 2]):
        locked.write_bytes(whole[:head] + b"".join(parts[place] for place in order))
        with pytest.raises(LockedError):
            unlock(locked, again, "nyckel")
