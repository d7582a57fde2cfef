"""A case with a long story, of each kind: its pages answer in few queries, however much has happened in it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samsyn.processes import deviation as v
from samsyn.processes import disagreement as d
from samsyn.processes import enrolment as e
from samsyn.processes import plan as p
from web.cast import at_work, begin, do, patient, town
from web.test_every_page import MOST_QUERIES

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
START = timezone.now() - timedelta(days=40)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
OFTEN = 6
"""How many times what can be done again is done."""


def day(number):
    return (START + number * DAY).date().isoformat()


def enrolment(made, person):
    to = [made.units["Vårdcentralen Ängen"].pk]
    case = begin(
        made, "Nora", "inskrivning", person, e.FROM_MUNICIPALITY, START, text="a", vardas_just_nu_i="hemmet", till=to
    )
    for number in range(OFTEN):
        at = START + number * HOUR
        do(made, "Nora", case, "beskriv_behovet", at, insats="insulin", behovets_tid="sammanhängande")
        do(made, "Fatima", case, e.PLAN, at, text="plan")
        do(made, "Nora", case, e.SAFETY, at, patientsakerhetsbedomning="kan utföras säkert", text="a")
    do(made, "Nora", case, e.ENROL, START + DAY, skal="a", omprovas=day(90))
    for number in range(OFTEN):
        do(made, "Nora", case, e.REVIEW, START + (2 + number) * DAY, skal="a", omprovas=day(100 + number))
    return case, ()


def plan(made, person):
    to = [made.units[name].pk for name in ("Vårdcentralen Ängen", "Biståndsenheten")]
    case = begin(made, "Nora", "sip", person, p.NEED, START, text="a", till=to)
    do(made, "Nora", case, p.CONSENT, START, omfattar="a", galler_till=day(200))
    asked = {"plats": "hemmet", "fragor": "a", "lakarkompetens_behovs_i_sip": "ja"}
    ours = [made.units["Hemsjukvården Norr"].pk]
    for number in range(OFTEN):
        tid = (START + (number + 1) * DAY).isoformat()
        do(made, "Fatima", case, p.CALL, START + number * HOUR, tid=tid, till=ours, **asked)
    do(made, "Fatima", case, p.MEETING, START + 7 * DAY, kom=["den enskilde", "läkare"])
    for number in range(OFTEN):
        at = START + 7 * DAY + number * HOUR
        do(made, "Nora", case, p.GOAL, at, mal=f"mål {number}")
        do(made, "Nora", case, p.ACTION, at, insats=f"insats {number}", ansvar="kommun", vem="a", nar="a")
    call = {"ring_dagtid": "Nora, 112", "ring_ovrig_tid": "natten, 112"}
    do(made, "Fatima", case, p.ADOPT, START + 8 * DAY, overgripande="kommun", kontakt="a", foljs_upp=day(20), **call)
    for number in range(OFTEN):
        at = START + (20 + number) * DAY
        do(made, "Nora", case, p.FOLLOW_UP, at, kom=["den enskilde"], text="a", foljs_upp=day(21 + number))
    return case, ("plan.pdf",)


def deviation(made, person):
    ward = made.units["Avdelning 5"].pk
    role = {"till": [ward], "roll": "utskrivningssamordnare"}
    case = begin(made, "Nora", "avvikelse", person, v.REPORT, START, text="a", plats="sip", senast=day(5), **role)
    for number in range(OFTEN):
        at = START + number * DAY
        do(made, "Ulla", case, v.ANSWER, at, text="a")
        do(made, "Nora", case, v.MEASURE, at, text=f"åtgärd {number}", ansvarig=ward, senast=day(30))
        do(made, "Nora", case, v.MORE, at, skal="a", senast=day(20), **role)
    return case, ()


def disagreement(made, person):
    ward = made.units["Avdelning 5"].pk
    said = {
        "uppgifter": ["omvardnad"],
        "rader": [
            "halland/hemsjukvard | primarvardsniva | kommunernas exempel",
            "halland/lakaransvar | lakaransvar | bara specialist",
        ],
        "insats": "peritonealdialys",
        "behovets_tid": "sammanhängande",
    }
    case = begin(made, "Nora", "oenighet", person, d.RAISE, START, text="a", till=[ward], senast=day(3), **said)
    do(made, "Ulla", case, "utse_agerande", START, uppgift="omvardnad", enhet=ward, skal="a")
    for number in range(OFTEN):
        at = START + number * HOUR
        for who in ("Nora", "Ulla"):
            do(made, who, case, d.READING, at, text=f"läsning {number}")
        risk = {"risk": f"risk {number}", "sannolikhet": "3", "konsekvens": "4", "atgard": "a", "ansvarig": ward}
        do(made, "Nora", case, d.RISK, at, senast=day(9), **risk)
        do(made, "Ulla", case, d.PROPOSE, at, text="a", ansvarig_part="delat", enskilt_fall="a")
        do(made, "Nora", case, d.REJECT, at, skal="a")
    return case, ("oenighet",)


@pytest.mark.parametrize("story", [enrolment, plan, deviation, disagreement])
def test_the_pages_of_a_long_case_answer_in_few_queries(story):
    made = town()
    case, more = story(made, patient(made))
    client, worker = Client(), made.workers["Nora"]
    at_work(client, worker)
    slow = {}
    for page in ("", "/utskrift", "/vid", "/gor/meddela", *(f"/{one}" for one in more)):
        address = f"/fall/{case.pk}{page}"
        client.get(address)  # the first visit sets what is kept in the session
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        asked = [one for one in captured if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
        if len(asked) > MOST_QUERIES:
            slow[page] = len(asked)
    assert slow == {}
