"""Whoever changes, removes, adds or reorders what is sealed is found out; and what the exported heads are for."""

import json
import shutil
from datetime import timedelta
from io import StringIO
from itertools import count
from uuid import UUID

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import F

from samsyn_web.trail import sealing
from samsyn_web.trail.models import Entry, Seal, Touched, What
from samsyn_web.trail.recording import Tracks, write
from web.cast import START, begin, do, patient, town

pytestmark = pytest.mark.django_db

NUMBERS = count(1)


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path / "var"
    settings.DATA.mkdir()


def leave(number: int) -> None:
    """Leave entries on the trail."""
    for each in range(number):
        tracks = Tracks()
        tracks.touch(What.READ, [UUID(int=next(NUMBERS)), UUID(int=next(NUMBERS))], [UUID(int=next(NUMBERS))])
        write(tracks, START + timedelta(minutes=each), request=f"{each:012}", page="fall")


@pytest.fixture
def sealed(monkeypatch):
    """Seven entries under three seals."""
    monkeypatch.setattr(sealing, "BATCH", 3)
    leave(7)
    assert sealing.seal_all(START) == 7
    assert [one.entries for one in Seal.objects.order_by("number")] == [3, 3, 1]
    assert list(sealing.faults()) == []


def test_sealing_again_seals_only_what_is_new(sealed):
    assert sealing.seal_all(START) == 0
    leave(1)
    assert sealing.seal_all(START) == 1
    assert list(sealing.faults(settings.DATA / sealing.HEADS)) == []


SPOILED = {
    "at": START + timedelta(days=1),
    "request": "another",
    "account_id": None,
    "role": "administrator",
    "unit_id": None,
    "what": What.LISTED,
    "page": "start",
    "persons": [],
    "cases": [],
    "why": "för att",
    "content": "0" * 64,
}
"""Another value for every field that the seal covers."""


def test_every_field_of_an_entry_but_the_seal_itself_is_covered():
    fields = {field.attname for field in Entry._meta.concrete_fields}
    assert fields - set(SPOILED) == {"id", "seal_id", "place"}


@pytest.mark.parametrize("name", SPOILED)
def test_a_changed_field_is_found(name):
    made = town()
    nora = made.workers["Nora"]
    tracks = Tracks()
    tracks.touch(What.READ, [UUID(int=next(NUMBERS))], [UUID(int=next(NUMBERS))], "skäl")
    account, unit = nora.account.pk, nora.unit.pk
    entry = write(tracks, START, request="abc", account=account, role="sabo_chef", unit=unit, page="fall")
    sealing.seal_all(START)
    assert list(sealing.faults()) == []
    Entry.objects.filter(pk=entry.pk).update(**{name: SPOILED[name]})
    assert "Raderna under sigill 1 är inte de som förseglades." in list(sealing.faults())


def test_a_removed_entry_is_found(sealed):
    gone = Entry.objects.filter(seal=2).first()
    gone.delete()
    assert list(sealing.faults()) == [
        "Sigill 2 gällde 3 rader, men 2 finns.",
        "Raderna under sigill 2 är inte de som förseglades.",
    ]


def test_an_added_entry_is_found(sealed):
    leave(1)
    Entry.objects.filter(seal=None).update(seal=2, place=3)
    assert next(iter(sealing.faults())) == "Sigill 2 gällde 3 rader, men 4 finns."


def test_entries_in_another_order_are_found(sealed):
    Entry.objects.filter(seal=1).update(place=2 - F("place"))
    assert list(sealing.faults()) == ["Raderna under sigill 1 är inte de som förseglades."]


def test_an_entry_looked_up_under_another_person_is_found(sealed):
    Touched.objects.filter(pk=Touched.objects.filter(entry__seal=3).first().pk).update(person=UUID(int=next(NUMBERS)))
    assert [one for one in sealing.faults() if "uppslagen på andra personer" in one]


def test_a_removed_seal_is_found(sealed):
    Entry.objects.filter(seal=2).delete()
    Seal.objects.filter(number=2).delete()
    assert list(sealing.faults()) == ["Sigill 2 saknas.", "Sigill 3 bygger inte på det föregående."]


def test_a_seal_made_anew_without_the_key_is_found(sealed):
    entries = list(Entry.objects.filter(seal=3))
    Entry.objects.filter(seal=3).update(page="ring")
    entries = list(Entry.objects.filter(seal=3))
    last = Seal.objects.get(number=3)
    Seal.objects.filter(number=3).update(digest=sealing.digest(last.before, 3, last.made, entries))
    assert list(sealing.faults()) == ["Sigill 3 har en underskrift som inte är vår."]


