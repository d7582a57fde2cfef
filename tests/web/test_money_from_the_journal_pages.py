"""The pages of visits, care homes, liability and the frame: every figure from the journal with its reason, and never a person."""

import csv
import io
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from samsyn.economics.average_model import Counted
from samsyn.economics.months import Month, month_of
from samsyn.economics.special_housing import PaidFor, StartedTen
from samsyn.economics.visits import Doubles, Listing
from samsyn.money.amount import Amount
from samsyn.processes import enrolment as e
from samsyn_web.access.refusals import Faulty
from samsyn_web.directory import places
from samsyn_web.economics import frame_accounts, visit_settlements
from samsyn_web.economics.assumptions import on_day
from samsyn_web.economics.models import FramePosting, Parameter, Rewritten, SettledVisits
from samsyn_web.trail.models import Entry, What
from web.cast import do, patient, town
from web.test_every_page import client
from web.test_money_from_the_journal import at, enrolled, raised, stay

pytestmark = pytest.mark.django_db

MAY = Month(2026, 5)
PERSONAL = ("Tolvan", "Testsson", "Elvan", "191212121212", "191111111111", "Påhittsvägen")
VISITS = {
    "besok-belopp": "1500,00",
    "besok-listning": Listing.ANY.value,
    "besok-dubblett": Doubles.SAME_DAY_AND_UNIT.value,
}
STAYS = {"vardygn-startdag": "nej", "vardygn-utskrivningsdag": "nej"}
AVERAGE = {"genomsnitt-niva": "3", "genomsnitt-forsta-dagen": "nej", "genomsnitt-vilka": Counted.ALL.value}
HOMES = {
    "sabo-schablon": "100000,00",
    "sabo-tid": PaidFor.YEAR.value,
    "sabo-tiotal": StartedTen.WHOLE.value,
    "sabo-hojning": "laggs-pa",
}


@pytest.fixture(autouse=True)
def november(monkeypatch):
    """The pages show months until now."""
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 27, 9, tzinfo=UTC))


@pytest.fixture
def made():
    return town()


@pytest.fixture
def tolvan(made):
    person = patient(made)
    person.is_enrolled = False
    person.save()
    return person


def give(made, values, since=date(2026, 1, 1), qualifier=""):
    """Values that Conny has given, with a source."""
    conny = made.workers["Conny"]
    for name, value in values.items():
        Parameter.objects.create(
            at=timezone.now(), by=conny.account, unit=conny.unit, key=uuid4(), name=name, qualifier=qualifier,
            value=value, since=since, source="påhittat beslut",
        )  # fmt: skip


def page(made, path, who="Conny", status=200):
    """What somebody reads, which never is anything of a person."""
    answer = client(made.workers[who]).get(path)
    assert answer.status_code == status
    told = answer.content.decode() if "text" in answer["Content-Type"] or "json" in answer["Content-Type"] else ""
    assert not [word for word in PERSONAL if word in told]
    return " ".join(told.split())


def three_visits(made, person):
    """One before the enrolment, two at one place one day, one by Läkarmedverkan."""
    case = raised(made, person)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(5))
    enrolled(made, case)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7))
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(7, 15))
    do(made, "Nora", case, "bjud_in", at(8), till=[made.units["Läkarmedverkan"].pk], text="akut")
    return do(made, "Lena", case, e.DOCTOR_VISIT, at(8, 14))


# ---- visits


def test_without_a_price_nothing_is_settled_but_the_visits_are_counted(made, tolvan):
    three_visits(made, tolvan)
    told = page(made, "/ekonomi/besok?manad=2026-05")
    assert "Inget är räknat." in told
    assert "/ekonomi/antaganden/besok-listning" in told
    assert "<dt>Vårdcentral</dt><dd>3</dd>" in told
    assert "Ersätts inte" not in told
    give(made, {"besok-listning": Listing.ANY.value, "besok-dubblett": Doubles.SAME_DAY.value})
    assert "/ekonomi/antaganden/besok-belopp" in page(made, "/ekonomi/besok?manad=2026-05")


