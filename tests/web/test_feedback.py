"""Anybody may tell what is in their way, and the administrator reads it; and which cases a wrong row may touch."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from samsyn.processes.cast import Role
from samsyn_web.casework import feedback
from samsyn_web.directory.models import Feedback
from web.cast import START, at_work, begin, patient, town

pytestmark = pytest.mark.django_db

PAGE = "/tillganglighet"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def at_desk(client, made):
    def sign_in(name):
        at_work(client, made.workers[name])
        return client

    return sign_in


def test_somebody_who_is_not_signed_in_tells_of_an_obstacle(client):
    assert client.get(PAGE).status_code == 200
    said = {"hinder": "Knappen syns inte.", "sida": "Start", "kontakt": ""}
    page = client.post(PAGE, said, follow=True).content.decode()
    assert "Tack. Det du skrev läses" in page
    told = Feedback.objects.get()
    assert (told.text, told.page, told.contact) == ("Knappen syns inte.", "Start", "")


@pytest.mark.parametrize(
    ("faulty", "sentence"),
    [
        ({"hinder": " "}, "Beskriv vad som hindrade dig."),
        ({"hinder": "x" * 4001}, "högst 4 000 tecken"),
        ({"sida": "x" * 121}, "högst 120 tecken"),
    ],
)
def test_what_cannot_be_kept_is_told(client, faulty, sentence):
    response = client.post(PAGE, {"hinder": "Liten text", **faulty})
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Feedback.objects.exists()


def test_the_form_does_not_take_more_than_people_write(client, monkeypatch):
    monkeypatch.setattr(feedback, "MOST_A_DAY", 2)
    now = timezone.now()
    Feedback.objects.bulk_create(Feedback(at=now - timedelta(hours=hours), text="…") for hours in (1, 30))
    assert client.post(PAGE, {"hinder": "Två"}).status_code == 302
    assert client.post(PAGE, {"hinder": "Tre"}).status_code == 422


def test_the_administrator_reads_what_came_in_and_nobody_else(made, at_desk):
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])
    Feedback.objects.create(at=timezone.now(), text="<b>Kontrasten</b>", page="Start", contact="anna@example.se")
    page = at_desk("Adam").get(reverse("aterkoppling")).content.decode()
    assert "&lt;b&gt;Kontrasten&lt;/b&gt;" in page
    assert "anna@example.se" in page
    refused = at_desk("Nora").get(reverse("aterkoppling"))
    assert refused.status_code == 403
    assert "administratör" in refused.content.decode()


# ---- a wrong row


LAW, ROW = "nationell/utskrivning", "Tiden för kallelse till SIP"


@pytest.fixture
def case(made):
    return begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")


def ask(client, **said):
    return client.get(reverse("berorda-fall"), said)


def test_a_wrong_row_is_told_in_numbers_without_persons(made, case, at_desk):
    page = ask(at_desk("Stina"), avtal=LAW, rad=ROW).content.decode()
    assert "1 pågående fall behöver ses över" in page
    assert "Avdelning 5" in page
    assert case.number not in page  # Stina works elsewhere
    assert "Testsson" not in page
    assert "191212121212" not in page


def test_the_numbers_of_ones_own_unit_are_shown(made, case, at_desk):
    made.worker("Agnes", Role.ADMINISTRATOR, made.units["Avdelning 5"])
    assert case.number in ask(at_desk("Agnes"), avtal=LAW, rad=ROW).content.decode()


def test_a_row_that_is_not_there_is_told(made, case, at_desk):
    page = ask(at_desk("Stina"), avtal=LAW, rad="Finns inte").content.decode()
    assert "Inget pågående fall berörs" in page
    assert "Kontrollera stavningen" in page


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"avtal": "", "rad": ROW}, "Välj avtalet."),
        ({"avtal": LAW, "rad": ""}, "Skriv radens namn."),
        ({"avtal": "../hemligt", "rad": ROW}, "../hemligt"),
    ],
)
def test_a_faulty_question_is_told(made, at_desk, said, sentence):
    response = ask(at_desk("Stina"), **said)
    assert response.status_code == 422
    assert sentence in response.content.decode()


def test_the_names_of_the_rows_are_offered_when_the_agreement_is_chosen(made, at_desk):
    assert f'<option value="{ROW}">' in ask(at_desk("Stina"), avtal=LAW).content.decode()


@pytest.mark.parametrize("name", ["Nora", "Disa", "Logge"])
def test_the_page_is_for_those_who_answer_for_the_agreements(made, at_desk, name):
    assert ask(at_desk(name)).status_code == 403