def rewrite() -> None:
    """What an administrator could do who has the database and the key: remove an entry and seal all of it anew."""
    kept = settings.DATA / sealing.HEADS
    elsewhere = settings.DATA / "elsewhere.jsonl"
    shutil.copy(kept, elsewhere)
    Entry.objects.update(seal=None, place=None)
    Seal.objects.all().delete()
    Entry.objects.order_by("id").first().delete()
    kept.unlink()
    sealing.seal_all(START)


def test_a_chain_rewritten_with_our_own_key_is_revealed_by_the_exported_heads(sealed):
    rewrite()
    assert list(sealing.faults()) == []  # it looks whole by itself
    assert list(sealing.faults(settings.DATA / "elsewhere.jsonl")) == [
        "Sigill 1 är ett annat än det utlämnade.",
        "Sigill 2 är ett annat än det utlämnade.",
        "Sigill 3 är utlämnat men finns inte längre.",
    ]


def test_a_chain_cut_short_is_revealed_by_the_exported_heads(sealed):
    Entry.objects.filter(seal=3).delete()
    Seal.objects.filter(number=3).delete()
    assert list(sealing.faults()) == []
    assert list(sealing.faults(settings.DATA / sealing.HEADS)) == ["Sigill 3 är utlämnat men finns inte längre."]


def test_heads_that_were_forged_or_spoiled_are_told(sealed):
    heads = settings.DATA / sealing.HEADS
    lines = heads.read_text().splitlines()
    first = json.loads(lines[0]) | {"digest": "0" * 64}
    heads.write_text("\n".join([json.dumps(first), "inte json", *lines[2:]]))
    assert list(sealing.faults(heads)) == [
        "Det utlämnade sigillet 1 är förvanskat.",
        "Sigill 1 är ett annat än det utlämnade.",
        "Rad 2 bland de utlämnade sigillen går inte att läsa.",
    ]


def test_heads_that_a_sudden_stop_left_out_are_exported_next_time(sealed):
    heads = settings.DATA / sealing.HEADS
    whole = heads.read_text()
    heads.write_text("".join(whole.splitlines(keepends=True)[:1]))
    sealing.seal_all(START)
    assert heads.read_text() == whole


def test_without_its_key_nothing_is_said_to_be_whole(sealed):
    (settings.DATA / sealing.KEY).unlink()
    assert "saknas" in next(sealing.faults())
    assert not (settings.DATA / sealing.KEY).exists()  # looking makes no new one


def test_the_key_is_for_our_eyes_only(sealed):
    assert (settings.DATA / sealing.KEY).stat().st_mode & 0o777 == 0o600


def test_the_commands_say_how_it_went(sealed):
    said, wrong = StringIO(), StringIO()
    call_command("verify_trail", stdout=said)
    assert "Loggen är hel: 7 rader under 3 sigill; 0 rader väntar" in said.getvalue()
    leave(2)
    call_command("seal", stdout=said)
    assert "2 rader förseglade" in said.getvalue()
    Entry.objects.filter(seal=1).update(page="ring")
    with pytest.raises(CommandError, match="1 fel") as error:
        call_command("verify_trail", stderr=wrong)
    assert error.value.returncode == 1
    assert wrong.getvalue() == "Raderna under sigill 1 är inte de som förseglades.\n"


def test_a_clock_set_back_never_reorders_the_record():
    made = town()
    before, back = START - timedelta(hours=2), START - timedelta(hours=1)
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", before, tvangsvard="ingen")
    said = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    for at in (START, back):
        do(made, "Disa", case, "bedom_behov", at, **said)
    recorded = list(case.events.order_by("version").values_list("recorded", flat=True))
    assert recorded == [before, START, START]
    sealing.seal_all(back)
    assert list(sealing.faults(settings.DATA / sealing.HEADS)) == []


def test_an_event_that_was_rewritten_is_found():
    from samsyn_web.journal import fingerprints
    from samsyn_web.journal.models import Event
    from web.cast import begin, patient

    made = town()
    begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    assert list(fingerprints.faults()) == []
    event = Event.objects.get()
    Event.objects.filter(pk=event.pk).update(data={"tvangsvard": "LPT"})
    assert "händelser som inte är de som registrerades" in next(fingerprints.faults())
