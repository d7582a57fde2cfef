"""What each role is told, computed from what is stored; chosen kind by kind; new until one has looked; counted in one question."""

import re
from datetime import date, datetime, time, timedelta

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role
from samsyn_web.access import reading
from samsyn_web.access.middleware import HOLDING, OPEN_TO_ALL
from samsyn_web.access.models import Emergency
from samsyn_web.access.relations import can_list
from samsyn_web.access.visit import Visit, Worker
from samsyn_web.casework import unread
from samsyn_web.directory.models import ContactWay, DirectoryChange, Feedback, Holding
from samsyn_web.journal import texts as journal_texts
from samsyn_web.journal.models import Duty, Person
from samsyn_web.journal.projecting import tick
from samsyn_web.notices import choosing, kinds, listing, looking, prepared, sources
from samsyn_web.notices.choosing import Ways
from samsyn_web.notices.counting import to_tell
from samsyn_web.notices.models import Choice, Digest, Looked, Sending
from samsyn_web.trail.models import Entry, What
from web.care_home import agreed, homely_town
from web.cast import START, at_work, begin, do, patient, town

pytestmark = pytest.mark.django_db


@pytest.fixture
def made():
    made = town()
    made.worker("Adam", Role.ADMINISTRATOR, made.units["Hemsjukvården Norr"])
    made.worker("Kajsa", Role.CONTROLLER, made.units["Hemsjukvården Norr"])
    made.worker("Mats", Role.CHIEF_NURSE, made.units["Hemsjukvården Norr"])
    return made


@pytest.fixture
def at_desk(client, made):
    def sign_in(name):
        at_work(client, made.workers[name])
        return client

    return sign_in


def told(made, name, now=START):
    """Each kind that somebody is told of, and how many."""
    return {group.kind.id: len(group.tasks) for group in listing.groups(made.visit(name, now))}


def new(made, name, now=START):
    return prepared.count_new(made.visit(name, now))


def look(made, name, now=START):
    visit = made.visit(name, now)
    looking.look(visit)
    visit.write()


def hours(number):
    return START + timedelta(hours=number)


# ---- the table


def test_every_kind_has_a_source_and_a_teller_and_every_role_is_told_something():
    assert len({kind.id for kind in kinds.KINDS}) == len(kinds.KINDS)
    sourced = [name for source in sources.SOURCES for name in source.kinds]
    assert sorted(sourced) == sorted(kind.id for kind in kinds.KINDS)
    assert {source.kinds[0] for source in sources.SOURCES} == set(listing.TELLERS)
    for role in Role:
        mine = kinds.kinds_for([role])
        assert any(kind.stands for kind in mine) or role in {Role.STRATEGIST, Role.CONTROLLER}, role
        assert len(mine) >= 2, role
        assert any(kind.in_app for kind in mine), role
        assert any(kind.in_digest for kind in mine), role


def test_what_the_cases_tell_is_for_those_who_can_have_cases(made):
    for kind in kinds.KINDS:
        source = next(one for one in sources.SOURCES if kind.id in one.kinds)
        assert not source.shows_cases or kind.roles <= kinds.HAVE_CASES
    for worker in made.workers.values():
        assert can_list(Visit(worker, START)) is (worker.role in kinds.HAVE_CASES)


@pytest.mark.parametrize("kind", kinds.KINDS, ids=lambda kind: kind.id)
def test_every_kind_is_explained_and_told_by_number_alone(kind):
    assert kind.explanation.endswith(".")
    assert kind.told(7) == kind.many.format(n=7)
    assert not re.search(r"[{}]", kind.told(1) + kind.told(7))
    assert kind.roles
    assert kind.id == kinds.AVTAL_FEL or "7" in kind.told(7)


# ---- what is told


@pytest.fixture
def sent(made):
    """A discharge with a message to the municipality and the vårdcentral, in the ward's name."""
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    case = do(made, "Disa", case, "bedom_behov", START, **need)
    to = [made.units["Hemsjukvården Norr"].pk, made.units["Vårdcentralen Ängen"].pk]
    return do(made, "Ulla", case, "inskrivningsmeddelande", START, beraknad="2026-05-08 13:00", till=to)


