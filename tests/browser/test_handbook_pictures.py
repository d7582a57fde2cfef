"""The handbook's pictures: made-up people at work on a day that stands still, each picture cropped to what it is about.

An ordinary run takes them into a folder of its own, so that a picture's step that is gone is noticed. `make
handbook-pictures` (SAMSYN_HANDBOOK_PICTURES=1) takes those that the handbook shows.
"""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page

from browser.small_pictures import small
from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role, UnitKind
from samsyn_web.access.models import Block, Emergency
from samsyn_web.directory.models import ContactWay, Holding, OnCall, Party
from samsyn_web.handbook.pages import PICTURES, book
from samsyn_web.journal.models import Case, Person
from web.care_home import agreed, doctor, homely_town, moved_in, resident
from web.cast import begin, do, patient
from web.every_page import INDEX

NOW = datetime(2026, 5, 20, 10, 20, tzinfo=STOCKHOLM)
"""A Wednesday morning. What the pictures say of time is then the same whenever they are taken."""

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
WIDE = 800
"""Pixels: about as wide as the handbook shows a picture, so that its letters are as large as the page's."""

BROAD = 1200
"""For pages whose two columns should be seen."""

AROUND = 10
SWEDISH_DATES = """for (const field of document.querySelectorAll("input[type=date], input[type=datetime-local]")) {
    const typed = field.value.replace("T", " "), empty = field.type === "date" ? "åååå-mm-dd" : "åååå-mm-dd --:--";
    field.type = "text";
    field.value = typed || empty;
}"""
"""A field for a day looks as the browser's own language has it, which on another machine is another: here as in Swedish."""

WRITES = bool(os.environ.get("SAMSYN_HANDBOOK_PICTURES"))


