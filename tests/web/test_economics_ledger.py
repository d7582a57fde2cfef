"""What is paid is decided, posted month by month, and corrected by new postings; nothing that stands is ever changed."""

import csv
import io
from datetime import UTC, date, datetime
from fractions import Fraction
from io import StringIO
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from samsyn.economics.derivation import leaves
from samsyn.economics.figures import MUNICIPALITIES
from samsyn.money.amount import kronor
from samsyn_web.access.refusals import Faulty
from samsyn_web.economics import ledger, proposals, verifying
from samsyn_web.economics.explaining import slug
from samsyn_web.economics.ledger import Proposed
from samsyn_web.economics.models import Posting, Rewritten, YearAmount
from samsyn_web.trail.models import Entry, What
from web.cast import town
from web.test_every_page import client

pytestmark = pytest.mark.django_db

BEFORE = datetime(2025, 12, 1, 9, 0, tzinfo=UTC)
MARCH = datetime(2026, 3, 15, 9, 0, tzinfo=UTC)
YEAR = 8_700_000


@pytest.fixture
def made():
    return town()


def amounts(each=YEAR):
    return {payee: proposals.typed(payee, 2026, kronor(each), "budgetbeslut 2025-11-20") for payee in MUNICIPALITIES}


def decide(made, at=BEFORE, key=None):
    ledger.decide(made.visit("Conny", at), 2026, amounts(), "budgetbeslut 2025-11-20", key or uuid4())


def post(made, month, at=BEFORE, key=None):
    ledger.post_month(made.visit("Conny", at), 2026, month, key or uuid4())


def new(payee, each):
    return proposals.typed(payee, 2026, kronor(each), "ny befolkning")


def correct(made, payee="Hylte", each=9_000_000, at=MARCH, seen=1, key=None):
    ledger.correct(made.visit("Conny", at), 2026, payee, new(payee, each), "ny befolkning", key or uuid4(), seen=seen)


def test_twelve_months_of_postings_add_up_to_the_years_amount_of_each_municipality(made):
    decide(made)
    for month in range(1, 13):
        post(made, month)
    stands = ledger.standing(2026)
    assert Posting.objects.count() == 12 * 6
    assert all(stands.ledger.balance(payee, 2026) == kronor(YEAR) for payee in MUNICIPALITIES)
    assert [row.number for row in Posting.objects.all()] == list(range(1, 73))
    assert stands.next_month is None
    assert list(verifying.faults()) == []
    first = Posting.objects.get(number=1)
    assert (first.payer, first.payee, first.day) == ("Region Halland", "Halmstad", date(2026, 1, 2))
    assert "månadens utbetalning" in first.clause
    assert first.amount_by == "budgetbeslut 2025-11-20"


def test_a_month_posted_late_is_paid_the_month_after(made):
    decide(made, MARCH)
    post(made, 1, MARCH)
    assert {row.day for row in Posting.objects.all()} == {date(2026, 4, 1)}
    assert {row.reason for row in Posting.objects.all()} == {
        "årets belopp i tolv delar, bokfört efter månadens utbetalningsdag"
    }


def test_a_correction_adds_postings_for_the_months_booked_and_the_rest_come_with_the_new_amount(made):
    decide(made)
    for month in (1, 2, 3):
        post(made, month)
    before = list(Posting.objects.values())
    correct(made)
    assert list(Posting.objects.values())[: len(before)] == before
    made_now = Posting.objects.filter(kind="rättelse")
    assert [(row.month.month, row.ore, row.day) for row in made_now] == [
        (month, 2_500_000, date(2026, 4, 1)) for month in (1, 2, 3)
    ]
    for month in range(4, 13):
        post(made, month, MARCH)
    stands = ledger.standing(2026)
    assert stands.ledger.balance("Hylte", 2026) == kronor(9_000_000)
    assert stands.ledger.balance("Laholm", 2026) == kronor(YEAR)
    assert stands.decided["Hylte"].row.version == 2
    assert YearAmount.objects.get(payee="Hylte", version=1).ore == YEAR * 100
    assert list(verifying.faults()) == []


def test_a_correction_by_a_few_ore_does_not_stop_the_months_to_come(made):
    decide(made)
    post(made, 1)
    ledger.correct(
        made.visit("Conny", MARCH),
        2026,
        "Hylte",
        proposals.typed("Hylte", 2026, kronor(Fraction(870_000_001, 100)), "avrundning"),
        "avrundning",
        uuid4(),
        seen=1,
    )
    post(made, 2, MARCH)
    assert Posting.objects.filter(payee="Hylte").count() == 3
    assert list(verifying.faults()) == []