def test_a_message_waits_for_the_receiver_and_becomes_the_senders_when_nobody_acknowledges(made, sent):
    assert told(made, "Nora")["meddelande"] == 1
    assert "nyhet" in told(made, "Nora")  # what happened before the message came
    assert "okvitterat" not in told(made, "Ulla", hours(1.9))
    assert told(made, "Ulla", hours(2))["okvitterat"] == 2
    do(made, "Nora", sent, "kvittera", hours(3), handelse="3")
    assert "meddelande" not in told(made, "Nora", hours(3))
    assert told(made, "Ulla", hours(3))["okvitterat"] == 1


def test_whom_to_call_about_an_unread_message_is_what_the_escalation_says(made, sent):
    for place, purpose in enumerate(("Dag", "Jour"), 1):
        ContactWay.objects.create(
            unit=made.units["Hemsjukvården Norr"],
            number=f"031390060{place}",
            purpose=purpose,
            opens=time(0),
            closes=time(0),
            place_in_chain=place,
            valid_from=date(2020, 1, 1),
        )
    for when in (2, 3, 4, 9):
        visit = made.visit("Ulla", hours(when))
        expected = {one.delivery.receiver.name: one.contact for one in unread.of_unit(visit)}
        (group,) = [one for one in listing.groups(visit) if one.kind.id == "okvitterat"]
        for task in group.tasks:
            contact = expected[task["title"].removesuffix(" har inte kvitterat")]
            assert (
                task["owner"].endswith("inte lämnat något nummer")
                if contact is None
                else contact.purpose in task["owner"]
            )
    assert contact is None or contact.purpose == "Jour"


def test_a_message_that_waits_is_not_told_as_news_too_and_a_colleagues_receipt_makes_it_news(made, sent):
    (news,) = [one for one in listing.groups(made.visit("Nora")) if one.kind.id == "nyhet"]
    assert "inskrivningsmeddelande" not in news.tasks[0]["title"]
    do(made, "Nora", sent, "kvittera", hours(1), handelse="3")
    made.worker("Nils", Role.NURSE, made.units["Hemsjukvården Norr"])
    (news,) = [one for one in listing.groups(made.visit("Nils", hours(1))) if one.kind.id == "nyhet"]
    assert news.tasks[0]["title"].startswith("Avdelning 5 skickade inskrivningsmeddelande")


def test_a_case_nobody_carries_is_told_to_both_parties_until_somebody_does(made, sent):
    do(made, "Disa", sent, "utskrivningsklar", hours(30))
    case = do(made, "Ulla", sent, "skriv_ut", hours(40), hem_till="ordinärt boende")
    assert case.has_alarm
    for who in ("Nora", "Viktor"):
        assert told(made, who, hours(41))["larm"] == 1
    do(made, "Nora", case, "ta_over", hours(42), uppgift=["omvardnad"])
    case = do(made, "Viktor", case, "ta_over", hours(42), uppgift=["lakare"])
    assert not case.has_alarm
    assert "larm" not in told(made, "Nora", hours(43))


@pytest.fixture
def disputed(made):
    """A disagreement that the vårdcentral raised with the nurses, to be settled before the 12th of May."""
    return begin(
        made,
        "Viktor",
        "oenighet",
        patient(made, "191212121220"),
        "anmal_oenighet",
        START,
        uppgifter=["omvardnad"],
        text="Vem utför peritonealdialysen hemma?",
        rader=["halland/hemsjukvard | primarvardsniva | kommunernas exempel"],
        till=[made.units["Hemsjukvården Norr"].pk],
        senast="2026-05-11",
        insats="peritonealdialys",
    )