def test_each_vardcentral_is_paid_and_every_refusal_is_counted_by_its_reason(made, tolvan):
    case = three_visits(made, tolvan)
    give(made, VISITS)
    told = page(made, "/ekonomi/besok?manad=2026-05")
    assert "1 500,00 kr" in told
    for reason in (
        "Läkarmedverkans egna besök ersätts inte",
        "Personen var inte inskriven",
        "Samma besök är redan ersatt",
    ):
        assert f"{reason}" in told
    assert 'Alla</th><td data-label="Besök" class="is-number"><strong>3</strong>' in told
    assert case.number not in told
    tree = page(made, "/ekonomi/besok?manad=2026-05&harledning=enhet-1")
    assert "antal besök × belopp per besök" in tree
    assert "påhittat beslut" in tree
    assert "[HSU26 ersättning per besök]" in tree
    assert page(made, "/ekonomi/besok?manad=2026-05&harledning=enhet-1&som=json")


def test_a_struck_double_is_paid_once_and_a_visit_moved_to_another_month_is_paid_there(made, tolvan):
    case = three_visits(made, tolvan)
    give(made, VISITS)
    do(made, "Viktor", case, "stryk", at(9), handelse="5", skal="registrerat två gånger")
    assert "Samma besök är redan ersatt" not in page(made, "/ekonomi/besok?manad=2026-05")
    do(made, "Viktor", case, "ratta", at(9) + timedelta(days=40), handelse="6", skal="fel månad",
       intraffade="2026-06-02 09:00")  # fmt: skip
    assert "Inget besök ersätts." in page(made, "/ekonomi/besok?manad=2026-05")
    assert "1 500,00 kr" in page(made, "/ekonomi/besok?manad=2026-06")


def test_the_rule_on_whose_visits_count_is_the_one_that_was_given(made, tolvan):
    three_visits(made, tolvan)
    tolvan.listed_at = made.units["Läkarmedverkan"]
    tolvan.save()
    give(made, {**VISITS, "besok-listning": Listing.OWN.value})
    told = page(made, "/ekonomi/besok?manad=2026-05")
    assert "Personen är inte listad på den vårdcentral som gjorde besöket" in told
    assert "Inget besök ersätts." in told


def test_a_case_number_is_told_only_to_a_unit_that_takes_part(made, tolvan):
    case = three_visits(made, tolvan)
    give(made, VISITS)
    assert case.number in page(made, "/ekonomi/besok?manad=2026-05", "Stina")  # her unit is the nurses'
    assert case.number not in page(made, "/ekonomi/besok?manad=2026-05", "Conny")


def test_what_is_shown_can_be_taken_out_and_leaves_its_track(made, tolvan):
    three_visits(made, tolvan)
    give(made, VISITS)
    conny = client(made.workers["Conny"])
    rows = list(
        csv.reader(
            io.StringIO(conny.get("/ekonomi/besok?manad=2026-05&fil=csv").content.decode("utf-8-sig")), delimiter=";"
        )
    )
    assert rows[1] == ["2026-05", "Vårdcentralen Ängen", "1", "1500,00", ""]
    assert sorted(row[2] for row in rows[2:]) == ["1", "1", "1"]
    sheet = load_workbook(io.BytesIO(conny.get("/ekonomi/besok?manad=2026-05&fil=xlsx").content)).active
    assert sheet["D2"].value == 1500
    assert conny.get("/ekonomi/besok?manad=2026-05&fil=pdf").status_code == 404
    taken = Entry.objects.filter(what=What.EXPORTED)
    assert [entry.persons for entry in taken] == [[], []]
    assert "tog ut läkarbesöken 2026-05 som csv" in taken[0].why
    assert "räknade läkarbesök" in taken[0].why


# ---- settling a month


