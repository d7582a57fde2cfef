"""axe-core finds nothing on any page at either width; and everything can be done with the keyboard alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samsyn.processes.kinds import PROCESSES
from samsyn_web.directory.models import ContactWay
from web.care_home import agreed, doctor, homely_town, moved_in, resident
from web.cast import begin, do
from web.every_page import pages


@pytest.fixture
def made(transactional_db):
    return homely_town()


@pytest.fixture
def home(made):
    """A year of the home's duties with some missed, and two who live there."""
    now = timezone.now()
    home = agreed(made, f"{now.year - 1}-01-01", now - timedelta(days=2))
    home.do("Viktor", "utse_huvudansvarig", now - timedelta(days=1), lakare=doctor(made))
    home.do("Hedda", "smittsam_sjukdom", now - timedelta(days=1), text="Kräksjuka på plan 2")
    for number in ("191111111111", "191313131313"):
        lives = moved_in(made, resident(made, number), now - timedelta(days=1))
    do(made, "Viktor", lives, "fast_lakarkontakt", now, lakare=doctor(made))
    return lives


@pytest.fixture
def case(made, somebody, home):
    at = timezone.now() - timedelta(days=2)
    units = {name: unit.pk for name, unit in made.units.items()}
    opened = begin(made, "Ulla", "utskrivning", somebody, "oppna", at, tvangsvard="LPT")
    opened = do(
        made,
        "Ulla",
        opened,
        "inskrivningsmeddelande",
        at + timedelta(hours=3),
        beraknad=(at + timedelta(days=3)).isoformat(),
        till=[units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]],
    )
    opened = do(made, "Nora", opened, "komplex_hemgang", at + timedelta(hours=4), text="Trakeostomi")
    opened = do(
        made,
        "Ulla",
        opened,
        "andra_beraknad",
        at + timedelta(hours=5),
        beraknad=(at + timedelta(days=6)).isoformat(),
        skal="",
    )
    made.worker("Adam", "administrator", made.units["Hemsjukvården Norr"])
    ContactWay.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        number="0701740605",
        purpose="Jour",
        opens="00:00",
        closes="00:00",
        valid_from=at.date(),
        confirmed_by=made.workers["Nora"].account,
        confirmed_at=at,
    )
    return opened


def test_no_page_breaks_the_guidelines_at_either_width(desks, made, case, home):
    unit = made.units["Hemsjukvården Norr"].pk
    looked = set()
    for page in pages(case.pk, case.person_id, unit, ContactWay.objects.get().pk, made.units["Strandgården"].pk):
        if page.who and page.status == 200 and (page.path, page.who) not in looked:
            looked.add((page.path, page.who))
            desk = desks(page.who)
            desk.go(page.path)
            desk.look(f"sida-{page.name}-{page.who}".lower())
    desk = desks("Viktor")
    desk.go(f"/fall/{home.pk}")
    desk.look("sida-fallet-boende")
    assert len(looked) > 30


def test_no_form_of_any_act_breaks_the_guidelines(desks, made, case):
    """One desk at each kind of unit opens the form of every act it can do."""
    seen = set()
    for who in ("Ulla", "Disa", "Nora", "Fatima", "Viktor"):
        desk = desks(who)
        desk.open(case)
        for path in desk.page.eval_on_selector_all("ul.acts a", "links => links.map(a => a.getAttribute('href'))"):
            act = path.rsplit("/", 1)[-1]
            if act not in seen and "/gor/" in path:
                seen.add(act)
                desk.go(path)
                desk.look(f"handling-{act}")
    assert len(seen) > len(PROCESSES["utskrivning"].acts) // 2


def test_a_nurse_finds_whom_to_call_and_acknowledges_with_the_keyboard_alone(desks, made, case):
    desk = desks("Nora")
    desk.go("/")

    def tab_to(words: str) -> None:
        for _ in range(60):
            desk.page.keyboard.press("Tab")
            if words in (desk.page.evaluate("document.activeElement.innerText || ''") or ""):
                return
        raise AssertionError(words)

    tab_to("Vem ringer jag nu?")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/ring")
    tab_to("Akut")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/ring?*")
    desk.sees("Därför")
    desk.go("/")
    tab_to("Kvittera meddelande")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/fall/*")
    tab_to("Kvittera")
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url("**/gor/kvittera**")
    for _ in range(40):
        desk.page.keyboard.press("Tab")
        if desk.page.evaluate("document.activeElement.tagName") == "BUTTON" and "Kvittera" in desk.page.evaluate(
            "document.activeElement.innerText"
        ):
            break
    desk.page.keyboard.press("Enter")
    desk.sees("Kvittera: sparat.")
