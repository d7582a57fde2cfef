"""A message that nobody acknowledges climbs from number to number, and its sender is told whom to call."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.template.loader import render_to_string

from samsyn_web.access import reading
from samsyn_web.casework import unread
from samsyn_web.casework.escalation import reminders
from samsyn_web.directory.models import ContactWay
from samsyn_web.journal.models import Delivery
from web.cast import START, begin, do, patient, town

NOON = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)  # Monday 12.00 in Sweden
HOME = "SE-T-home"


def delivery(sent, **other):
    return Delivery(receiver_id=HOME, sender_id="SE-T-ward", sent=sent, **other)


def way(name, opens=0, closes=0, days="0123456"):
    return ContactWay(purpose=name, number="1177", opens=time(opens), closes=time(closes), days=days)


ALWAYS = [way("A"), way("B"), way("C")]
BY_DAY = [way("A", 8, 17, "01234"), way("B"), way("C", 8, 17, "01234")]
AT_NIGHT = [way("A", 21, 7), way("B", 21, 7)]


@pytest.mark.parametrize(
    ("unread_for", "chain", "called", "answers", "climbs_after"),
    [
        # hours    the receiver's numbers   whom to call   does it answer   when the next one is due, hours after it was sent
        (0, ALWAYS, None, None, None),
        (1.99, ALWAYS, None, None, None),
        (2, ALWAYS, "A", True, 4),
        (3.99, ALWAYS, "A", True, 4),
        (4, ALWAYS, "B", True, 6),
        (6, ALWAYS, "C", True, None),
        (200, ALWAYS, "C", True, None),
        (2, [], "", False, None),
        (50, [], "", False, None),
        (2, [way("A")], "A", True, None),
        (9, [way("A")], "A", True, None),
        (2, BY_DAY, "A", True, 4),
        (6, BY_DAY, "C", True, None),
        (2, AT_NIGHT, "A", False, 4),
        (4, AT_NIGHT, "B", False, None),
    ],
)
def test_whom_to_call_at_noon_on_a_monday(unread_for, chain, called, answers, climbs_after):
    sent = NOON - timedelta(hours=unread_for)
    found = reminders([delivery(sent)], {HOME: chain}, NOON)
    if called is None:
        assert not found
        return
    (one,) = found
    assert (one.contact.purpose if one.contact else "") == called
    assert one.answers is answers
    assert one.climbs == (None if climbs_after is None else sent + timedelta(hours=climbs_after))


@pytest.mark.parametrize(
    ("now", "unread_for", "called"),
    [
        (NOON, 2, "A"),
        (NOON + timedelta(hours=8), 2, "B"),  # 20.00: A and C are closed, the next that answers is B
        (NOON + timedelta(hours=8), 6, "B"),  # at the end of the chain nobody answers: the nearest before
        (NOON - timedelta(days=1), 2, "B"),  # Sunday
    ],
)
def test_a_number_that_does_not_answer_at_the_hour_is_passed_over(now, unread_for, called):
    (one,) = reminders([delivery(now - timedelta(hours=unread_for))], {HOME: BY_DAY}, now)
    assert one.contact.purpose == called


def test_what_is_acknowledged_or_recalled_reminds_nobody_and_the_longest_unread_stands_first():
    early, late = NOON - timedelta(hours=9), NOON - timedelta(hours=3)
    rows = [delivery(late), delivery(early, acknowledged=NOON), delivery(early, recalled=NOON), delivery(early)]
    assert [one.delivery.sent for one in reminders(rows, {}, NOON)] == [early, late]


def test_hours_are_elapsed_time_also_when_the_clocks_change():
    sent = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)  # 01.30; an hour and a half later it is 04.00
    assert not reminders([delivery(sent)], {HOME: ALWAYS}, sent + timedelta(hours=1.5))
    assert reminders([delivery(sent)], {HOME: ALWAYS}, sent + timedelta(hours=2))


def test_a_clock_set_back_reminds_nobody():
    assert not reminders([delivery(NOON + timedelta(hours=1))], {HOME: ALWAYS}, NOON)


# ---- from the database


@pytest.fixture
def made(db):
    return town()


@pytest.fixture
def sent(made):
    person = patient(made)
    case = begin(made, "Ulla", "utskrivning", person, "oppna", START, tvangsvard="ingen")
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    case = do(made, "Disa", case, "bedom_behov", START, **need)
    receiver = made.units["Hemsjukvården Norr"]
    for place, (purpose, callers) in enumerate(
        (("Anhöriga", ["patient eller närstående"]), ("Dag", ["sjukhuset"]), ("Jour", [])), 1
    ):
        ContactWay.objects.create(
            unit=receiver,
            number=f"031390060{place}",
            purpose=purpose,
            callers=callers,
            opens=time(0),
            closes=time(0),
            place_in_chain=place,
            valid_from=date(2020, 1, 1),
        )
    return do(made, "Ulla", case, "inskrivningsmeddelande", START, beraknad="2026-05-08 13:00", till=[receiver.hsa_id])


def later(hours):
    return START + timedelta(hours=hours)


def test_the_sender_is_told_whom_colleagues_may_call(made, sent):
    told = [
        [(one["receiver"], one["purpose"]) for one in unread.shown(unread.of_unit(made.visit("Ulla", later(hours))))]
        for hours in (1, 2, 4, 9)
    ]
    assert told == [
        [],
        [("Hemsjukvården Norr", "Dag")],
        [("Hemsjukvården Norr", "Jour")],
        [("Hemsjukvården Norr", "Jour")],
    ]


def of_case(made, case, at):
    visit = made.visit("Ulla", at)
    return unread.of_case(visit, reading.case(visit, case.pk))


def test_others_are_not_told_and_a_receipt_ends_it(made, sent):
    assert not unread.of_unit(made.visit("Nora", later(5)))
    assert of_case(made, sent, later(5))
    do(made, "Nora", sent, "kvittera", later(5), handelse="3")
    assert not of_case(made, sent, later(6))
    assert not unread.of_unit(made.visit("Ulla", later(6)))


def test_the_case_tells_the_same_as_the_unit(made, sent):
    visit = made.visit("Ulla", later(5))
    told = [
        (one.delivery.version, one.delivery.receiver_id, one.delivery.sent, one.step, one.contact.pk, one.climbs)
        for one in (*unread.of_unit(visit), *of_case(made, sent, later(5)))
    ]
    assert len(told) == 2
    assert told[0] == told[1]


def test_all_of_it_takes_two_questions_to_the_database(made, sent, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        unread.shown(unread.of_unit(made.visit("Ulla", later(5))))


def test_a_long_list_of_what_waits_is_folded_after_the_first():
    one = {"receiver": "Hemsjukvården", "unit_url": "/x", "sent": START, "number": "", "step": 1}
    told = {
        number: render_to_string("casework/_unread.html", {"unread": [one] * number, "now": START}) for number in (6, 8)
    }
    assert ["<details" in told[6], "Visa 2 till" in told[8]] == [False, True]
    assert told[8].count("<ul") == told[8].count("</ul>") == 2
