"""Every address answers those it is for, in few queries; a new one must be added here, or a test says that it is missing."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver
from django.utils import timezone

from samsyn_web.directory.models import ContactWay
from web.care_home import agreed, doctor, homely_town, moved_in, resident
from web.cast import at_work, begin, do, patient
from web.every_page import POST_ONLY, pages

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

MOST_QUERIES = 15


def names(resolver):
    for one in resolver.url_patterns:
        if hasattr(one, "url_patterns"):
            yield from names(one)
        elif one.name:
            yield one.name


def client(worker):
    made = Client()
    at_work(made, worker)
    return made


@pytest.fixture
def busy():
    """A unit with many cases, messages and duties."""
    made = homely_town()
    units = {name: unit.pk for name, unit in made.units.items()}
    start = timezone.now() - timedelta(days=3)
    case = None
    for number in range(12):
        person = patient(made, f"1912121212{number:02}")
        case = begin(made, "Ulla", "utskrivning", person, "oppna", start, tvangsvard="ingen")
        case = do(
            made,
            "Ulla",
            case,
            "inskrivningsmeddelande",
            start + timedelta(hours=2),
            beraknad=(start + timedelta(days=4)).isoformat(),
            till=[units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]],
        )
        case = do(made, "Nora", case, "komplex_hemgang", start + timedelta(hours=3), text="Trakeostomi")
        case = do(made, "Disa", case, "utskrivningsklar", start + timedelta(hours=30))
        if number % 2:
            case = do(made, "Ulla", case, "skriv_ut", start + timedelta(hours=40), hem_till="ordinärt boende")
    made.worker("Adam", "administrator", made.units["Hemsjukvården Norr"])
    ContactWay.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        number="0701740605",
        purpose="Jour",
        opens="00:00",
        closes="00:00",
        valid_from=start.date(),
    )
    home = agreed(made, "2025-01-01", start)
    home.do("Hedda", "smittsam_sjukdom", start, text="Kräksjuka på plan 2")
    for number in range(30):
        person = resident(made, f"1913131313{number:02}")
        lives = moved_in(made, person, start - timedelta(days=500))
        if number % 3:
            do(made, "Viktor", lives, "fast_lakarkontakt", start, lakare=doctor(made))
    return made, case


def test_every_address_is_tried():
    known = {page.name for page in pages("x", "x", "x", "x", "x")} | POST_ONLY
    assert set(names(get_resolver())) - known == set()


def test_every_page_answers_in_few_queries(busy):
    made, case = busy
    unit = made.units["Hemsjukvården Norr"].pk
    slow = {}
    for page in pages(case.pk, case.person_id, unit, ContactWay.objects.get().pk, made.units["Strandgården"].pk):
        visitor = client(made.workers[page.who]) if page.who else Client()
        visitor.get(page.path)  # the first visit sets what is kept in the session
        with CaptureQueriesContext(connection) as captured:
            answer = visitor.get(page.path)
        assert answer.status_code == page.status, f"{page.path} answered {answer.status_code}"
        asked = [
            one
            for one in captured.captured_queries
            if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))
        ]
        if len(asked) > MOST_QUERIES:
            slow[page.path] = len(asked)
    assert slow == {}


def test_no_page_is_cached_by_others_and_none_can_be_framed(busy):
    made, case = busy
    answer = client(made.workers["Nora"]).get(f"/fall/{case.pk}")
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert "script-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert settings.SESSION_COOKIE_HTTPONLY