def settle(made, month=MAY, seen=0, who="Conny", key=None):
    return visit_settlements.settle_month(made.visit(who, timezone.now()), month, seen, key or uuid4())


def test_a_month_is_settled_once_and_anew_when_the_journal_has_changed(made, tolvan):
    case = three_visits(made, tolvan)
    give(made, VISITS)
    desk = client(made.workers["Conny"])
    form = {"sett": "0", "nyckel": uuid4()}
    assert desk.post("/ekonomi/besok/avrakna?manad=2026-05", form).status_code == 302
    assert desk.post("/ekonomi/besok/avrakna?manad=2026-05", form).status_code == 302  # the same form again
    row = SettledVisits.objects.get()
    assert (row.ore, row.visits, sum(row.refused.values()), row.version) == (150000, 4, 3, 1)
    assert "Inget har ändrats sedan den senaste avräkningen." in page(made, "/ekonomi/besok?manad=2026-05")
    with pytest.raises(Faulty, match="faulty"):
        settle(made, seen=1)
    do(made, "Viktor", case, e.DOCTOR_VISIT, at(20))
    told = page(made, "/ekonomi/besok?manad=2026-05")
    assert "Skillnaden är 1 500,00 kr." in told
    assert "Avräkna maj 2026 på nytt" in told
    settle(made, seen=1)
    assert [row.ore for row in SettledVisits.objects.order_by("version")] == [150000, 300000]
    assert [str(one.amount.ore) for one in visit_settlements.settled_months().values()] == ["300000"]
    why = Entry.objects.filter(what=What.CHANGED).last().why
    assert "Avräknade läkarbesöken 2026-05: 3\u00a0000,00\u00a0kr, förut 1\u00a0500,00\u00a0kr." in why
    tree = page(made, "/ekonomi/besok?manad=2026-05&harledning=avrakning-1")
    assert "1 500,00 kr" in tree


def test_a_settled_month_is_never_changed_or_settled_over_somebody_elses(made, tolvan):
    three_visits(made, tolvan)
    give(made, VISITS)
    row = settle(made)
    with pytest.raises(Rewritten):
        row.save()
    with pytest.raises(Rewritten):
        SettledVisits.objects.all().update(ore=0)
    with pytest.raises(Faulty) as faulty:
        settle(made)
    assert "hann före" in faulty.value.faults[""]


def test_only_the_regions_controller_settles_and_only_a_month_that_is_over(made):
    give(made, VISITS)
    this = month_of(timezone.localdate())
    with pytest.raises(Faulty) as faulty:
        settle(made, this)
    assert "är inte slut" in faulty.value.faults[""]
    form = {"sett": "0", "nyckel": uuid4()}
    for who in ("Stina", "Cilla", "Nora"):
        assert client(made.workers[who]).post("/ekonomi/besok/avrakna?manad=2026-05", form).status_code == 403
    assert client(made.workers["Conny"]).post("/ekonomi/besok/avrakna?manad=2026-05", {}).status_code == 422
    assert not SettledVisits.objects.exists()


def test_nothing_is_settled_without_a_price(made, tolvan):
    three_visits(made, tolvan)
    with pytest.raises(Faulty) as faulty:
        settle(made)
    assert "är inte angivet" in faulty.value.faults[""]
    assert not SettledVisits.objects.exists()


# ---- liability


def liability(made, **more):
    return page(made, "/ekonomi/betalningsansvar?manad=2026-05", **more)


def test_both_models_stand_side_by_side_and_neither_is_called_hallands(made, tolvan):
    # Notice Friday 8 May 11.40: free are 9, 10 and 11. Liable 12, 13 and 14; left on the 15th.
    stay(made, tolvan)
    give(made, {**STAYS, **AVERAGE})
    give(made, {"vardygn-belopp": "10000,00"}, qualifier="2026")
    told = liability(made)
    assert "Ingen av modellerna är Hallands." in told
    assert 'data-label="Dygn, lagen" class="is-number">3</td>' in told
    assert "30 000,00 kr" in told  # three days
    assert ">7,0<" in told  # seven days on average, four above the level
    assert "40 000,00 kr" in told
    tree = page(made, "/ekonomi/betalningsansvar?manad=2026-05&harledning=lagen-varberg")
    assert "LUS 5:4" in tree
    assert "Halland har en egen modell" in tree
    assert "2026-05-12–2026-05-14" in tree


