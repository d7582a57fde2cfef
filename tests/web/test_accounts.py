"""Whoever cannot sign in is helped by an administrator of their own care provider; everybody changes their own password."""

import re
from datetime import date

import pytest
from axes.models import AccessAttempt
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from samsyn.processes.cast import Role
from samsyn_web.access.models import Kept
from samsyn_web.directory.models import Account, DirectoryChange, Holding
from samsyn_web.trail.models import Entry, What
from web.cast import at_work, town

pytestmark = pytest.mark.django_db

HAD = "ett långt lösenord"
NEW = "tre små grisar och en häst"
WHY = "Glömt lösenordet, legitimation visad i receptionen."


@pytest.fixture
def made():
    made = town()
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])
    return made


@pytest.fixture
def at_desk(made):
    def at_desk(name):
        client = Client()
        at_work(client, made.workers[name])
        return client

    return at_desk


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def sign_in(username="nora", password=HAD):
    return Client().post(reverse("logga-in"), {"username": username, "password": password})


def lock(username="nora"):
    for _ in range(5):
        sign_in(username, "fel")
    assert sign_in(username).status_code == 429


def address(made, name):
    return reverse("konto", args=[made.workers[name].account.pk])


def ask(client, made, name, *wanted, why=WHY, sure=True):
    return client.post(address(made, name), {"gor": wanted, "skal": why, **({"sakert_vem": "on"} if sure else {})})


# ---- finding the account


@pytest.mark.parametrize("words", ["Nora", "nor", "nora", "SE-T-Nora"])
def test_an_account_is_found_by_name_user_name_or_hsa_id(words, at_desk, made):
    page = at_desk("Adam").post(reverse("konton"), {"ord": words})
    assert address(made, "Nora") in page.content.decode()


def test_another_providers_people_are_not_found_and_cannot_be_opened(at_desk, made):
    page = at_desk("Adam").post(reverse("konton"), {"ord": "Viktor"})
    assert "Ingen träff" in text(page)
    assert at_desk("Adam").get(address(made, "Viktor")).status_code == 404


def test_somebody_whose_last_role_here_has_ended_is_another_providers_matter(at_desk, made):
    Holding.objects.filter(account=made.workers["Nora"].account).update(valid_to=date(2021, 1, 1))
    assert at_desk("Adam").get(address(made, "Nora")).status_code == 404


@pytest.mark.parametrize("who", ["Nora", "Stina", "Logge", "Viktor"])
def test_only_an_administrator_may(who, at_desk, made):
    for path in (reverse("konton"), address(made, "Bo")):
        answer = at_desk(who).get(path)
        assert (answer.status_code, "administratör" in text(answer)) == (403, True)
    assert Entry.objects.filter(what=What.REFUSED, account=made.workers[who].account).count() == 2


# ---- helping


def test_a_locked_account_is_opened_at_once(at_desk, made):
    lock()
    assert "låst" in text(at_desk("Adam").get(address(made, "Nora")))
    ask(at_desk("Adam"), made, "Nora", "unlock")
    assert sign_in().url == reverse("logga-in-kod")


def test_the_command_on_the_server_opens_a_lock_too(made, capsys):
    lock()
    call_command("account", "nora", "--unlock")
    assert "upplåst" in capsys.readouterr().out
    assert sign_in().url == reverse("logga-in-kod")


def test_a_new_password_is_shown_once_with_both_steps_told(at_desk, made):
    account = made.workers["Nora"].account
    TOTPDevice.objects.create(user=account, name="kodapp", confirmed=True)
    page = ask(at_desk("Adam"), made, "Nora", "password", "forget_code")
    password = re.search(r'<strong class="number">([^<]+)</strong>', page.content.decode())[1]
    assert "nora" in text(page)
    assert "Lägger in en kodapp" in text(page)
    assert "no-store" in page.headers["Cache-Control"]
    assert sign_in().status_code == 422
    assert sign_in(password=password).url == reverse("logga-in-kod")
    assert not TOTPDevice.objects.filter(user=account, confirmed=True).exists()
    assert password not in text(at_desk("Adam").get(address(made, "Nora")))


