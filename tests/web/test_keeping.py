"""A session that ends in the middle of a form: what was typed is kept, encrypted, for the one who typed it."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn_web.access import keeping
from samsyn_web.access.models import Kept
from samsyn_web.trail.models import Entry
from web.cast import START, patient, town

pytestmark = pytest.mark.django_db

REASON = "Svimmade i hissen, blöder: vilka läkemedel?"


@pytest.fixture
def made():
    return town()


def sign_in(client, worker, going_to=""):
    device = TOTPDevice.objects.filter(user=worker.account).first() or TOTPDevice.objects.create(user=worker.account)
    TOTPDevice.objects.update(last_t=-1)  # half a minute passes
    account = worker.account.username
    client.post(reverse("logga-in"), {"username": account, "password": "ett långt lösenord", "next": going_to})
    return client.post(reverse("logga-in-kod"), {"code": f"{totp(device.bin_key):06}"})


def rest(client, minutes):
    session = client.session
    session["last"] -= minutes * 60
    session.save()


def test_what_was_typed_is_there_after_signing_in_again(client, made):
    page = reverse("nodoppna", args=[patient(made).pk])
    sign_in(client, made.workers["Disa"])
    client.get(page)
    rest(client, 31)
    response = client.post(page, {"reason": REASON, "lifts_blocks": "on"})
    assert response.url == f"{reverse('logga-in')}?next={page}&utgangen=1&sparat=1"
    assert "sparat, krypterat" in client.get(response.url).content.decode()
    assert REASON.encode() not in bytes(Kept.objects.get().content)
    assert sign_in(client, made.workers["Disa"], page).url == page
    shown = client.get(page).content.decode()
    assert REASON in shown
    assert "checked" in shown
    assert keeping.GIVEN_BACK in shown
    assert REASON not in client.get(page).content.decode()  # once
    assert [entry.what for entry in Entry.objects.all()] == ["loggade in", "loggade ut", "loggade in"]


def test_somebody_else_at_the_same_computer_does_not_see_it(client, made):
    page = reverse("nodoppna", args=[patient(made).pk])
    sign_in(client, made.workers["Disa"])
    client.get(page)
    rest(client, 31)
    client.post(page, {"reason": REASON})
    sign_in(client, made.workers["Ulla"], page)
    assert REASON not in client.get(page).content.decode()
    sign_in(other := Client(), made.workers["Disa"])
    assert REASON in other.get(page).content.decode()


def test_within_the_time_nothing_is_asked(client, made):
    page = reverse("nodoppna", args=[patient(made).pk])
    sign_in(client, made.workers["Disa"])
    client.get(page)
    rest(client, 29)
    assert client.get(page).status_code == 200
    rest(client, 29)
    assert client.get(page).status_code == 200


def test_a_code_typed_too_late_is_not_kept(client, made):
    sign_in(client, made.workers["Disa"])
    client.get(reverse("sok"))
    rest(client, 31)
    client.post(reverse("logga-in-kod"), {"code": "123456"})
    assert not Kept.objects.exists()


def test_a_form_whose_proof_is_old_because_one_signed_in_anew_beside_it_is_kept(made):
    page = reverse("nodoppna", args=[patient(made).pk])
    sign_in(Client(), made.workers["Disa"])
    client = Client(enforce_csrf_checks=True)
    client.force_login(made.workers["Disa"].account, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["strong"] = True
    session.save()
    own = {"Sec-Fetch-Site": "same-origin"}
    assert "är sparat, krypterat" in client.post(page, {"reason": REASON}, headers=own).content.decode()
    assert REASON in client.get(page).content.decode()
    for headers in ({}, {"Sec-Fetch-Site": "cross-site"}):
        assert "är sparat" not in client.post(page, {"reason": REASON}, headers=headers).content.decode()
    assert not Kept.objects.exists()


def test_a_protected_person_confirmed_in_the_middle_of_a_form_loses_nothing(client, made):
    person = patient(made)
    person.protection = "skyddad"
    person.save()
    sign_in(client, made.workers["Disa"])
    client.post(reverse("nodoppna", args=[person.pk]), {"reason": REASON})
    page = reverse("samtycke", args=[person.pk])
    shown = client.post(page, {"basis": "samtycke", "ends": "2031-01-02"})
    assert shown.status_code == 403
    assert "Skyddade personuppgifter" in shown.content.decode()
    assert Kept.objects.get().page == page


def test_what_nobody_comes_back_for_is_thrown_away(made):
    disa, nora = made.workers["Disa"].account, made.workers["Nora"].account
    typed = QueryDict("a=1&a=2&csrfmiddlewaretoken=x")
    keeping.keep(disa, "/x", typed, START)
    assert keeping.give_back(nora, "/x", START) is None
    assert keeping.give_back(disa, "/y", START) is None
    assert keeping.give_back(disa, "/x", START + keeping.LASTS) == {"a": ["1", "2"]}
    keeping.keep(disa, "/x", typed, START)
    assert keeping.give_back(disa, "/x", START + keeping.LASTS + timedelta(seconds=1)) is None
    keeping.keep(disa, "/x", typed, START)
    keeping.keep(nora, "/y", typed, START + 2 * keeping.LASTS)
    assert [one.account for one in Kept.objects.all()] == [nora]


def test_what_was_kept_under_another_secret_is_not_given_back(made, settings):
    disa = made.workers["Disa"].account
    keeping.keep(disa, "/x", QueryDict("a=1"), timezone.now())
    settings.SECRET_KEY = "another"  # noqa: S105 (not a secret)
    assert keeping.give_back(disa, "/x", timezone.now()) is None