def test_a_notice_at_12_40_costs_a_day_less(made, tolvan):
    stay(made, tolvan, notice=(8, 10, 40))  # 12.40 in Sweden
    give(made, {**STAYS, **AVERAGE})
    assert 'data-label="Dygn, lagen" class="is-number">2</td>' in liability(made)


def test_a_year_whose_amount_is_not_known_has_days_but_no_amounts(made, tolvan):
    stay(made, tolvan)
    give(made, {**STAYS, **AVERAGE})
    told = liability(made)
    assert "Dygnen är räknade, men inte beloppen." in told
    assert "/ekonomi/antaganden/vardygn-belopp?avser=2026" in told
    assert told.count("kan inte sägas") == 2


@pytest.mark.parametrize(
    ("how", "why"),
    [
        ({"available": "nej"}, "Otillgänglig öppenvård"),
        ({"available": "ej klarlagt"}, "Oklar tillgång till öppenvård"),
    ],
)
def test_what_hinders_is_told_with_its_days(made, tolvan, how, why):
    stay(made, tolvan, **how)
    give(made, {**STAYS, **AVERAGE})
    told = liability(made)
    assert f'data-label="Skäl">{why}</td> <td data-label="Dygn" class="is-number">3</td>'.replace(
        "> <", "><"
    ) in told.replace("> <", "><")
    assert 'data-label="Dygn, lagen" class="is-number">0</td>' in told


def test_no_notice_is_no_liability_and_no_call_leaves_it_unknown_unless_no_sip_is_to_be_made(made, tolvan):
    case = stay(made, tolvan, notice=None, call=False, left=None)
    give(made, {**STAYS, **AVERAGE})
    do(made, "Ulla", case, "skriv_ut", at(15, 10), hem_till="ordinärt boende")
    assert 'data-label="Dygn, lagen" class="is-number">0</td>' in liability(made)
    other = patient(made, "191111111111")
    case = stay(made, other, call=False, left=None)
    do(made, "Ulla", case, "skriv_ut", at(15, 10), hem_till="ordinärt boende")
    assert "”SIP bedöms behövas” och ”Samtycker till SIP” saknas" in liability(made)
    do(made, "Ulla", case, "ratta", at(16), handelse="7", skal="fel dag", intraffade="2026-05-14 10:00")
    third = patient(made, "191212121220")
    case = stay(made, third, call=False, left=None)
    do(made, "Fatima", case, "ingen_sip", at(9), grund="behövs inte")
    do(made, "Ulla", case, "skriv_ut", at(15, 10), hem_till="ordinärt boende")
    assert 'data-label="Dygn, lagen" class="is-number">3</td>' in liability(made)


def test_the_municipality_that_decided_on_the_placement_pays(made, tolvan):
    tolvan.lives_in = "särskilt boende för äldre"
    tolvan.save()
    give(made, {**STAYS, **AVERAGE})
    stay(made, tolvan, placement={
        "kommun_som_beslutat_om_placeringen": "annan kommun i länet", "placerande_kommun": "Falkenberg",
    })  # fmt: skip
    told = liability(made)
    assert '<th scope="row">Falkenberg</th>' in told
    assert '<th scope="row">Varberg</th>' not in told


def test_a_placement_that_nobody_has_told_is_not_guessed(made, tolvan):
    tolvan.lives_in = "särskilt boende för äldre"
    tolvan.save()
    give(made, {**STAYS, **AVERAGE})
    stay(made, tolvan)
    assert "”Kommun som beslutat om placeringen” saknas" in liability(made)