@pytest.mark.parametrize(
    ("now", "kind"),
    [
        (datetime(2026, 5, 10, 23, 59, tzinfo=STOCKHOLM), ""),
        (datetime(2026, 5, 11, 0, 0, tzinfo=STOCKHOLM), "frist_idag"),
        (datetime(2026, 5, 11, 23, 59, 59, tzinfo=STOCKHOLM), "frist_idag"),
        (datetime(2026, 5, 12, 0, 0, tzinfo=STOCKHOLM), "frist_gatt"),
        (datetime(2026, 6, 12, 0, 0, tzinfo=STOCKHOLM), "frist_gatt"),
    ],
)
def test_a_deadline_is_told_on_its_day_and_when_it_has_passed_and_never_twice(made, disputed, now, kind):
    for who in ("Nora", "Viktor"):
        found = [
            group.kind.id
            for group in listing.groups(made.visit(who, now))
            if "Avgörande på nivån" in [task["title"] for task in group.tasks]
        ]
        assert found == ([kind] if kind else [])


def test_each_running_clock_gives_one_notice_at_most(made, sent):
    for hour in range(0, 24 * 9, 7):
        visit = made.visit("Ulla", hours(hour))
        rows = [row.pk for source in sources.SOURCES[3:4] for query in source.queries(visit) for row in query]
        assert len(rows) == len(set(rows))


def test_a_deviation_waits_for_the_receivers_answer_and_is_no_mere_deadline(made):
    nurses = made.units["Hemsjukvården Norr"]
    said = {"plats": "lakemedel", "till": [nurses.pk], "roll": "kommunsjukskoterska", "senast": "2026-05-18"}
    case = begin(made, "Ulla", "avvikelse", patient(made), "anmal_avvikelse", START, text="Listan saknades.", **said)
    for now in (START, datetime(2026, 5, 18, 8, tzinfo=START.tzinfo), datetime(2026, 5, 20, 8, tzinfo=START.tzinfo)):
        found = told(made, "Nora", now)
        assert found["avvikelse_svar"] == 1
        assert not {"frist_idag", "frist_gatt"} & set(found)
    do(made, "Nora", case, "besvara", hours(5), text="Den skickas med från i dag.")
    assert "avvikelse_svar" not in told(made, "Nora", hours(6))
    assert told(made, "Ulla", hours(6))["meddelande"] == 1


def test_a_disagreement_is_told_to_the_other_side_once_and_again_when_it_climbs(made, disputed, at_desk):
    assert told(made, "Nora")["oenighet"] == 1
    assert "oenighet" not in told(made, "Viktor")
    visit = made.visit("Nora", hours(1))
    reading.case(visit, disputed.pk)
    visit.write()
    assert "oenighet" not in told(made, "Nora", hours(1))
    said = {"skal": "Vi når inte fram.", "till": [made.units["Hemsjukvården Norr"].pk], "senast": "2026-05-20"}
    do(made, "Viktor", disputed, "lyft_nivan", hours(2), **said)
    assert told(made, "Nora", hours(2))["oenighet"] == 1


def test_the_board_is_told_that_there_is_a_disagreement_and_never_about_whom(made, disputed):
    for who in ("Stina", "Kajsa"):
        (group,) = [one for one in listing.groups(made.visit(who)) if one.kind.id == "oenigheter"]
        (task,) = group.tasks
        assert task["url"] == "/oenigheter"
        assert disputed.number not in str(task)
        assert "Testsson" not in str(task)
    assert "oenigheter" not in told(made, "Nora")
    assert "oenigheter" not in told(made, "Stina", START + timedelta(days=kinds.TOLD_DAYS + 1))


def test_a_doctor_support_that_ends_soon_is_told_from_the_agreements_own_warning(made):
    case = begin(made, "Disa", "lakarstod", patient(made), "bedom_hog_risk", START, skal="Sköra hemförhållanden.")
    to = [made.units["Läkarmedverkan"].pk, made.units["Vårdcentralen Ängen"].pk]
    case = do(made, "Disa", case, "initiera", START, till=to, text="Svår hjärtsvikt.")
    for who in ("Lena", "Viktor"):
        case = do(made, who, case, "planera_tillsammans", START, text="Vi delar på det.")
    case = do(made, "Lena", case, "starta", START)
    duty = Duty.objects.filter(case=case, clock="Läkarstödets tid").first()
    assert "lakarstod_slutar" not in told(made, "Lena", duty.warns - timedelta(seconds=1))
    assert told(made, "Lena", duty.warns)["lakarstod_slutar"] == 1
    assert "lakarstod_slutar" not in told(made, "Lena", duty.due)
    assert "frist_gatt" in told(made, "Lena", duty.due)