def test_who_keeps_their_code_app_is_told_to_use_it(at_desk, made):
    TOTPDevice.objects.create(user=made.workers["Nora"].account, name="kodapp", confirmed=True)
    page = text(ask(at_desk("Adam"), made, "Nora", "password"))
    assert "som förut" in page
    assert "Lägger in en kodapp" not in page


def test_it_leaves_one_row_on_the_trail_with_the_reason_and_never_the_password(at_desk, made):
    page = ask(at_desk("Adam"), made, "Nora", "password")
    password = re.search(r'<strong class="number">([^<]+)</strong>', page.content.decode())[1]
    entry = Entry.objects.get(what=What.CHANGED)
    assert entry.account == made.workers["Adam"].account
    assert entry.why == f"konto {made.workers['Nora'].account.pk}: nytt lösenord ({WHY})"
    assert password not in str(entry.__dict__)


def test_closing_an_account_ends_its_sessions_and_opening_lets_it_in_again(at_desk, made):
    nora = at_desk("Nora")
    assert nora.get("/").status_code == 200
    ask(at_desk("Adam"), made, "Nora", "close")
    assert nora.get("/").url.startswith(reverse("logga-in"))
    assert sign_in().status_code == 422
    ask(at_desk("Adam"), made, "Nora", "open")
    assert sign_in().url == reverse("logga-in-kod")


def test_an_account_tied_to_the_organisations_sign_in_is_untied(at_desk, made):
    Account.objects.filter(username="nora").update(subject="somebody-at-the-service")
    ask(at_desk("Adam"), made, "Nora", "untie")
    assert Account.objects.get(username="nora").subject is None


@pytest.mark.parametrize(
    ("wanted", "more", "sentence"),
    [
        ((), {}, "Välj vad som ska göras"),
        (("password",), {"why": "glömt"}, "minst 10 tecken"),
        (("password",), {"why": ""}, "Skriv varför"),
        (("password",), {"sure": False}, "Förvissa dig om vem det är"),
        (("password", "close"), {}, "görs för sig"),
        (("open",), {}, "Det går inte längre"),
        (("anything",), {}, "Det går inte längre"),
    ],
)
def test_what_is_missing_is_told_and_nothing_changes(wanted, more, sentence, at_desk, made):
    before = Account.objects.get(username="nora").password
    page = ask(at_desk("Adam"), made, "Nora", *wanted, **more)
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert Account.objects.get(username="nora").password == before
    assert not Entry.objects.filter(what=What.CHANGED).exists()


def test_nobody_changes_their_own_account_here(at_desk, made):
    assert "ditt eget konto" in text(at_desk("Adam").get(address(made, "Adam")))
    assert ask(at_desk("Adam"), made, "Adam", "password").status_code == 403


@pytest.mark.django_db(transaction=True)
def test_if_the_trail_cannot_be_written_nothing_is_changed(at_desk, made, monkeypatch):
    def fails(*_args, **_kwargs):
        raise RuntimeError

    before = Account.objects.get(username="nora").password
    client = at_desk("Adam")
    monkeypatch.setattr("samsyn_web.access.visit.write", fails)
    with pytest.raises(RuntimeError):
        ask(client, made, "Nora", "password")
    assert Account.objects.get(username="nora").password == before


# ---- one's own password


def change(client, present=HAD, new=NEW, again=NEW):
    return client.post(reverse("losenord"), {"nuvarande": present, "nytt": new, "igen": again})


def test_everybody_changes_their_own_password_and_goes_on_working(at_desk, made):
    nora, elsewhere = at_desk("Nora"), at_desk("Nora")
    assert change(nora).url == reverse("start")
    assert "Lösenordet är bytt" in text(nora.get("/"))
    assert elsewhere.get("/").url.startswith(reverse("logga-in"))
    assert sign_in().status_code == 422
    assert sign_in(password=NEW).url == reverse("logga-in-kod")
    assert Entry.objects.get(what=What.CHANGED).why == "bytte sitt lösenord"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"present": "fel"}, "Fel lösenord"),
        ({"present": ""}, "Fyll i ditt nuvarande lösenord"),
        ({"new": "kort", "again": "kort"}, "Lösenordet är för kort"),
        ({"new": "nora", "again": "nora"}, "liknar ditt namn"),
        ({"new": "1q2w3e4r5t6y", "again": "1q2w3e4r5t6y"}, "ett av de vanligaste"),
        ({"again": "något annat här"}, "Det är inte samma"),
        ({"new": HAD, "again": HAD}, "Det är samma som det nuvarande"),
        ({"new": "å" * 401, "again": "å" * 401}, "högst 400 tecken"),
    ],
)
def test_a_password_that_will_not_do_is_told_why_and_the_old_one_stays(said, sentence, at_desk, made):
    page = change(at_desk("Nora"), **said)
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert sign_in().url == reverse("logga-in-kod")