def test_without_rules_the_days_are_not_counted_and_without_a_level_the_law_stands_alone(made, tolvan):
    stay(made, tolvan)
    assert "/ekonomi/antaganden/vardygn-startdag" in liability(made)
    give(made, STAYS)
    told = liability(made)
    assert "/ekonomi/antaganden/genomsnitt-niva" in told
    assert 'data-label="Dygn, lagen" class="is-number">3</td>' in told


def test_liability_can_be_taken_out(made, tolvan):
    stay(made, tolvan)
    give(made, {**STAYS, **AVERAGE})
    text = (
        client(made.workers["Stina"]).get("/ekonomi/betalningsansvar?manad=2026-05&fil=csv").content.decode("utf-8-sig")
    )
    assert text.splitlines()[1] == "2026-05;Varberg;1;0;3;0;;;7,00;"
    assert not [word for word in PERSONAL if word in text]


# ---- care homes


def publish(made, count, since, source="vårdgivarwebben"):
    home = made.units["Strandgården"]
    home.served_by = made.units["Vårdcentralen Ängen"]
    home.save()
    places.publish(unit=home, places=count, valid_from=since, source=source, by=None, at=timezone.now())


def test_places_are_shown_and_what_nobody_has_decided_is_asked_for(made):
    publish(made, 27, date(2026, 1, 1))
    told = page(made, "/ekonomi/sarskilt-boende?ar=2026")
    assert "bara hela tiotal; varje påbörjat tiotal; exakt andel av ett tiotal" in told
    assert 'data-label="Platser" class="is-number">27</td>' in told
    assert "/ekonomi/antaganden/sabo-tiotal" in told


def test_a_home_is_paid_by_tens_with_the_raise_from_its_day_and_changes_by_days(made):
    publish(made, 27, date(2026, 1, 1))
    publish(made, 31, date(2026, 7, 1), "vårdgivarwebben i juli")
    give(made, {key: value for key, value in HOMES.items() if key != "sabo-hojning"})
    give(made, {"sabo-hojning": "laggs-pa"}, since=date(2026, 7, 1))
    # (200 000 × 181 + 300 000 × 1,5 × 184) / 365 = 326 027,397… kr
    told = page(made, "/ekonomi/sarskilt-boende?ar=2026")
    assert "326 027,40 kr" in told
    assert "vårdgivarwebben i juli" in told
    assert "höjningen med 50 procent räknas från" in told
    tree = page(made, "/ekonomi/sarskilt-boende?ar=2026&harledning=boende-1")
    assert "tiotal × schablon × (1 + höjning) × dagar / periodens dagar" in tree
    assert "(förslag)" in tree
    rows = client(made.workers["Conny"]).get("/ekonomi/sarskilt-boende?ar=2026&fil=csv").content.decode("utf-8-sig")
    assert rows.splitlines()[1].endswith("2026-06-30;vårdgivarwebben;326027,40")


def test_a_year_before_the_amount_is_given_is_not_computed(made):
    publish(made, 27, date(2026, 1, 1))
    give(made, HOMES, since=date(2026, 3, 3))
    told = page(made, "/ekonomi/sarskilt-boende?ar=2026")
    assert "beloppet för 2026-01-01 är inte känt" in told


# ---- the frame


def frame(made):
    today = timezone.localdate()
    return frame_accounts.account(on_day(today), today)


def test_the_frame_needs_its_months(made):
    assert "/ekonomi/antaganden/ram-manader" in page(made, "/ekonomi/ramen")
    assert "/ekonomi/antaganden/ram-manader" in page(made, "/ekonomi/ramen/bokfor")