@pytest.mark.parametrize("act", ["decide", "post", "correct"])
def test_the_same_form_twice_is_recorded_once(made, act):
    key = uuid4()
    if act != "decide":
        decide(made)
    if act == "correct":
        post(made, 1)
    acts = {
        "decide": lambda: decide(made, key=key),
        "post": lambda: post(made, 1, key=key),
        "correct": lambda: correct(made, key=key),
    }
    acts[act]()
    before = (Posting.objects.count(), YearAmount.objects.count(), Entry.objects.count())
    acts[act]()
    assert (Posting.objects.count(), YearAmount.objects.count(), Entry.objects.count()) == before


def test_a_month_is_posted_once_whatever_form_it_comes_by_and_in_order(made):
    decide(made)
    post(made, 1)
    for month in (1, 3):
        with pytest.raises(Faulty, match="faulty") as fault:
            post(made, month)
        assert "är inte nästa månad att bokföra" in fault.value.faults[""]
    assert Posting.objects.count() == 6


def test_two_who_post_the_same_month_at_once_pay_it_once(made, monkeypatch):
    """The second has read the year before the first has written it, which a lock forbids and a constraint makes harmless."""
    decide(made)
    before = ledger.standing(2026)
    post(made, 1)
    monkeypatch.setattr(ledger, "_held", lambda _: before)
    with pytest.raises(Faulty, match="faulty") as fault:
        post(made, 1)
    assert fault.value.faults[""] == ledger.FIRST
    assert Posting.objects.count() == 6
    assert list(verifying.faults()) == []


def test_what_cannot_be_done_is_refused_and_adds_nothing(made):
    with pytest.raises(Faulty):
        post(made, 1)  # nothing is decided
    with pytest.raises(Faulty):
        correct(made)
    decide(made)
    with pytest.raises(Faulty, match="faulty") as again:
        decide(made)
    assert "har redan fastställda belopp" in again.value.faults[""]
    with pytest.raises(Faulty, match="faulty") as same:
        correct(made, each=YEAR)
    assert "Beloppet för Hylte 2026 är redan" in same.value.faults[""]
    with pytest.raises(Faulty):
        correct(made, seen=7)
    assert not Posting.objects.exists()
    assert YearAmount.objects.count() == 6