@pytest.mark.parametrize(
    ("confirmed", "is_told"),
    [(None, True), (timedelta(days=91), True), (timedelta(days=89), False)],
)
def test_a_number_that_nobody_has_confirmed_for_long_is_told_to_its_own_unit(made, confirmed, is_told):
    ContactWay.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        number="0313900601",
        purpose="Dag",
        opens=time(0),
        closes=time(0),
        valid_from=date(2025, 1, 1),
        confirmed_at=None if confirmed is None else START - confirmed,
        confirmed_by=None if confirmed is None else made.workers["Nora"].account,
    )
    assert ("nummer" in told(made, "Nora")) is is_told
    assert ("nummer" in told(made, "Adam")) is is_told
    assert "nummer" not in told(made, "Viktor")


def test_a_version_that_has_begun_to_apply_is_told_to_everybody_for_thirty_days(made):
    day = date(2026, 3, 3)  # halland/lakarinsatser
    noon = datetime.combine(day, time(12), STOCKHOLM)
    for who in made.workers:
        assert "avtal_nytt" in told(made, who, noon), who
        assert "avtal_nytt" not in told(made, who, noon - timedelta(days=1)), who
        assert "avtal_nytt" not in told(made, who, noon + timedelta(days=kinds.TOLD_DAYS)), who
    assert new(made, "Logge", noon) == told(made, "Logge", noon)["avtal_nytt"]
    look(made, "Logge", noon)
    assert new(made, "Logge", noon + timedelta(hours=1)) == 0


def test_files_that_cannot_be_read_are_told_to_those_who_look_after_the_agreements(made, settings, tmp_path):
    settings.DATA = tmp_path
    journal_texts.forget()
    journal_texts.texts()
    settings.AGREEMENTS = tmp_path / "avtal"
    settings.AGREEMENTS.mkdir()
    try:
        journal_texts.forget()
        assert journal_texts.texts().warning
        for who in ("Stina", "Kajsa", "Adam", "Mats"):
            assert told(made, who)["avtal_fel"] == 1, who
        assert "avtal_fel" not in told(made, "Nora")
    finally:
        journal_texts.forget()


def test_the_reviewer_is_told_of_their_own_providers_emergencies(made):
    person = patient(made)
    for who in ("Hedda", "Disa"):
        worker = made.workers[who]
        Emergency.objects.create(
            person=person, account=worker.account, unit=worker.unit, reason="Medvetslös.", starts=START, ends=hours(4)
        )
    assert told(made, "Logge", hours(1)) == {"nodoppning": 1}
    assert new(made, "Logge", hours(1)) == 1


def test_the_administrator_is_told_of_feedback_and_of_digests_that_failed_at_their_own_provider(made):
    Feedback.objects.create(at=START, text="Knappen syns inte.")
    for who in ("Nora", "Viktor"):
        Sending.objects.create(
            account=made.workers[who].account, day=START.date(), again=hours(1), failed=START, failure="nej", attempts=1
        )
    assert told(made, "Adam", hours(1)) == {"aterkoppling": 1, "utskick": 1}
    assert new(made, "Adam", hours(1)) == 2


def test_one_who_works_as_two_things_is_told_of_each_alone(made, sent):
    account = made.workers["Nora"].account
    other = Holding.objects.create(
        account=account, role=Role.LOG_REVIEWER, unit=made.units["Biståndsenheten"], valid_from=date(2020, 1, 1)
    )
    other = Holding.objects.select_related("unit__party", "account").get(pk=other.pk)
    assert listing.groups(Visit(Worker(account, other), START)) == []
    assert "meddelande" in told(made, "Nora")
    look(made, "Nora", hours(1))
    assert Looked.objects.get().role == Role.NURSE
    assert Looked.objects.get().unit_id == "SE2321000115-T003"


