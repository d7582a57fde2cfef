"""The log says what was asked for by name, how it went and how long it took; never who a patient is, or what was typed."""

import pytest
from django.utils import timezone

from samsyn_web.casework import views
from web.cast import begin, patient, town
from web.test_every_page import client

pytestmark = pytest.mark.django_db

SECRETS = ("Testsson", "Tolvan", "191212121212", "19121212-1212", "Påhittsvägen", "hemlig text")


@pytest.fixture
def case():
    made = town()
    return made, begin(made, "Ulla", "utskrivning", patient(made), "oppna", timezone.now(), tvangsvard="ingen")


def test_no_personal_data_reaches_the_log(case, caplog):
    made, opened = case
    ulla = client(made.workers["Ulla"])
    caplog.set_level("DEBUG")
    ulla.get(f"/fall/{opened.pk}")
    ulla.post("/sok", {"ord": "191212121212"})
    ulla.post(f"/fall/{opened.pk}/gor/meddela", {"text": "hemlig text"})
    ulla.get("/sok?ord=Testsson")
    assert "fallet" in caplog.text
    assert not [secret for secret in SECRETS if secret in caplog.text]


def test_what_goes_wrong_is_logged_by_kind_and_place_and_the_page_shows_a_number_alone(case, caplog, monkeypatch):
    made, opened = case

    def fails(*_):
        raise ValueError("Testsson 191212121212")

    monkeypatch.setattr(views, "case_context", fails)
    ulla = client(made.workers["Ulla"])
    ulla.raise_request_exception = False
    answer = ulla.get(f"/fall/{opened.pk}")
    assert answer.status_code == 500
    assert "ValueError" in caplog.text
    said = caplog.text + answer.content.decode()
    assert not [secret for secret in SECRETS if secret in said]
