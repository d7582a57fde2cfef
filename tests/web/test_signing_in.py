"""Signing in: lock-out, the second factor, roles, time-outs; and what each leaves on the trail."""

import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from axes.models import AccessAttempt
from django.contrib.auth.hashers import make_password
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.oath import totp
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn.processes.cast import Role
from samsyn_web.access import signing_in
from samsyn_web.directory.models import Account, Holding
from samsyn_web.trail.models import Entry
from web.cast import patient, town

pytestmark = pytest.mark.django_db

RIGHT, WRONG = "ett långt lösenord", "fel"
MINUTE = timedelta(minutes=1)


@pytest.fixture
def made():
    return town()


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def type_password(client, username="nora", password=RIGHT, **more):
    return client.post(reverse("logga-in"), {"username": username, "password": password, **more})


def code_app(worker):
    return TOTPDevice.objects.create(user=worker.account, name="kodapp")


def code_of(device):
    device.refresh_from_db()
    return f"{totp(device.bin_key):06}"


def trail():
    return [(entry.what, entry.account and entry.account.name) for entry in Entry.objects.all()]


def past(minutes):
    """Some minutes pass for the lock-out, which knows when the last try was."""
    for attempt in AccessAttempt.objects.all():
        AccessAttempt.objects.filter(pk=attempt.pk).update(attempt_time=attempt.attempt_time - minutes * MINUTE)


# ---- the first factor


def test_five_wrong_passwords_lock_the_sign_in_for_a_quarter_of_an_hour(client, made):
    for _ in range(4):
        response = type_password(client, password=WRONG)
        assert response.status_code == 422
        assert "Fel användarnamn eller lösenord" in text(response)
    response = type_password(client, password=WRONG)
    assert response.status_code == 429
    assert "låst till" in text(response)
    assert type_password(client).status_code == 429  # the right password does not open it
    past(14)
    assert type_password(client).status_code == 429
    past(1.1)
    assert type_password(client).url == reverse("logga-in-kod")


def test_trying_while_locked_does_not_lock_for_longer(client, made):
    for _ in range(5):
        type_password(client, password=WRONG)
    past(10)
    type_password(client, password=WRONG)
    past(5.1)
    assert type_password(client).url == reverse("logga-in-kod")


def test_an_account_that_does_not_exist_is_told_exactly_the_same(made):
    shown = {}
    for username in ("nora", "finns.inte"):
        client = Client()
        pages = [text(type_password(client, username, WRONG)) for _ in range(5)]
        shown[username] = [re.sub(r"kl\. \d\d\.\d\d|Sidan visar läget.*", "", page) for page in pages]
    assert shown["nora"] == shown["finns.inte"]


def test_what_was_typed_as_user_name_is_kept_nowhere_when_there_is_no_such_account(client, made):
    type_password(client, "mitt hemliga lösenord", WRONG)
    entry = Entry.objects.get()
    assert (entry.what, entry.account, entry.why) == (
        "inloggning misslyckades",
        None,
        "fel användarnamn eller lösenord",
    )
    attempt = AccessAttempt.objects.get()
    assert "hemliga" not in f"{attempt.username} {attempt.get_data} {attempt.post_data}"


def test_an_account_that_is_closed_cannot_sign_in(client, made):
    Account.objects.filter(username="nora").update(is_active=False)
    assert "Fel användarnamn eller lösenord" in text(type_password(client))


# ---- the second factor


def test_the_first_time_one_adds_a_code_app_and_confirms_it_with_a_code(client, made):
    type_password(client)
    page = client.get(reverse("logga-in-kod"))
    device = TOTPDevice.objects.get()
    assert not device.confirmed
    assert 'src="data:image/svg+xml' in page.content.decode()
    assert client.get(reverse("sok")).url == reverse("logga-in-kod")
    response = client.post(reverse("logga-in-kod"), {"code": code_of(device)})
    assert response.url == reverse("start")
    assert client.get(reverse("sok")).status_code == 200
    device.refresh_from_db()
    assert device.confirmed