def test_who_has_cases_about_a_care_home_is_told_of_those_and_leaves_no_track_of_persons(at_home, client):
    sara = at_home.made.workers["Sara"]
    visit = at_home.made.visit("Sara", hours(3))
    assert {group.kind.id for group in listing.groups(visit)} >= {"okvitterat"}
    assert not visit.tracks.persons
    assert list(visit.tracks.cases) == [at_home.case.pk]
    marked = sum(bool(task.get("badge")) for group in listing.groups(visit) for task in group.tasks)
    assert prepared.count_new(visit) == marked > 0
    assert to_tell(visit, START)["okvitterat"] == 3  # the home, its vårdcentral and the management
    client.force_login(sara.account)
    session = client.session
    session.update({HOLDING: sara.holding.pk, "strong": True})
    session.save()
    page = client.get("/aviseringar").content.decode()
    assert "Strandgården" in page


@pytest.fixture
def at_home():
    return agreed(homely_town())


# ---- new, and the number in the header


def test_what_is_new_is_new_until_one_has_looked_and_nobody_else_is_touched(made, sent):
    made.worker("Nils", Role.NURSE, made.units["Hemsjukvården Norr"])
    assert new(made, "Nora", hours(1)) == sum(told(made, "Nora", hours(1)).values())
    look(made, "Nora", hours(1))
    assert new(made, "Nora", hours(1)) == 0
    assert told(made, "Nora", hours(1))["meddelande"] == 1
    assert new(made, "Nils", hours(1)) > 0
    do(made, "Ulla", sent, "andra_beraknad", hours(2), beraknad="2026-05-09 13:00", skal="")
    assert new(made, "Nora", hours(2)) == 1


@pytest.mark.parametrize("looked", [None, 1, 20, 30, 41, 100])
def test_the_header_counts_what_the_page_marks_as_new(made, sent, disputed, looked):
    do(made, "Disa", sent, "utskrivningsklar", hours(30))
    do(made, "Ulla", sent, "skriv_ut", hours(40), hem_till="ordinärt boende")
    Feedback.objects.create(at=hours(30), text="Knappen syns inte.")
    ContactWay.objects.create(
        unit=made.units["Hemsjukvården Norr"],
        number="0313900601",
        purpose="Dag",
        opens=time(0),
        closes=time(0),
        valid_from=date(2026, 5, 5),
    )
    now = hours(24 * 5)
    tick(now)
    for who in made.workers:
        if looked is not None:
            look(made, who, hours(looked))
        marked = sum(bool(task.get("badge")) for group in listing.groups(made.visit(who, now)) for task in group.tasks)
        assert new(made, who, now) == marked, who
        choosing.choose(
            account=made.workers[who].account,
            said={kind.id: Ways(False, False) for kind in kinds.KINDS[::2]},
            is_wanted=False,
            hour=7,
            at=now,
        )
        marked = sum(bool(task.get("badge")) for group in listing.groups(made.visit(who, now)) for task in group.tasks)
        assert new(made, who, now) == marked, who


def test_a_source_that_asks_with_something_unknown_is_refused(made):
    one, two = prepared._invented(Role.NURSE, 1), prepared._invented(Role.NURSE, 2)

    def asks(visit):
        return Feedback.objects.filter(at=visit.now - timedelta(days=3)).values_list("pk")

    with pytest.raises(LookupError, match="none of account, unit"):
        prepared._part(asks(one[0]), asks(two[0]), one, two)