def test_a_month_counts_when_its_visits_are_settled_and_then_with_all_that_is_booked(made, tolvan):
    three_visits(made, tolvan)
    publish(made, 20, date(2026, 1, 1))
    give(made, {**VISITS, "ram-manader": "2026-05..2027-04"})
    book(made, "2026-05-20", "1000,50")
    book(made, "2026-06-20", "99,00")
    assert frame(made).outlook.spent.value == 0
    settle(made)
    found = frame(made)
    assert found.through == MAY
    assert found.outlook.spent.amount == Amount(150000 + 100050)
    assert [row.ore for row in found.later] == [9900]
    assert [part for part, _ in found.not_counted] == ["höjningen av uppdraget på särskilt boende"]
    give(made, {key: value for key, value in HOMES.items() if key != "sabo-hojning"})
    give(made, {"sabo-hojning": "laggs-pa"}, since=date(2026, 4, 1))
    # 20 places are two tens: half of 200 000 × 31 / 365 = 8 493,15 kr more in May.
    assert frame(made).outlook.spent.amount == Amount(150000 + 100050 + 849315)
    told = page(made, "/ekonomi/ramen")
    for part in (
        "Läkares hemsjukvårdsbesök 1 500,00 kr",
        "Läkarmedverkan 1 000,50 kr",
        "8 493,15 kr",
    ):
        assert part in told
    assert "1 av dem hör till månader som inte är avräknade än" in told
    assert "färre än 2 månader är avslutade" in told.lower()
    image = client(made.workers["Conny"]).get("/ekonomi/ramen?diagram=manader")
    assert image["Content-Type"] == "image/svg+xml"
    tree = page(made, "/ekonomi/ramen?harledning=forbrukat")
    for ground in (
        "avräkningen av läkarbesöken 2026-05, version 1",
        "antal besök × belopp per besök",
        "med höjningen − utan höjningen",
        "verifikation 7",
        "(förslag)",
    ):
        assert ground in tree


def book(made, day, amount, who="Conny", status=302, key=None, source="verifikation 7"):
    form = {"dag": day, "for_vad": "Läkarmedverkan", "belopp": amount, "kalla": source, "nyckel": key or uuid4()}
    answer = client(made.workers[who]).post("/ekonomi/ramen/bokfor", form)
    assert answer.status_code == status
    return answer.content.decode()


def test_what_is_booked_has_a_source_lies_in_the_frame_and_stands(made):
    give(made, {"ram-manader": "2026-05..2027-04"})
    assert "ett värde utan källa används inte" in book(made, "2026-05-20", "10", status=422, source=" ")
    assert "Dagen ligger utanför ramens månader" in book(made, "2026-04-30", "10", status=422)
    assert "Skriv kronor" in book(made, "2026-05-20", "tio", status=422)
    for who in ("Stina", "Cilla"):
        book(made, "2026-05-20", "10", who=who, status=403)
    assert not FramePosting.objects.exists()
    key = uuid4()
    book(made, "2026-05-20", "10", key=key)
    book(made, "2026-05-20", "10", key=key)
    book(made, "2026-05-21", "−10,00")
    assert [row.ore for row in FramePosting.objects.order_by("day")] == [1000, -1000]
    with pytest.raises(Rewritten):
        FramePosting.objects.all().delete()
    assert Entry.objects.filter(what=What.CHANGED, why__contains="på ramen: Läkarmedverkan").count() == 2


def test_two_settled_months_are_ground_for_a_forecast(made, tolvan):
    case = three_visits(made, tolvan)
    do(made, "Viktor", case, e.DOCTOR_VISIT, datetime(2026, 6, 3, 9, tzinfo=UTC))
    give(made, {**VISITS, "ram-manader": "2026-05..2027-04"})
    settle(made)
    settle(made, Month(2026, 6))
    assert frame(made).outlook.forecast.value == 12 * 1500
    assert "Prognos för hela ramen" in page(made, "/ekonomi/ramen")
    rows = client(made.workers["Conny"]).get("/ekonomi/ramen?fil=csv").content.decode("utf-8-sig").splitlines()
    assert rows[1] == "2026-05;2375000,00;1500,00;;;"
    assert rows[3] == "2026-07;2375000,00;;1500,00;1500,00;1500,00"