def test_rows_are_never_changed_not_even_by_whoever_reaches_the_database(made):
    decide(made)
    post(made, 1)
    for row in (Posting.objects.first(), YearAmount.objects.first()):
        for rewrite in (row.save, row.delete, lambda row=row: type(row).objects.update(ore=1)):
            with pytest.raises(Rewritten):
                rewrite()
    for table in ("economics_posting", "economics_yearamount"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET ore = 1")


def test_a_row_that_is_gone_or_not_the_one_booked_is_found(made):
    decide(made)
    post(made, 1)
    said = StringIO()
    call_command("verify_ledger", stdout=said)
    assert said.getvalue() == "Huvudboken är hel: 6 poster.\n"
    Entry.objects.filter(why__startswith="Bokförde").update(content="0" * 64)
    with pytest.raises(CommandError, match="Huvudboken är inte hel: 1 fel"):
        call_command("verify_ledger", stderr=StringIO())
    assert any("är inte det som står i loggen" in fault for fault in verifying.faults())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM economics_posting WHERE number = 3")
    assert any("Postnummer saknas i huvudboken: 3" in fault for fault in verifying.faults())


def test_every_act_is_on_the_trail_with_what_it_added(made):
    decide(made)
    post(made, 1)
    correct(made)
    told = list(Entry.objects.filter(what=What.CHANGED).order_by("id").values_list("why", flat=True))
    assert told[0].startswith("Fastställde ersättningen för hemsjukvård 2026: 6 kommuner")
    assert told[1].startswith("Bokförde utbetalningarna för 2026-01: 6 poster")
    assert told[2].startswith("Rättade Hylte 2026 till")
    assert all(entry.content for entry in Entry.objects.filter(what=What.CHANGED))


# ---- the pages


def pages(made, who="Conny"):
    return client(made.workers[who])


def form_of(page, **said):
    """The hidden fields of a page's last form, and what is said in it."""
    import re

    text = page.content.decode()
    last = text[text.rindex("<form") :]
    hidden = dict(re.findall(r'name="(nyckel|version)" value="([^"]+)"', last))
    return hidden | said


def test_a_controller_decides_books_and_corrects_by_the_pages(made):
    desk = pages(made)
    page = desk.get("/ekonomi/utbetalningar/faststall?ar=2024")
    assert "60\u00a0500\u00a0000,00\u00a0kr" in page.content.decode()
    said = form_of(page, grund="avtalet", skal="Regionens budget 2024")
    assert desk.post("/ekonomi/utbetalningar/faststall?ar=2024", said).status_code == 302
    assert desk.post("/ekonomi/utbetalningar/faststall?ar=2024", said).status_code == 302
    page = desk.get("/ekonomi/utbetalningar/bokfor?ar=2024&manad=1")
    assert "Posterna som bokförs" in page.content.decode()
    said = form_of(page)
    for _ in range(2):
        assert desk.post("/ekonomi/utbetalningar/bokfor?ar=2024&manad=1", said).status_code == 302
    assert Posting.objects.count() == 6
    address = "/ekonomi/utbetalningar/hylte/ratta?ar=2024"
    page = desk.get(address)
    said = form_of(page, grund="beslut", belopp="8 800 000,00", skal="Beslut om ny befolkning", steg="granska")
    preview = desk.post(address, said)
    assert "Det här bokförs" in preview.content.decode()
    assert Posting.objects.count() == 6
    for _ in range(2):
        answer = desk.post(address, said | {"steg": "bokfor"})
    assert Posting.objects.filter(kind="rättelse").count() == 1
    page = desk.get("/ekonomi/utbetalningar/hylte?ar=2024").content.decode()
    assert "Beslut om ny befolkning" in page
    assert "725\u00a0000,00" in page  # January by the printed amount stands
    assert answer.status_code in (302, 422)


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"grund": "beslut"}, "Skriv beloppet i kronor"),
        ({"grund": "avtalet", "skal": ""}, "Skriv vem som har fastställt"),
        ({}, "Välj var beloppen kommer från"),
        ({"grund": "avtalet", "nyckel": "x"}, "Formuläret är skadat"),
        ({"grund": "beslut", "belopp_hylte": "-5"}, "mindre än noll"),
    ],
)
def test_a_decision_that_is_not_whole_is_told_and_nothing_is_kept(made, said, message):
    form = {"skal": "Budget", "nyckel": str(uuid4())} | said
    answer = pages(made).post("/ekonomi/utbetalningar/faststall?ar=2024", form)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert not YearAmount.objects.exists()


def test_an_index_that_is_missing_or_a_range_is_no_ground_for_paying(made):
    desk = pages(made)
    page = desk.get("/ekonomi/utbetalningar?ar=2025").content.decode()
    assert "Omsorgsprisindex för 2024 är inte publicerat" in page
    assert "/ekonomi/antaganden/opi?avser=2024" in page
    give = {"galler_fran": "2025-01-01", "kalla": "SKR", "avser": "2024"}
    desk.post("/ekonomi/antaganden/opi", give | {"varde": "2..3", "nyckel": str(uuid4())})
    page = desk.get("/ekonomi/utbetalningar?ar=2025").content.decode()
    assert "ett spann går inte att betala ut" in page
    desk.post("/ekonomi/antaganden/opi", give | {"varde": "2,4", "nyckel": str(uuid4())})
    found = proposals.amounts_of(2025, timezone.localdate())
    assert any("antagandet ”Omsorgsprisindex 2024”" in each.sources[0] for each in leaves(found["Hylte"].figure))
    assert found["Hylte"].command[-2:] == ("--opi", "2024=2,4")


@pytest.mark.parametrize("who", ["Stina", "Nora"])
def test_only_the_regions_controller_books(made, who):
    decide(made)
    desk = pages(made, who)
    for address in ("faststall?ar=2025", "bokfor?ar=2026&manad=1", "hylte/ratta?ar=2026"):
        assert desk.get(f"/ekonomi/utbetalningar/{address}").status_code == 403
        assert desk.post(f"/ekonomi/utbetalningar/{address}", {}).status_code == 403
    assert not Posting.objects.exists()