@pytest.mark.parametrize("who", ["Nora", "Stina", "Logge", "Adam"])
def test_the_number_takes_one_question_on_a_page_and_none_on_the_page_of_notices_or_those_open_to_all(
    at_desk, sent, who
):
    def asked(path):
        with CaptureQueriesContext(connection) as captured:
            answer = at_desk_client.get(path)
        assert answer.status_code == 200
        return sum(
            " UNION ALL " in one["sql"]
            or ("notices_looked" in one["sql"].partition("WHERE")[2] and "COUNT" in one["sql"])
            for one in captured.captured_queries
        )

    at_desk_client = at_desk(who)
    prepared._prepared.cache_clear()
    assert asked("/ring") == 1
    assert asked("/ring") == 1
    for path in ("/reservrutin", "/tillganglighet"):
        assert asked(path) == 0


def test_the_header_says_how_many_are_new(at_desk, made, sent):
    client = at_desk("Nora")
    count = prepared.count_new(made.visit("Nora", timezone.now()))
    assert count
    assert f"({count}<span" in client.get("/ring").content.decode()
    page = client.get("/aviseringar").content.decode()
    assert f"{count} är nya" in page or f"{count} är ny " in page
    assert "notices-link__count" not in client.get("/ring").content.decode()
    assert "Inget är nytt" in client.get("/aviseringar").content.decode()


def test_the_pages_open_to_all_are_those_that_ask_nothing():
    assert {"reservrutin", "tillganglighet"} <= OPEN_TO_ALL


# ---- the page, the trail, protected identities


def test_the_page_leads_to_each_case_and_leaves_its_track(at_desk, made, sent):
    page = at_desk("Nora").get("/aviseringar").content.decode()
    assert f"/fall/{sent.pk}" in page
    entry = Entry.objects.latest("pk")
    assert (entry.what, entry.page, entry.cases) == (What.LISTED, "aviseringar", [str(sent.pk)])
    assert entry.persons == [str(sent.person_id)]
    assert Looked.objects.get().account == made.workers["Nora"].account


def test_a_protected_identity_is_hidden(at_desk, made, sent):
    Person.objects.update(protection="skyddad")
    page = at_desk("Nora").get("/aviseringar").content.decode()
    assert "Skyddade personuppgifter" in page
    assert "Testsson" not in page


def test_the_board_and_the_reviewer_leave_no_track_of_persons(at_desk, made, disputed):
    for who in ("Stina", "Kajsa", "Logge", "Adam"):
        assert at_desk(who).get("/aviseringar").status_code == 200
    assert not Entry.objects.filter(page="aviseringar").exists()


@pytest.mark.django_db(transaction=True)
def test_the_look_is_not_remembered_when_the_trail_cannot_be_written(at_desk, made, sent):
    def fails(execute, sql, params, many, context):
        if "trail_touched" in sql:
            raise OperationalError(sql[:40])
        return execute(sql, params, many, context)

    client = at_desk("Nora")
    entries = Entry.objects.count()
    with connection.execute_wrapper(fails), pytest.raises(OperationalError):
        client.get("/aviseringar")
    assert not Looked.objects.exists()
    assert Entry.objects.count() == entries


# ---- choosing


def said(on_app=(), on_digest=(), **more):
    return {f"app_{one}": "on" for one in on_app} | {f"mejl_{one}": "on" for one in on_digest} | {"klockan": "7"} | more


def test_what_one_has_chosen_holds_and_what_was_before_is_kept(at_desk, made, sent):
    client = at_desk("Nora")
    account = made.workers["Nora"].account
    mine = [kind.id for kind in kinds.kinds_for([Role.NURSE])]
    answer = client.post("/aviseringar/val", said(set(mine) - {"meddelande"}, set(mine) - {"larm"}), follow=True)
    assert "Dina val gäller nu." in answer.content.decode()
    now = timezone.now()
    assert choosing.chosen(account, now.date())["meddelande"] == Ways(False, True)
    visit = made.visit("Nora", now)
    assert "meddelande" not in {group.kind.id for group in listing.groups(visit)}
    assert to_tell(visit, now)["meddelande"] == 1
    changes = DirectoryChange.objects.filter(table="choice")
    assert {(one.by, one.before) for one in changes} == {(account, None)}
    client.post("/aviseringar/val", said(mine, mine))
    latest = DirectoryChange.objects.filter(table="choice").first()
    assert latest.before["kind"] == latest.after["kind"]
    assert latest.before != latest.after
    assert "meddelande" in {group.kind.id for group in listing.groups(visit)}
    assert choosing.chosen(made.workers["Viktor"].account, now.date())["meddelande"] == Ways(True, True)


