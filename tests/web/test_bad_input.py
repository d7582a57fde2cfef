"""Whatever is typed, the answer is a clear Swedish message, nothing is changed, and what was typed is still there."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from samsyn_web.journal.models import Event
from web.cast import begin, patient, town
from web.test_every_page import client

pytestmark = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script>'\"; DROP TABLE journal_event; -- \u202egnirts {{ 7*7 }} ﷽"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def case(made):
    return begin(
        made, "Ulla", "utskrivning", patient(made), "oppna", timezone.now() - timedelta(days=2), tvangsvard="ingen"
    )


def send(made, case, act, who="Ulla", **said):
    form = {"intraffade_nar": "", "version": case.version, "nyckel": str(uuid4())} | said
    if not form["intraffade_nar"]:
        form["intraffade_nar"] = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
    return client(made.workers[who]).post(f"/fall/{case.pk}/gor/{act}", form)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"text": ""}, "Fyll i ”Vad som gör hemgången komplex”."),
        ({"text": "x" * 4001}, "Texten är 4001 tecken lång, och högst 4000 får plats. Korta den."),
        ({"text": "a\0b"}, "Texten innehåller tecken som inte kan sparas. Skriv om den."),
        ({"text": "ok", "intraffade_nar": "2026-02-30T10:00"}, "är ingen tidpunkt"),
        ({"text": "ok", "intraffade_nar": "i går"}, "är ingen tidpunkt"),
        ({"text": "ok", "intraffade_nar": "2199-01-01T10:00"}, "Tidpunkten ligger i framtiden."),
        ({"text": "ok", "intraffade_nar": "1999-01-01T10:00"}, "Tidpunkten är före det att fallet öppnades."),
        ({"text": "ok", "intraffade_nar": "2026-03-29T02:30"}, "fanns inte 2026-03-29"),
        ({"text": "ok", "nyckel": "inte en nyckel"}, "Formuläret är skadat."),
        ({"text": "ok", "version": "många"}, "Formuläret är skadat."),
    ],
)
def test_what_is_wrong_is_said_and_nothing_changes(made, case, said, message):
    answer = send(made, case, "komplex_hemgang", **said)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert Event.objects.count() == 1
    if said["text"] and "\0" not in said["text"]:
        assert said["text"][:50] in answer.content.decode()


def test_hostile_text_is_kept_as_it_was_typed_and_does_nothing(made, case):
    assert send(made, case, "komplex_hemgang", text=HOSTILE).status_code == 302
    assert Event.objects.get(version=2).data["text"] == HOSTILE
    page = client(made.workers["Ulla"]).get(f"/fall/{case.pk}").content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "{{ 7*7 }}" in page


def test_a_page_that_is_stale_shows_what_happened_and_keeps_what_was_typed(made, case):
    send(made, case, "komplex_hemgang", text="först")
    answer = send(made, case, "komplex_hemgang", who="Disa", text="sedan")
    assert answer.status_code == 409
    assert "Någon annan hann före" in answer.content.decode()
    assert "sedan" in answer.content.decode()
    assert Event.objects.count() == 2


def test_events_out_of_order_are_refused_with_the_reason(made, case):
    answer = send(made, case, "utskrivningsklar", who="Disa")
    assert answer.status_code == 403
    assert "Skicka inskrivningsmeddelandet först" in answer.content.decode()
    assert Event.objects.count() == 1


def test_a_choice_that_is_none_of_those_offered(made, case):
    answer = send(
        made,
        case,
        "bedom_behov",
        who="Disa",
        kommunens_insatser_efter_utskrivning="allt",
        oppenvardens_insatser_efter_utskrivning="ja",
    )
    assert answer.status_code == 422
    assert "Välj ett av alternativen" in answer.content.decode()


@pytest.mark.parametrize(
    "path",
    [
        "/fall/inget",
        "/fall/00000000-0000-0000-0000-000000000000",
        "/person/1",
        "/enheter/FINNS-INTE",
        "/enheter/%00",
        "/ring?vardcentral=%00",
    ],
)
def test_what_does_not_exist_is_said_kindly(made, path):
    answer = client(made.workers["Nora"]).get(path)
    assert answer.status_code == 404
    assert "Traceback" not in answer.content.decode()


@pytest.mark.parametrize("words", ["", " ", "%", "_", "'; --", "1" * 5000, "\0", HOSTILE])
def test_any_search_is_answered(made, words):
    patient(made)
    answer = client(made.workers["Nora"]).post("/sok", {"ord": words})
    assert answer.status_code == 200
    assert "Testsson" not in answer.content.decode()