def test_the_key_of_the_code_app_is_not_shown_again(client, made):
    code_app(made.workers["Nora"])
    type_password(client)
    page = client.get(reverse("logga-in-kod"))
    assert "data:image" not in page.content.decode()
    assert "Nyckel" not in text(page)


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "000000"])
def test_a_wrong_code_opens_nothing(client, made, code):
    device = code_app(made.workers["Nora"])
    type_password(client)
    if code_of(device) == code:
        pytest.skip("one code in a million")
    assert client.post(reverse("logga-in-kod"), {"code": code}).status_code == 422
    assert client.get(reverse("sok")).url == reverse("logga-in-kod")


def test_after_a_wrong_code_one_must_wait_and_the_page_says_how_long(client, made):
    device = code_app(made.workers["Nora"])
    type_password(client)
    client.post(reverse("logga-in-kod"), {"code": "000000"})
    page = client.post(reverse("logga-in-kod"), {"code": code_of(device)})
    assert "Vänta 1 sekunder" in text(page)
    TOTPDevice.objects.update(throttling_failure_timestamp=timezone.now() - MINUTE)
    assert client.post(reverse("logga-in-kod"), {"code": code_of(device)}).status_code == 302
    assert trail() == [("inloggning misslyckades", "Nora"), ("loggade in", "Nora")]


def test_a_code_is_good_for_one_sign_in(made):
    device = code_app(made.workers["Nora"])
    code = code_of(device)
    first, second = Client(), Client()
    type_password(first)
    type_password(second)
    assert first.post(reverse("logga-in-kod"), {"code": code}).status_code == 302
    assert second.post(reverse("logga-in-kod"), {"code": code}).status_code == 422


def test_a_clock_that_goes_half_a_minute_wrong_is_let_through(client, made):
    device = code_app(made.workers["Nora"])
    type_password(client)
    late = f"{totp(device.bin_key, drift=-1):06}"
    assert client.post(reverse("logga-in-kod"), {"code": late}).status_code == 302


def test_a_code_app_is_the_owners_alone(client, made):
    other = code_app(made.workers["Lena"])
    code_app(made.workers["Nora"])
    type_password(client)
    assert client.post(reverse("logga-in-kod"), {"code": code_of(other)}).status_code == 422


# ---- where one goes


def sign_in(client, worker, going_to=""):
    device = code_app(worker)
    type_password(client, worker.account.username, next=going_to)
    return client.post(reverse("logga-in-kod"), {"code": code_of(device)})


def test_one_comes_to_the_page_one_was_going_to(client, made):
    asked = client.get(reverse("sok"))
    assert asked.url == f"{reverse('logga-in')}?next={reverse('sok')}"
    assert sign_in(client, made.workers["Nora"], reverse("sok")).url == reverse("sok")


@pytest.mark.parametrize(
    "elsewhere",
    ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "http:///evil.example", "x"],
)
def test_nobody_is_sent_to_another_site(client, made, elsewhere):
    assert sign_in(client, made.workers["Nora"], elsewhere).url == reverse("start")


@pytest.mark.parametrize(
    ("asked", "header", "leads_to"),
    [
        ("sok", "http://testserver/enheter", "/logga-in?next=/enheter"),
        ("sok", "http://evil.example//evil.example", "/logga-in?next=/sok"),
    ],
)
def test_a_part_of_a_page_sends_the_whole_page_to_the_sign_in(client, made, asked, header, leads_to):
    response = client.get(reverse(asked), headers={"HX-Request": "true", "HX-Current-URL": header})
    assert (response.status_code, response["HX-Redirect"]) == (200, leads_to)


def test_signing_out_ends_the_session_and_is_on_the_trail(client, made):
    sign_in(client, made.workers["Nora"])
    assert client.get(reverse("logga-ut")).url == reverse("start")  # a link does nothing
    assert client.get(reverse("sok")).status_code == 200
    assert "Du är utloggad" in text(client.post(reverse("logga-ut"), follow=True))
    assert client.get(reverse("sok")).status_code == 302
    assert trail() == [("loggade in", "Nora"), ("loggade ut", "Nora")]