def test_a_choice_of_another_day_begins_a_new_row(made):
    account = made.workers["Nora"].account
    for days, in_app in ((0, False), (3, True), (5, False)):
        choosing.choose(
            account=account,
            said={"larm": Ways(in_app, True)},
            is_wanted=False,
            hour=7,
            at=START + timedelta(days=days),
        )
    rows = [
        (one.valid_from.day, one.valid_to and one.valid_to.day, one.in_app) for one in Choice.objects.order_by("pk")
    ]
    assert rows == [(4, 7, False), (7, 9, True), (9, None, False)]
    assert choosing.chosen(account, date(2026, 5, 8))["larm"].in_app


def test_saving_what_is_as_before_leaves_no_row(at_desk, made):
    mine = kinds.kinds_for([Role.NURSE])
    same = said([kind.id for kind in mine if kind.in_app], [kind.id for kind in mine if kind.in_digest])
    at_desk("Nora").post("/aviseringar/val", same)
    assert not Choice.objects.exists()
    assert not Digest.objects.exists()
    assert not DirectoryChange.objects.exists()


def test_the_digest_needs_an_address(at_desk, made):
    client = at_desk("Nora")
    answer = client.post("/aviseringar/val", said(sammandrag="on"))
    assert answer.status_code == 422
    assert "Ditt konto har ingen e-postadress." in answer.content.decode()
    assert not Digest.objects.exists()
    assert not Choice.objects.exists()
    account = made.workers["Nora"].account
    account.email = "nora@exempel.invalid"
    account.save()
    assert client.post("/aviseringar/val", said(sammandrag="on", klockan="6")).status_code == 302
    assert (Digest.objects.get().is_wanted, Digest.objects.get().hour) == (True, 6)
    client.post("/aviseringar/val", said(klockan="6"))
    assert not Digest.objects.get().is_wanted


@pytest.mark.parametrize("hour", ["24", "-1", "sju", "", "7\0"])
def test_an_hour_that_is_none_is_refused(at_desk, made, hour):
    answer = at_desk("Nora").post("/aviseringar/val", said() | {"klockan": hour})
    assert answer.status_code == 422
    assert "Välj ett" in answer.content.decode()
    assert not Choice.objects.exists()


def test_one_chooses_for_all_ones_roles_and_for_no_others(at_desk, made):
    account = made.workers["Nora"].account
    Holding.objects.create(
        account=account, role=Role.LOG_REVIEWER, unit=made.units["Biståndsenheten"], valid_from=date(2020, 1, 1)
    )
    page = at_desk("Nora").get("/aviseringar/val").content.decode()
    assert 'name="app_nodoppning"' in page
    assert 'name="app_meddelande"' in page
    assert 'name="app_aterkoppling"' not in page
    at_desk("Nora").post("/aviseringar/val", said() | {"app_aterkoppling": "on"})
    assert not Choice.objects.filter(kind="aterkoppling").exists()


def test_only_an_administrator_sees_which_digests_failed(at_desk, made):
    Sending.objects.create(
        account=made.workers["Nora"].account,
        day=START.date(),
        again=START,
        failed=timezone.now(),
        failure="ingen server",
    )
    Sending.objects.create(
        account=made.workers["Viktor"].account,
        day=START.date(),
        again=START,
        failed=timezone.now(),
        failure="hos andra",
    )
    page = at_desk("Adam").get("/aviseringar/utskick").content.decode()
    assert "ingen server" in page
    assert "hos andra" not in page
    assert at_desk("Nora").get("/aviseringar/utskick").status_code == 403
