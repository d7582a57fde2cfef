"""A real browser (Debian's Chromium) against the real application: who is at work is one call, looking is another."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.staticfiles.handlers import StaticFilesHandler  # noqa: F401 (live_server serves through it)
from django.test import Client
from playwright.sync_api import BrowserContext, Page, expect, sync_playwright

from samsyn.clocks.almanac import STOCKHOLM
from samsyn_web.journal.models import Case
from web.cast import Town, at_work, patient, town

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop is not Django's
CHROMIUM = "/usr/bin/chromium"
AXE = Path("frontend/node_modules/axe-core/axe.min.js")
PICTURES = os.environ.get("SAMSYN_PICTURES", "")
WIDTHS = (1280, 360)

pytestmark = pytest.mark.browser


def pytest_collection_modifyitems(items):
    for item in items:
        if "tests/browser" in str(item.path):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Desk:
    """Somebody at work in front of a browser."""

    page: Page
    address: str
    town: Town
    name: str
    scripts: bool = True

    def go(self, path: str, status: int = 200) -> None:
        response = self.page.goto(f"{self.address}{path}")
        assert response is not None
        assert response.status == status, f"{path} answered {response.status}"

    def do(self, case: Case, act: str, moment: datetime | None = None, **said: str | list[str]) -> None:
        """Open an act's form from the case, fill it in by its labels, and save it."""
        self.open(case)
        self.click(act)
        self.page.get_by_role("heading", name=act, exact=True).wait_for()  # a group is looked for at once, or not found
        for label, value in said.items():
            words = label.replace("_", " ")
            for one in value if isinstance(value, list) else [value]:
                self.give(words, one)
        if moment is not None:
            self.at(moment)
        self.page.get_by_role("button", name=act, exact=True).click()
        self.sees(f"{act}: sparat.")

    def give(self, label: str, value: str) -> None:
        """Put a value where its label says: typed, chosen, or picked."""
        group = self.page.get_by_role("group", name=label)
        if group.count():
            group.get_by_label(value).first.check()
            return
        field = self.page.get_by_label(label, exact=False).first
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(label=value)
        else:
            field.fill(value)

    def open(self, case: Case) -> None:
        self.go(f"/fall/{case.pk}")

    def click(self, words: str) -> None:
        """A link or a button, also one among what else can be done in a case."""
        found = (
            self.page.locator("a, button")
            .get_by_text(words, exact=True)
            .or_(self.page.locator("a, button").filter(has_text=words))
        )
        if not found.first.is_visible():
            self.page.get_by_text("Annat ni kan göra").click()
        self.page.get_by_role("link", name=words, exact=True).or_(
            self.page.get_by_role("button", name=words, exact=True)
        ).first.click()

    def fill(self, label: str, text: str) -> None:
        self.page.get_by_label(label).first.fill(text)

    def choose(self, words: str) -> None:
        self.page.get_by_label(words, exact=True).first.check()

    def pick(self, label: str, words: str) -> None:
        self.page.get_by_label(label).first.select_option(label=words)

    def at(self, moment: datetime) -> None:
        """Say when it happened."""
        self.page.get_by_label("När hände det?").fill(moment.astimezone(STOCKHOLM).strftime("%Y-%m-%dT%H:%M"))

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).first).to_be_visible()

    def look(self, name: str) -> None:
        """axe finds nothing at either width; the picture is kept when a folder for pictures is named."""
        assert self.scripts, "without scripts axe waits for ever: look from a desk that has them"
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            wide = self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert wide <= 0, f"{name} is {wide} px too wide at {width} px"
            if PICTURES:
                self.page.screenshot(path=f"{PICTURES}/{name}-{width}.png", full_page=True)
            if not self.page.evaluate("typeof axe !== 'undefined'"):
                self.page.evaluate(AXE.read_text(encoding="utf-8"))
            found = self.page.evaluate(
                "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']})"
            )
            faults = [
                f"{one['id']}: {one['help']} {[node['target'] for node in one['nodes']][:3]}"
                for one in found["violations"]
            ]
            assert not faults, f"{name} at {width} px: {faults}"
        self.page.set_viewport_size({"width": 1280, "height": 900})


@pytest.fixture
def made(transactional_db):
    return town()


@pytest.fixture
def somebody(made):
    return patient(made)


@pytest.fixture
def desks(live_server, chromium, made):
    """Give each person of the cast a browser of their own, signed in."""
    open_contexts: list[BrowserContext] = []
    given: dict[str, Desk] = {}

    def desk(name: str, *, scripts: bool = True) -> Desk:
        if name in given:
            return given[name]
        worker = made.workers[name]
        client = Client()
        at_work(client, worker)
        context = chromium.new_context(
            viewport={"width": 1280, "height": 900},
            java_script_enabled=scripts,
            bypass_csp=True,
            locale="sv-SE",
            timezone_id="Europe/Stockholm",
        )
        context.set_default_timeout(30_000)
        context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": live_server.url}]
        )
        open_contexts.append(context)
        given[name] = Desk(context.new_page(), live_server.url, made, name, scripts)
        return given[name]

    yield desk
    for context in open_contexts:
        context.close()