def test_a_new_sign_in_takes_nothing_over_from_the_one_before(client, made):
    sign_in(client, made.workers["Nora"])
    session = client.session
    session["confirmed"] = ["x"]
    session.save()
    client.post(reverse("logga-ut"))
    sign_in(client, made.workers["Lena"])
    assert "confirmed" not in client.session


# ---- the demo


def test_without_a_demo_nobody_signs_in_with_one_click(client, made):
    holding = made.workers["Nora"].holding.pk
    assert "Prova som" not in text(client.get(reverse("logga-in")))
    assert client.post(reverse("logga-in-demo"), {"holding": holding}).status_code == 404


def test_in_a_demo_one_click_signs_in_as_somebody_with_the_known_password(client, made, settings):
    settings.IS_DEMO = True
    known, other = made.workers["Nora"], made.workers["Lena"]
    known.account.set_password(signing_in.DEMO_PASSWORD)
    known.account.save()
    Account.objects.exclude(pk__in=[known.account.pk, other.account.pk]).update(password=make_password(None))
    page = text(client.get(reverse("logga-in")))
    assert "kommunsjuksköterska, Hemsjukvården Norr" in page
    assert "Viktor" not in page
    assert client.post(reverse("logga-in-demo"), {"holding": other.holding.pk}).status_code == 404
    assert client.post(reverse("logga-in-demo"), {"holding": known.holding.pk}).url == reverse("start")
    assert client.get(reverse("sok")).status_code == 200


# ---- what one works as


def second_role(made, name="Nora"):
    worker = made.workers[name]
    return Holding.objects.create(
        account=worker.account, role=Role.CHIEF_NURSE, unit=worker.unit, valid_from=date(2020, 1, 1)
    )


def test_with_several_roles_one_chooses_and_can_change(client, made):
    chief = second_role(made)
    nurse = made.workers["Nora"].holding
    sign_in(client, made.workers["Nora"], reverse("sok"))
    assert client.get(reverse("sok")).url == reverse("valj-roll")
    page = text(client.get(reverse("valj-roll")))
    assert "Kommunsjuksköterska Hemsjukvården Norr" in page
    assert "MAS eller MAR Hemsjukvården Norr" in page
    assert client.post(reverse("valj-roll"), {"holding": chief.pk}).url == reverse("sok")
    assert "MAS eller MAR, Hemsjukvården Norr" in text(client.get(reverse("sok")))
    session = client.session
    session["confirmed"] = ["x"]
    session.save()
    assert client.post(reverse("byt-uppdrag"), {"holding": nurse.pk}).url == reverse("start")
    assert "kommunsjuksköterska, Hemsjukvården Norr" in text(client.get(reverse("sok")))
    assert "confirmed" not in client.session


def test_somebody_elses_role_cannot_be_chosen(client, made):
    second_role(made)
    sign_in(client, made.workers["Nora"])
    page = client.post(reverse("valj-roll"), {"holding": made.workers["Lena"].holding.pk})
    assert (page.status_code, "gäller inte i dag" in text(page)) == (422, True)


def test_without_a_role_one_is_told_who_can_help(client, made):
    Holding.objects.filter(account=made.workers["Nora"].account).update(valid_to=date(2021, 1, 1))
    sign_in(client, made.workers["Nora"])
    assert "Administratören i din verksamhet" in text(client.get(reverse("sok"), follow=True))


def test_a_role_that_ends_at_night_is_gone_in_the_morning(client, made):
    sign_in(client, made.workers["Nora"])
    assert client.get(reverse("sok")).status_code == 200
    Holding.objects.filter(account=made.workers["Nora"].account).update(valid_to=timezone.localdate())
    assert client.get(reverse("sok")).url == reverse("valj-roll")


# ---- pages that say no


def test_pages_that_are_not_there_and_forms_without_proof_say_so(client, made, settings):
    sign_in(client, made.workers["Nora"])
    missing = client.get("/finns-inte")
    assert (missing.status_code, "Sidan finns inte" in text(missing)) == (404, True)
    strict = Client(enforce_csrf_checks=True)
    old = strict.post(reverse("logga-in"), {"username": "nora", "password": "x"})
    assert (old.status_code, "Formuläret var för gammalt" in text(old)) == (403, True)