@pytest.fixture(autouse=True)
def standing_clock(monkeypatch):
    """The server's clock stands still and its cases get the same numbers: a picture taken anew is the same picture."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW.astimezone(UTC))
    monkeypatch.setattr("samsyn_web.journal.numbering.secrets", random.Random(1))
    monkeypatch.setattr("samsyn_web.journal.texts._kept", set())  # an empty database keeps no agreement's texts yet


class Camera:
    """Takes pictures and remembers their names."""

    def __init__(self, folder: Path, blank: Page) -> None:
        self.folder = folder
        self.blank = blank
        self.taken: list[str] = []

    def take(
        self, page: Page, name: str, *what: str | Locator, tall: int = 640, wide: int = WIDE, around: int = AROUND
    ) -> None:
        """What stands between the first and the last of these, no taller than `tall`, in a window `wide` pixels wide."""
        page.set_viewport_size({"width": wide, "height": 900})
        page.mouse.move(0, 0)
        page.evaluate("document.activeElement && document.activeElement.blur()")
        page.evaluate(SWEDISH_DATES)
        boxes = []
        for one in what:
            found = (page.locator(one) if isinstance(one, str) else one).first
            found.wait_for()
            box = found.bounding_box()
            assert box is not None, f"{name}: {one} is not seen"
            boxes.append(box)
        scrolled = page.evaluate("window.scrollY")
        top = min(box["y"] for box in boxes) + scrolled
        left = min(box["x"] for box in boxes)
        height = max(box["y"] + box["height"] for box in boxes) + scrolled - top
        width = max(box["x"] + box["width"] for box in boxes) - left
        x, y = max(0, left - around), max(0, top - around)
        clip = {
            "x": x,
            "y": y,
            "width": min(wide - x, width + 2 * around),
            "height": min(tall, height + 2 * around),
        }
        taken = page.screenshot(full_page=True, clip=clip)
        (self.folder / f"{name}.png").write_bytes(small(self.blank, taken))
        self.taken.append(f"{name}.png")


@pytest.fixture(scope="session")
def camera(tmp_path_factory, chromium) -> Iterator[Camera]:
    """One for the session: the test that counts the pictures has no database, and is run after all that have."""
    blank = chromium.new_page()
    yield Camera(PICTURES if WRITES else tmp_path_factory.mktemp("pictures"), blank)
    blank.close()


def section(desk, words: str) -> Locator:
    """The part of a page under a heading."""
    return desk.page.locator("section").filter(has=desk.page.get_by_role("heading", name=words, exact=True)).first


def form(desk, case: Case, act: str) -> None:
    desk.go(f"/fall/{case.pk}/gor/{act}")


# ---- who and what there is


@pytest.fixture
def made(transactional_db):
    """The cast, with those who lead the care in the region and the municipality."""
    return homely_town()


@pytest.fixture
def tolvan(made) -> Person:
    return patient(made)


@pytest.fixture
def units(made) -> dict[str, str]:
    return {name: unit.pk for name, unit in made.units.items()}


@pytest.fixture
def numbers(made) -> None:
    """The numbers of the units: from those that PTS keeps for made-up stories."""
    jour = made.unit("Beredskapsjouren", UnitKind.GP_ON_CALL, Party.objects.get(pk="region"), "")
    for place, (unit, number, purpose, opens, closes) in enumerate(
        (
            (made.units["Vårdcentralen Ängen"], "0313900612", "Läkare för hemsjukvården", time(8), time(17)),
            (made.units["Vårdcentralen Ängen"], "0313900613", "Vårdcentralens sjuksköterska", time(8), time(17)),
            (made.units["Läkarmedverkan"], "0701740611", "Läkare i tjänst", time(8), time(17)),
            (jour, "0701740612", "Läkare i beredskap", time(17), time(8)),
            (made.units["Avdelning 5"], "0313900614", "Avdelningens sjuksköterska", time(0), time(0)),
            (made.units["Hemsjukvården Norr"], "0701740605", "Sjuksköterska i tjänst", time(7), time(22)),
            (made.units["Hemsjukvården Norr"], "0701740606", "Nattpatrullen", time(22), time(7)),
        ),
        1,
    ):
        ContactWay.objects.create(
            unit=unit,
            number=number,
            purpose=purpose,
            opens=opens,
            closes=closes,
            place_in_chain=place,
            valid_from=date(2026, 1, 1),
            confirmed_by=made.workers["Nora"].account,
            confirmed_at=NOW - (3 + 16 * place) * DAY,
        )
    OnCall.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        starts=NOW.replace(hour=7, minute=0),
        ends=NOW.replace(hour=16, minute=0),
        who="Nora (påhittad), sjuksköterska",
    )


def admitted(made, units, person, ago: timedelta, *, to=("Hemsjukvården Norr", "Vårdcentralen Ängen"), who="Ulla"):
    """A discharge whose notice has gone out."""
    at = NOW - ago
    case = begin(made, who, "utskrivning", person, "oppna", at, tvangsvard="ingen")
    return do(
        made,
        who,
        case,
        "inskrivningsmeddelande",
        at + 2 * HOUR,
        beraknad=(at + 5 * DAY).isoformat(),
        till=[units[name] for name in to],
    )


INSULIN = {
    "insats": "insulin",
    "behovets_tid": "sammanhängande",
    "behov_av_samordning": "ja",
    "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
    "bedomd_som_egenvard": "inte egenvård",
    "yrkesroll": "sjuksköterska",
    "lakare_ansvarig_over_tid": "vårdcentralen",
}
DIALYSIS = {**INSULIN, "insats": "peritonealdialys", "lakare_ansvarig_over_tid": "annan specialist"}


def other_person(made, given: str, number: str, **more) -> Person:
    person = patient(made, number)
    for name, value in {"given_name": given, "family_name": "Påhittad", **more}.items():
        setattr(person, name, value)
    person.save()
    return person


# ---- the pictures, chapter by chapter


def test_getting_started(desks, chromium, live_server, made, tolvan, units, numbers, camera):
    page = chromium.new_page(viewport={"width": WIDE, "height": 900}, locale="sv-SE")
    page.goto(f"{live_server.url}/logga-in")
    camera.take(page, "logga-in", "main .panel")
    page.close()

    nora = desks("Nora")
    unit = made.units["Hemsjukvården Norr"]
    Holding.objects.create(
        account=made.workers["Nora"].account, role=Role.CHIEF_NURSE, unit=unit, valid_from=date(2020, 1, 1)
    )
    nora.page.set_viewport_size({"width": WIDE, "height": 900})
    nora.go("/handbok")
    nora.page.locator("details.account summary").click()
    camera.take(nora.page, "byt-uppdrag", ".site-header__inner", ".account__menu")

    case = admitted(made, units, tolvan, 2 * DAY)
    case = do(made, "Nora", case, "kvittera", NOW - 40 * HOUR, handelse="2")
    case = do(made, "Nora", case, "beskriv_behovet", NOW - 30 * HOUR, **INSULIN)
    do(made, "Fatima", case, "utse_vardkontakt", NOW - 3 * HOUR, namn="Fatima (påhittad), sjuksköterska")
    do(made, "Nora", case, "meddela", NOW - 5 * HOUR, till=[units["Avdelning 5"]], text="Finns insulinpump hemma?")
    admitted(made, units, other_person(made, "Astrid", "191212121203"), 5 * HOUR)
    nora.go("/")
    camera.take(nora.page, "start", "main", tall=760, wide=BROAD)
    nora.go("/aviseringar/val")
    camera.take(nora.page, "valj-aviseringar", "main", tall=760)
    nora.go("/fall")
    camera.take(nora.page, "fall", "main")
    nora.go("/sok")
    nora.fill("Personnummer, namn eller enhet", "19121212-1212")
    nora.page.get_by_role("button", name="Sök", exact=True).click()
    nora.sees("Tolvan Testsson")
    camera.take(nora.page, "sok", "main")
    nora.go(f"/person/{tolvan.pk}")
    camera.take(nora.page, "personens-sida", "main", tall=800)
    nora.open(case)
    camera.take(nora.page, "fallets-sida", "main", tall=860, wide=BROAD)
    camera.take(nora.page, "ansvar-just-nu", section(nora, "Ansvar just nu"))
    camera.take(nora.page, "inte-kvitterat", section(nora, "Väntar på kvittens"))


def test_whom_to_call(desks, made, numbers, units, camera, monkeypatch):
    nora, hanna = desks("Nora"), desks("Hanna")
    nora.go("/ring")
    camera.take(nora.page, "ring-fraga", "main")
    nora.go(f"/enheter/{units['Hemsjukvården Norr']}/andra")
    camera.take(nora.page, "enhetens-nummer", "main", tall=800)
    night = NOW.replace(hour=3).astimezone(UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: night)
    hanna.go("/ring?bradska=akut")
    while hanna.page.locator("#fraga").count():
        first = hanna.page.locator("section[aria-labelledby=fraga] a").first
        hanna.go(f"/ring{first.get_attribute('href')}")
    hanna.sees("070-174 06 12")
    camera.take(hanna.page, "ring-svar", "main", tall=900)


def test_discharge(desks, made, tolvan, units, numbers, camera):
    ulla, disa, nora, fatima = desks("Ulla"), desks("Disa"), desks("Nora"), desks("Fatima")
    ulla.go(f"/person/{tolvan.pk}/nytt/utskrivning/oppna")
    camera.take(ulla.page, "oppna-utskrivning", "main")
    at = NOW - 8 * DAY
    case = begin(made, "Ulla", "utskrivning", tolvan, "oppna", at, tvangsvard="ingen")
    form(ulla, case, "inskrivningsmeddelande")
    camera.take(ulla.page, "inskrivningsmeddelande", "main")
    told = {"beraknad": (at + 9 * DAY).isoformat(), "till": [units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]]}
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    case = do(made, "Disa", case, "bedom_behov", at + HOUR, **need)
    case = do(made, "Ulla", case, "inskrivningsmeddelande", at + 2 * HOUR, **told)
    nora.open(case)
    camera.take(nora.page, "vantar-pa-kvittens", section(nora, "Väntar på kvittens"))
    form(nora, case, "planeringsunderlag")
    camera.take(nora.page, "planeringsunderlag", "main")
    case = do(made, "Nora", case, "komplex_hemgang", at + DAY, text="Trakeostomi, ny för personalen.")
    points = (
        ("utbildning", "inte klar", "Avdelning 5", 2, "Två tillfällen på avdelningen, tre medarbetare."),
        ("material", "klar", "Hemsjukvården Norr", 1, "Beställt, finns hemma på fredag."),
        ("lakarkontakt", "klar", "Vårdcentralen Ängen", 1, "Dagtid vårdcentralen, annars beredskapsjouren."),
    )
    for point, standing, owner, days, text in points:
        said = {"punkt": point, "lage": standing, "ansvarig": units[owner], "text": text}
        day = (NOW + days * DAY).date().isoformat()
        case = do(made, "Nora", case, "punkt_infor_hemgang", at + DAY, senast=day, **said)
    nora.open(case)
    camera.take(nora.page, "sju-punkter", section(nora, "Inför en komplex hemgång"), tall=760)
    ready = (NOW - DAY).replace(hour=12, minute=0)
    case = do(made, "Disa", case, "utskrivningsklar", ready)
    case = do(made, "Ulla", case, "underratta", ready + timedelta(minutes=40))
    ulla.open(case)
    camera.take(ulla.page, "betalningsansvar", section(ulla, "Kommunens betalningsansvar enligt lagen"))
    form(fatima, case, "kalla_till_sip")
    camera.take(fatima.page, "kalla-till-sip", "main", tall=760)
    case = do(made, "Ulla", case, "skriv_ut", NOW - 2 * HOUR, hem_till="ordinärt boende")
    ulla.open(case)
    camera.take(ulla.page, "efter-utskrivning", "main", tall=900)
    disa.open(case)


def test_doctor_support(desks, made, tolvan, units, numbers, camera):
    disa, lena, viktor = desks("Disa"), desks("Lena"), desks("Viktor")
    disa.go(f"/person/{tolvan.pk}/nytt/lakarstod/bedom_hog_risk")
    disa.fill("Skäl för bedömningen", "Tre inläggningar under våren. Bor ensam, och läkemedlen ändras ofta.")
    camera.take(disa.page, "bedom-hog-risk", "main")
    at = NOW - 10 * DAY
    both = [units["Läkarmedverkan"], units["Vårdcentralen Ängen"]]
    case = begin(made, "Disa", "lakarstod", tolvan, "bedom_hog_risk", at, skal="Tre inläggningar under våren.")
    case = do(made, "Disa", case, "initiera", at + HOUR, till=both, text="Svår KOL, syrgas hemma.")
    case = do(made, "Viktor", case, "planera_tillsammans", at + 2 * HOUR, text="Vi tar över när det är stabilt.")
    case = do(made, "Lena", case, "starta", at + 3 * HOUR, text="Hembesök i morgon.")
    case = do(made, "Lena", case, "hemma", at + 5 * HOUR)
    case = do(made, "Lena", case, "forsta_kontakt", at + DAY, satt="hembesök", text="")
    lena.open(case)
    camera.take(lena.page, "lakarstod-pagar", "main", tall=860, wide=BROAD)
    form(lena, case, "bevilja_forlangning")
    lena.fill("Skäl", "Ny infektion. Täta besök behövs en vecka till.")
    camera.take(lena.page, "bevilja-forlangning", "main")
    centre = [units["Vårdcentralen Ängen"]]
    case = do(made, "Lena", case, "foresla_overlamning", NOW - HOUR, till=centre, text="Stabil sedan en vecka.")
    viktor.open(case)
    camera.take(
        viktor.page,
        "overlamning-vantar",
        section(viktor, "Väntar på kvittens"),
        section(viktor, "Det här kan ni göra nu"),
    )


def test_enrolment(desks, made, tolvan, units, camera):
    nora = desks("Nora")
    at = NOW - 6 * DAY
    nurses = [units["Hemsjukvården Norr"]]
    said = {"text": "Insulin morgon och kväll, kan inte ta sig till vårdcentralen.", "vardas_just_nu_i": "hemmet"}
    case = begin(made, "Fatima", "inskrivning", tolvan, "anmal_fran_primarvarden", at, till=nurses, **said)
    case = do(made, "Nora", case, "beskriv_behovet", at + HOUR, **INSULIN)
    case = do(made, "Nora", case, "planera_varden", at + DAY, text="Insulin morgon och kväll.")
    nora.open(case)
    camera.take(nora.page, "ska-skrivas-in", section(nora, "Ska patienten skrivas in?"), tall=900)
    days = {"forsta_dagen": (NOW - 3 * DAY).date().isoformat(), "sista_dagen": (NOW + DAY).date().isoformat()}
    case = do(made, "Nora", case, "besluta_enstaka", at + 2 * DAY, uppgift="Injektionskur", skal="Känt slut.", **days)
    case = do(made, "Nora", case, "enstaka_besok", NOW - 2 * HOUR, text="Utan besvär.")
    nora.open(case)
    camera.take(
        nora.page,
        "enstaka-hembesok",
        ".page-title",
        ".steps",
        section(nora, "Tidsgränser"),
        section(nora, "Det här kan ni göra nu"),
        tall=900,
    )


def test_coordinated_plan(desks, made, tolvan, units, camera):
    nora = desks("Nora")
    at = NOW - 20 * DAY
    both = [units["Hemsjukvården Norr"], units["Vårdcentralen Ängen"]]
    said = {"text": "Diabetes, sår och tunga lyft hemma.", "till": both[1:]}
    case = begin(made, "Nora", "sip", tolvan, "bedom_att_sip_behovs", at, **said)
    form(nora, case, "samtycker")
    nora.fill("Vad samtycket gäller", "Planering av vården hemma med vårdcentralen och hemtjänsten.")
    camera.take(nora.page, "sip-samtycke", "main")
    case = do(made, "Nora", case, "samtycker", at + HOUR, omfattar="Vården hemma.", galler_till="2026-12-31")
    meeting = {"tid": (at + 5 * DAY).isoformat(), "plats": "hemmet", "fragor": "Vem gör vad, och när?"}
    case = do(
        made, "Fatima", case, "kalla_till_mote", at + DAY, lakarkompetens_behovs_i_sip="ja", till=both[:1], **meeting
    )
    came = ["den enskilde", "läkare", "sjuksköterska"]
    case = do(made, "Nora", case, "mote_holls", at + 5 * DAY, kom=came, namn="", text="")
    case = do(made, "Nora", case, "skriv_mal", at + 5 * DAY, mal="Jag vill gå ut och mata fåglarna själv.")
    for what, whose, who, when in (
        ("Insulin", "kommun", "Sjuksköterska i hemsjukvården", "morgon och kväll"),
        ("Läkarbesök i hemmet", "region", "Läkaren på vårdcentralen", "varannan månad"),
    ):
        case = do(made, "Nora", case, "skriv_insats", at + 5 * DAY, insats=what, ansvar=whose, vem=who, nar=when)
    case = do(
        made,
        "Nora",
        case,
        "uppratta_plan",
        at + 6 * DAY,
        overgripande="kommun",
        kontakt="Nora (påhittad), sjuksköterska",
        ring_dagtid="Hemsjukvården Norr, 070-174 06 05",
        ring_ovrig_tid="Nattpatrullen, 070-174 06 06",
        foljs_upp=(NOW + 12 * DAY).date().isoformat(),
    )
    nora.open(case)
    camera.take(nora.page, "sip-planen", section(nora, "Planen"), tall=900)


def test_care_home(desks, made, camera):
    home = agreed(made, "2025-01-01", NOW - 30 * DAY)
    home.do("Viktor", "utse_huvudansvarig", NOW - 20 * DAY, lakare=doctor(made))
    home.do("Viktor", "gav_utbildning", NOW - 10 * DAY, text="Att bedöma andfåddhet.")
    moved_in(made, resident(made), NOW - 9 * DAY)
    hedda = desks("Hedda")
    hedda.go(f"/sabo/{home.unit.pk}")
    camera.take(hedda.page, "boendets-ar", "main", tall=900)


def test_who_is_responsible_and_who_acts(desks, made, tolvan, units, camera):
    nora, stina = desks("Nora"), desks("Stina")
    nora.go("/ansvarskollen?avtal=halland%2Fhemsjukvard")
    camera.take(nora.page, "ansvarskollen", "main", tall=800)
    case = admitted(made, units, tolvan, 3 * DAY)
    case = do(made, "Nora", case, "beskriv_behovet", NOW - 2 * DAY, **DIALYSIS)
    form(nora, case, "utse_agerande")
    camera.take(nora.page, "utse-agerande", "main", tall=760)
    nora.go(f"/person/{tolvan.pk}/nytt/oenighet/anmal_oenighet?fall={case.pk}")
    camera.take(nora.page, "oenighet-lasningar", ".page-title", section(nora, "Så svarar avtalet nu"), tall=800)
    dispute = begin(
        made,
        "Nora",
        "oenighet",
        tolvan,
        "anmal_oenighet",
        NOW - DAY,
        uppgifter=["omvardnad"],
        text="Vem utför påsbytena hemma?",
        rader=["halland/hemsjukvard | primarvardsniva | kommunernas exempel"],
        till=[units["Avdelning 5"]],
        senast=(NOW + 3 * DAY).date().isoformat(),
        fall=case.number,
        vardas_just_nu_i="hemmet",
        **DIALYSIS,
    )
    appointed = {"uppgift": "omvardnad", "enhet": units["Avdelning 5"], "skal": "Avdelningen har kompetensen i dag."}
    dispute = do(made, "Nora", dispute, "utse_agerande", NOW - 23 * HOUR, **appointed)
    nora.go(f"/fall/{dispute.pk}/oenighet")
    camera.take(nora.page, "oenigheten", ".page-title", section(nora, "Frågan"), tall=900)
    stina.go("/oenigheter")
    camera.take(stina.page, "omtvistade-rader", "main")


def test_deviation(desks, made, tolvan, units, camera):
    nora, ulla, stina = desks("Nora"), desks("Ulla"), desks("Stina")
    care = admitted(made, units, tolvan, 22 * DAY)
    nora.go(f"/person/{tolvan.pk}/nytt/avvikelse/anmal_avvikelse?fall={care.pk}")
    camera.take(nora.page, "anmala-avvikelse", "main", tall=900)
    case = None
    for place, ago in (("lakemedel", 20), ("information", 9), ("lakemedel", 4)):
        case = begin(
            made,
            "Nora",
            "avvikelse",
            tolvan,
            "anmal_avvikelse",
            NOW - ago * DAY,
            text="Läkemedelslistan kom två dagar efter hemgången.",
            nar="",
            plats=place,
            foljd="",
            till=[units["Avdelning 5"]],
            roll="utskrivningssamordnare",
            senast=(NOW - ago * DAY + 14 * DAY).date().isoformat(),
            rader=[],
            fall="",
        )
    ulla.open(case)
    camera.take(ulla.page, "besvara-avvikelse", "main", tall=900)
    stina.go("/avvikelser")
    camera.take(stina.page, "monster-avvikelser", "main")


def test_what_went_wrong_or_changes(desks, made, tolvan, units, camera):
    nora, ulla = desks("Nora"), desks("Ulla")
    case = admitted(made, units, tolvan, 3 * DAY)
    case = do(made, "Nora", case, "borja_planera", NOW - 2 * DAY, text="Insulin morgon och kväll.")
    nora.open(case)
    camera.take(
        nora.page, "ratta-lankar", nora.page.locator(".timeline__event").filter(has_text="Började planera"), around=0
    )
    case = do(made, "Nora", case, "stryk", NOW - DAY, handelse=str(case.version), skal="Gällde en annan patient.")
    nora.open(case)
    camera.take(nora.page, "struken-handelse", nora.page.locator(".timeline__event--struck"), around=0)
    nora.go(f"/person/{tolvan.pk}/andra")
    camera.take(nora.page, "andra-uppgifter", "main", tall=900)
    ulla.go(f"/person/{tolvan.pk}/nummer")
    camera.take(ulla.page, "byt-nummer", "main")


def test_the_persons_data(desks, made, tolvan, units, camera):
    nora, hedda, logge = desks("Nora"), desks("Hedda"), desks("Logge")
    case = admitted(made, units, tolvan, 3 * DAY)
    nora.go(f"/person/{tolvan.pk}/samtycke")
    camera.take(nora.page, "samtycke", "main", tall=1000)
    Block.objects.create(
        person=tolvan,
        party=made.units["Hemsjukvården Norr"].party,
        unit=made.units["Hemsjukvården Norr"],
        made=NOW - DAY,
        made_by=made.workers["Nora"].account,
        asked_by="patienten",
    )
    nora.go(f"/person/{tolvan.pk}/sparr")
    camera.take(nora.page, "sparr", "main", tall=1000)
    hedda.go(f"/nodoppna/{tolvan.pk}")
    hedda.page.get_by_role("textbox").first.fill("Andnöd i natt; hemmet fick patienten tillbaka utan besked.")
    camera.take(hedda.page, "nodoppna", "main", tall=900)
    hedda.page.get_by_role("button", name="Nödöppna", exact=True).click()
    hedda.sees("Nödöppnat till")
    assert Emergency.objects.count() == 1
    logge.go("/logg")
    camera.take(logge.page, "logggranskning", "main", tall=900)
    logge.go("/logg/utdrag")
    camera.take(logge.page, "loggutdrag", "main")
    tolvan.protection = "sekretessmarkering"
    tolvan.save()
    nora.go(f"/fall/{case.pk}", status=403)
    camera.take(nora.page, "skyddade-uppgifter", "main")


def test_money(desks, camera):
    conny = desks("Conny")
    conny.go("/ekonomi")
    camera.take(conny.page, "ekonomi", "main", wide=BROAD)
    conny.go(f"/ekonomi/prognos?{INDEX}")
    camera.take(conny.page, "prognos", "main", tall=1000)
    conny.go("/ekonomi/utbetalningar/faststall?ar=2024")
    camera.take(conny.page, "faststall", "main", tall=1000)
    conny.go("/ekonomi/antaganden")
    camera.take(conny.page, "antaganden", "main", tall=760)


def test_administration(desks, made, camera):
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])
    adam = desks("Adam")
    adam.go(f"/konton/{made.workers['Nora'].account.pk}")
    camera.take(adam.page, "konto", "main", tall=1000)


def test_agreements(desks, made, tolvan, units, camera):
    nora, stina = desks("Nora"), desks("Stina")
    admitted(made, units, tolvan, 3 * DAY)
    nora.go("/avtal/halland/hemsjukvard")
    camera.take(nora.page, "avtalstext", nora.page.locator("main .table-frame").first, tall=640, wide=BROAD)
    nora.go("/avtal/halland/lakarinsatser/fynd")
    camera.take(nora.page, "fynd", "main", tall=640)
    stina.go("/berorda-fall?avtal=nationell%2Futskrivning&rad=tiden+för+inskrivningsmeddelande")
    stina.sees("behöver ses över")
    camera.take(stina.page, "berorda-fall", "main")


def test_every_picture_of_the_handbook_is_taken_and_no_other(camera):
    """Runs last: the pictures above, by their names."""
    named = [picture.name for page in book().pages.values() for picture in page.pictures]
    assert sorted(camera.taken) == sorted(named)
    assert all((camera.folder / name).stat().st_size > 2_000 for name in camera.taken)