def test_guessing_the_present_password_locks_like_any_guessing(at_desk, made):
    nora = at_desk("Nora")
    for _ in range(5):
        change(nora, present="fel")
    assert AccessAttempt.objects.get().failures_since_start >= 5
    assert sign_in().status_code == 429


def test_a_password_is_never_kept_when_the_session_has_ended(at_desk, made):
    nora = at_desk("Nora")
    session = nora.session
    session["last"] = 0
    session.save()
    assert change(nora).url.startswith(reverse("logga-in"))
    assert not Kept.objects.exists()


def test_who_signs_in_elsewhere_is_told_where_the_password_is_changed(at_desk, made):
    account = made.workers["Nora"].account
    account.set_unusable_password()
    account.save()
    nora = at_desk("Nora")
    assert "genom din organisation" in text(nora.get(reverse("losenord")))
    assert change(nora).status_code == 200


# ---- where the digest goes


def give(client, made, name, said, why="Ny adress sedan bytet av domän."):
    return client.post(reverse("konto-epost", args=[made.workers[name].account.pk]), {"adress": said, "varfor": why})


def test_an_administrator_gives_a_colleague_an_address_and_both_trails_say_so(at_desk, made):
    adam = at_desk("Adam")
    assert give(adam, made, "Nora", " nora@exempel.invalid ").status_code == 302
    account = Account.objects.get(username="nora")
    assert account.email == "nora@exempel.invalid"
    assert "nora@exempel.invalid" in text(adam.get(address(made, "Nora")))
    entry = Entry.objects.filter(what=What.CHANGED).latest("pk")
    assert entry.why == f"konto {account.pk}: e-postadressen ändrad (Ny adress sedan bytet av domän.)"
    kept = DirectoryChange.objects.get(table="account")
    assert (kept.before["email"], kept.after["email"]) == ("", "nora@exempel.invalid")
    assert "password" not in kept.after
    assert give(adam, made, "Nora", "").status_code == 302
    assert Account.objects.get(username="nora").email == ""


@pytest.mark.parametrize(
    ("said", "why", "sentence"),
    [
        ("nora", None, "Skriv en e-postadress"),
        ("nora@exempel.invalid, x@exempel.invalid", None, "Skriv en e-postadress"),
        ("nora@exempel.invalid\nBcc: x@exempel.invalid", None, "Skriv en e-postadress"),
        (f"{'n' * 300}@exempel.invalid", None, "Adressen är för lång"),
        ("nora@exempel.invalid", "kort", "Skriv varför med minst 10 tecken"),
        ("nora@exempel.invalid", "", "Skriv varför"),
    ],
)
def test_an_address_that_will_not_do_is_told_why_and_nothing_is_changed(said, why, sentence, at_desk, made):
    page = give(at_desk("Adam"), made, "Nora", said, **({} if why is None else {"why": why}))
    assert (page.status_code, sentence in text(page)) == (422, True)
    assert Account.objects.get(username="nora").email == ""
    assert not DirectoryChange.objects.exists()


def test_nobody_changes_their_own_address_or_that_of_another_providers_people(at_desk, made):
    assert give(at_desk("Adam"), made, "Adam", "adam@exempel.invalid").status_code == 403
    assert give(at_desk("Adam"), made, "Viktor", "v@exempel.invalid").status_code == 404
    assert give(at_desk("Nora"), made, "Nora", "nora@exempel.invalid").status_code == 403
    assert not Account.objects.exclude(email="").exists()