def test_the_page_for_what_failed_shows_the_number_and_nothing_else(made, rf, settings):
    from samsyn_web.project.views import failed

    request = rf.get("/")
    request.number = "abc123"
    shown = failed(request)
    assert shown.status_code == 500
    assert text(shown).split("Händer")[1].strip() == "det igen: säg till supporten, och uppge nummer abc123 ."
    assert failed(rf.get("/")).status_code == 500
    settings.TEMPLATES = []
    assert "abc123" in failed(request).content.decode()


def test_a_protected_identity_is_shown_after_confirming_and_that_is_on_the_trail(client, made):
    person = patient(made)
    person.protection = "skyddad"
    person.save()
    sign_in(client, made.workers["Ulla"])
    page = client.post(reverse("bekrafta-skyddad"), {"person": person.pk, "next": "//evil.example"})
    assert page.url == reverse("start")
    assert client.session["confirmed"] == [str(person.pk)]
    entry = Entry.objects.last()
    assert (entry.what, entry.persons) == ("läste", [str(person.pk)])
    assert "skyddade" in entry.why


def test_a_strategist_cannot_confirm(client, made):
    person = patient(made)
    sign_in(client, made.workers["Stina"])
    assert client.post(reverse("bekrafta-skyddad"), {"person": person.pk}).status_code == 403
    assert "confirmed" not in client.session
    assert Entry.objects.last().what == "nekades"


# ---- how it is set up


def test_djangos_own_check_for_operation_finds_nothing(tmp_path):
    checked = subprocess.run(
        [sys.executable, "-m", "samsyn_web.manage", "check", "--deploy", "--fail-level", "WARNING"],
        env={
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(__file__).parents[2] / "src"),
            "SAMSYN_HTTPS": "1",
            "SAMSYN_DATA": str(tmp_path),
            "SAMSYN_OIDC_ISSUER": "https://idp.example",
            **{
                f"SAMSYN_OIDC_{name}": "https://idp.example/x"
                for name in ("AUTHORIZATION", "TOKEN", "USERINFO", "KEYS", "CLIENT", "SECRET")
            },
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert (checked.returncode, checked.stderr.strip()) == (0, "")
    assert "no issues" in checked.stdout


def test_nothing_of_the_sign_in_pages_is_stored_by_the_browser(client, made):
    assert "no-store" in client.get(reverse("logga-in"))["Cache-Control"]


def test_the_session_lasts_by_the_clock_that_passes_not_the_one_on_the_wall(client, made, monkeypatch):
    """The night the clocks are put back, 02.50 comes twice: an hour and ten minutes pass between 02.50 and 03.00."""
    at = {"now": datetime(2026, 10, 25, 0, 50, tzinfo=UTC)}  # 02.50 summer time
    monkeypatch.setattr(timezone, "now", lambda: at["now"])
    sign_in(client, made.workers["Nora"])
    assert client.get(reverse("sok")).status_code == 200
    at["now"] = datetime(2026, 10, 25, 1, 15, tzinfo=UTC)  # 02.15 winter time: earlier on the wall
    assert client.get(reverse("sok")).status_code == 200
    at["now"] = datetime(2026, 10, 25, 1, 50, tzinfo=UTC)  # 02.50 again
    assert client.get(reverse("sok")).url.startswith(reverse("logga-in"))


def test_a_clock_set_back_does_not_end_a_session_nor_make_it_last(client, made, monkeypatch):
    at = {"now": datetime(2026, 5, 4, 8, 0, tzinfo=UTC)}
    monkeypatch.setattr(timezone, "now", lambda: at["now"])
    sign_in(client, made.workers["Nora"])
    client.get(reverse("sok"))
    at["now"] -= 120 * MINUTE
    assert client.get(reverse("sok")).status_code == 200
    at["now"] += 31 * MINUTE
    assert client.get(reverse("sok")).status_code == 302