def test_a_municipalitys_controller_reads_but_does_not_book(made):
    made.worker("Kajsa", "controller", made.units["Biståndsenheten"])
    decide(made)
    desk = pages(made, "Kajsa")
    assert desk.get("/ekonomi/utbetalningar?ar=2026").status_code == 200
    refused = desk.get("/ekonomi/utbetalningar/bokfor?ar=2026&manad=1")
    assert refused.status_code == 403
    assert "regionens controller" in refused.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/ekonomi/utbetalningar?ar=1999",
        "/ekonomi/utbetalningar?ar=abc",
        f"/ekonomi/utbetalningar?ar={'9' * 5000}",
        f"/ekonomi/utbetalningar/bokfor?ar=2026&manad={'9' * 5000}",
        "/ekonomi/utbetalningar/bokfor?ar=2026&manad=13",
        "/ekonomi/utbetalningar/hilte?ar=2026",
        "/ekonomi/utbetalningar/hylte/kontoutdrag.pdf?ar=2026",
        "/ekonomi/utbetalningar/alla/kontoutdrag.pdf?ar=2026",
        "/ekonomi/utbetalningar/hylte/ratta?ar=2026",
    ],
)
def test_what_is_not_there_is_not_found(made, address):
    assert pages(made).get(address).status_code == 404


def test_what_is_taken_out_is_what_is_booked_and_is_on_the_trail(made):
    from openpyxl import load_workbook

    decide(made)
    for month in (1, 2):
        post(made, month)
    desk = pages(made)
    rows = list(
        csv.DictReader(
            io.StringIO(desk.get("/ekonomi/utbetalningar/alla/kontoutdrag.csv?ar=2026").content.decode("utf-8-sig")),
            delimiter=";",
        )
    )
    assert len(rows) == 12
    assert {row["Mottagare"] for row in rows} == set(MUNICIPALITIES)
    assert sum(Fraction(row["Kronor"].replace(",", ".")) for row in rows) == Fraction(YEAR, 12) * 2 * 6
    book = load_workbook(io.BytesIO(desk.get("/ekonomi/utbetalningar/hylte/kontoutdrag.xlsx?ar=2026").content))
    assert [book.active.cell(row, 9).value for row in (2, 3)] == [725_000, 725_000]
    pdf = desk.get("/ekonomi/utbetalningar/hylte/kontoutdrag.pdf?ar=2026")
    assert pdf.content.startswith(b"%PDF-")
    assert pdf["Content-Disposition"] == 'attachment; filename="kontoutdrag-hylte-2026.pdf"'
    told = list(Entry.objects.filter(what=What.EXPORTED).values_list("why", flat=True))
    assert len(told) == 3
    assert "Kontoutdrag Hylte 2026 som pdf." in told


def test_an_amount_is_kept_with_its_whole_derivation(made):
    proposed = proposals.amounts_of(2024, date(2024, 1, 1))
    ledger.decide(made.visit("Conny", BEFORE), 2024, proposed, "budget", uuid4())
    for payee, each in ledger.standing(2024).decided.items():
        assert each.figure == proposed[payee].figure
        assert isinstance(proposed[payee], Proposed)
        assert each.row.command == ["plan", payee, "2024"]
        assert slug(payee) in pages(made).get("/ekonomi/utbetalningar?ar=2024").content.decode()


def test_the_start_page_tells_what_to_book_and_what_is_not_given(made):
    year = timezone.localdate().year
    desk = pages(made)
    page = desk.get("/").content.decode()
    assert f"Beloppen för {year}" in page
    assert "inte fastställda" in page
    assert "Uppgifter som inte är angivna" in page
    same = {payee: proposals.typed(payee, year, kronor(YEAR), "budget") for payee in MUNICIPALITIES}
    ledger.decide(made.visit("Conny", timezone.now()), year, same, "budget", uuid4())
    page = desk.get("/").content.decode()
    assert "Nästa utbetalning att bokföra" in page
    assert f"/ekonomi/utbetalningar?ar={year}" in page


def test_a_posting_opens_how_it_came_about(made):
    decide(made)
    post(made, 1)
    correct(made)
    desk = pages(made)
    page = desk.get("/ekonomi/utbetalningar/hylte?ar=2026").content.decode()
    assert "harledning=post-6" in page
    told = desk.get("/ekonomi/utbetalningar/hylte?ar=2026&harledning=post-7").content.decode()
    for words in (
        "månadens del − bokfört",
        "Post 6",
        "ny befolkning",
        "25\u00a0000,00\u00a0kr",
        "nedåt till hela ören",
    ):
        assert words in told
