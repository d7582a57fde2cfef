"""The daily digest: to whom, when, once; retried and never doubled; over a real mail server; and nothing in it of any patient."""

import re
import socket
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes, policy
from io import StringIO
from pathlib import Path

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role
from samsyn_web.access.visit import holdings_of
from samsyn_web.directory.models import Account, Holding, Unit
from samsyn_web.notices import choosing, sending
from samsyn_web.notices.choosing import Ways
from samsyn_web.notices.models import Digest, Sending
from samsyn_web.trail.models import Entry
from web.cast import START, begin, do, patient, town
from web.test_killed import Place, on_either
from web.test_killed import vendor as vendor  # noqa: PLC0414 (a fixture)

pytestmark = pytest.mark.django_db

SEVEN = datetime(2026, 5, 5, 5, 0, tzinfo=UTC)  # Tuesday, 07.00 in Sweden
ROOT = Path(__file__).resolve().parents[2]


class Letterbox:
    """A mail server's inside: what it has accepted, and how it answers."""

    def __init__(self):
        self.mails = []
        self.answers = {}
        """What it says to RCPT and DATA instead of yes; `hang up` breaks the connection when all of the mail has come."""

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: ARG002, N802 (aiosmtpd's)
        if refusal := self.answers.get(address) or self.answers.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: ARG002, N802 (aiosmtpd's)
        answer = self.answers.get("DATA", "250 OK")
        if answer.startswith("250") or answer == "hang up":
            self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        if answer == "hang up":
            server.transport.abort()
            return "250 OK"
        return answer


class OnAnyPort(Controller):
    """A server on a port that the machine chooses."""

    def factory(self):
        return SMTP(self.handler, **self.SMTP_kwargs)


@pytest.fixture
def letterbox(settings):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    box = Letterbox()
    server = OnAnyPort(box, hostname="127.0.0.1", port=port)
    server.start()
    connect(settings, port)
    yield box
    server.stop()


def connect(settings, port):
    settings.IS_MAIL = True
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    settings.EMAIL_TIMEOUT = 5
    settings.MAIL_FROM = "Samsyn <samsyn@exempel.invalid>"
    settings.ADDRESS = "https://samsyn.exempel.invalid"


@pytest.fixture
def made():
    return town()


@pytest.fixture
def waiting(made):
    """A message that Nora's unit and the vårdcentral have not acknowledged."""
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    need = {"kommunens_insatser_efter_utskrivning": "sjukvård", "oppenvardens_insatser_efter_utskrivning": "ja"}
    case = do(made, "Disa", case, "bedom_behov", START, **need)
    to = [made.units["Hemsjukvården Norr"].pk, made.units["Vårdcentralen Ängen"].pk]
    return do(made, "Ulla", case, "inskrivningsmeddelande", START, beraknad="2026-05-08 13:00", till=to)


def wants(made, *names, hour=7, at=START):
    for name in names:
        account = made.workers[name].account
        account.email = f"{name.lower()}@exempel.invalid"
        account.save()
        choosing.choose(account=account, said={}, is_wanted=True, hour=hour, at=at)


def words(mail):
    return mail.get_body(("plain",)).get_content().replace("\r\n", "\n")


# ---- what it says, and over which way


def test_it_says_how_many_of_what_in_plain_text_and_as_html(made, waiting, letterbox):
    wants(made, "Nora")
    done = sending.send_due(SEVEN)
    assert (done.sent, done.nothing, done.again, done.unsure) == (1, 0, 0, 0)
    (mail,) = letterbox.mails
    assert mail["To"] == "nora@exempel.invalid"
    assert mail["From"] == "Samsyn <samsyn@exempel.invalid>"
    assert mail["Subject"] == "Sammandrag från Samsyn"
    assert mail["List-Unsubscribe"] == "<https://samsyn.exempel.invalid/aviseringar/val>"
    assert mail["Auto-Submitted"] == "auto-generated"
    assert words(mail).splitlines()[:7] == [
        "Hej!",
        "",
        "Det här väntar på dig i Samsyn.",
        "",
        "Som kommunsjuksköterska",
        "- 1 meddelande väntar på kvittens",
        "",
    ]
    assert "https://samsyn.exempel.invalid/\n" in words(mail)
    html = mail.get_body(("html",)).get_content()
    assert "<li>1 meddelande väntar på kvittens</li>" in html
    assert '<a href="https://samsyn.exempel.invalid/aviseringar/val">' in html
    assert not re.search(r"<img|<script|style=|src=", html)


def test_only_who_wants_it_gets_it_and_what_one_does_not_want_is_not_in_it(made, waiting, letterbox):
    wants(made, "Nora", "Viktor")
    for name in ("Nora", "Viktor"):
        account = made.workers[name].account
        choosing.choose(
            account=account, said={"meddelande": Ways(True, name == "Nora")}, is_wanted=True, hour=7, at=START
        )
    done = sending.send_due(SEVEN)
    assert (done.sent, done.nothing) == (1, 1)
    assert [mail["To"] for mail in letterbox.mails] == ["nora@exempel.invalid"]


def test_nothing_to_say_is_no_mail_and_nothing_later_that_day(made, letterbox):
    wants(made, "Nora")
    assert sending.send_due(SEVEN).nothing == 1
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", SEVEN, tvangsvard="ingen")
    said = {"beraknad": "2026-05-08 13:00", "till": [made.units["Hemsjukvården Norr"].pk]}
    do(made, "Ulla", case, "inskrivningsmeddelande", SEVEN, **said)
    assert sending.send_due(SEVEN + timedelta(hours=3)).sent == 0
    assert sending.send_due(SEVEN + timedelta(days=1)).sent == 1
    assert len(letterbox.mails) == 1


def test_what_waits_is_told_every_day_and_what_has_happened_once(made, waiting, letterbox):
    wants(made, "Nora")
    account = made.workers["Nora"].account
    choosing.choose(account=account, said={"nyhet": Ways(True, True)}, is_wanted=True, hour=7, at=START)
    for days in range(3):
        sending.send_due(SEVEN + timedelta(days=days))
    told = [re.findall(r"^- (.*)$", words(mail), re.MULTILINE) for mail in letterbox.mails]
    news, waits = "I 1 fall har en annan enhet gjort något", "1 meddelande väntar på kvittens"
    assert told == [[waits, news], [waits], [waits]]


def test_roles_are_told_apart_without_naming_a_unit(made, waiting, letterbox):
    wants(made, "Nora")
    account = made.workers["Nora"].account
    for role, unit in (
        (Role.NURSE, "Vårdcentralen Ängen"),
        (Role.DISCHARGE_COORDINATOR, "Avdelning 5"),
        (Role.LOG_REVIEWER, "Avdelning 5"),
    ):
        Holding.objects.create(account=account, role=role, unit=made.units[unit], valid_from=date(2020, 1, 1))
    sending.send_due(SEVEN)
    (mail,) = letterbox.mails
    assert re.findall(r"^Som .*$", words(mail), re.MULTILINE) == [
        "Som kommunsjuksköterska (uppdrag 1 av 2)",
        "Som kommunsjuksköterska (uppdrag 2 av 2)",
        "Som utskrivningssamordnare",
    ]
    assert not any(unit.name in mail.as_string() for unit in Unit.objects.all())


def test_a_role_that_is_held_no_longer_is_not_told(made, waiting, letterbox):
    wants(made, "Nora")
    Holding.objects.filter(account=made.workers["Nora"].account).update(valid_to=SEVEN.date())
    assert sending.send_due(SEVEN).nothing == 1


def test_counting_leaves_no_track_for_nobody_has_seen_anything(made, waiting, letterbox):
    wants(made, "Nora")
    before = Entry.objects.count()
    sending.send_due(SEVEN)
    assert Entry.objects.count() == before


# ---- once a day, whatever happens


def test_at_most_one_a_person_and_day_however_often_it_is_run(made, waiting, letterbox):
    wants(made, "Nora", "Viktor")
    for minutes in range(0, 16 * 60, 45):
        sending.send_due(SEVEN + timedelta(minutes=minutes))
    assert sorted(mail["To"] for mail in letterbox.mails) == ["nora@exempel.invalid", "viktor@exempel.invalid"]
    assert set(Sending.objects.values_list("state", flat=True)) == {"skickat"}


def test_it_is_not_sent_before_its_hour_and_late_when_nobody_sent_it_in_time(made, waiting, letterbox):
    wants(made, "Nora", hour=9)
    assert sending.send_due(SEVEN + timedelta(hours=1, minutes=59)).sent == 0
    assert sending.send_due(SEVEN + timedelta(hours=11)).sent == 1


@pytest.mark.parametrize(
    ("day", "hour", "expected"),
    [
        # In spring 02.00 to 03.00 is not; in autumn it is twice. The mail comes once, at the hour or the first after it.
        (date(2026, 3, 29), 2, "2026-03-29 03:00"),
        (date(2026, 3, 29), 3, "2026-03-29 03:00"),
        (date(2026, 3, 29), 1, "2026-03-29 01:00"),
        (date(2026, 10, 25), 2, "2026-10-25 02:00"),
        (date(2026, 10, 25), 3, "2026-10-25 03:00"),
        (date(2026, 10, 25), 0, "2026-10-25 00:00"),
        (date(2026, 10, 25), 23, "2026-10-25 23:00"),
    ],
)
def test_one_mail_also_on_the_days_when_the_clocks_change(made, letterbox, day, hour, expected):
    at = datetime(2026, 1, 2, 8, tzinfo=UTC)
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", at, tvangsvard="ingen")
    said = {"beraknad": "2026-01-08 13:00", "till": [made.units["Hemsjukvården Norr"].pk]}
    do(made, "Ulla", case, "inskrivningsmeddelande", at, **said)
    wants(made, "Nora", hour=hour, at=at)
    midnight = datetime(day.year, day.month, day.day, tzinfo=STOCKHOLM).astimezone(UTC)
    sent = []
    now = midnight
    while now.astimezone(STOCKHOLM).date() == day:
        if sending.send_due(now).sent:
            sent.append(f"{now.astimezone(STOCKHOLM):%Y-%m-%d %H:%M}")
        now += timedelta(minutes=20)
    assert sent == [expected]
    assert len(letterbox.mails) == 1


def test_the_database_itself_allows_one_a_person_and_day(made):
    account = made.workers["Nora"].account
    Sending.objects.create(account=account, day=SEVEN.date(), again=SEVEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        Sending.objects.create(account=account, day=SEVEN.date(), again=SEVEN)


def test_what_one_has_claimed_nobody_else_gets(made):
    account = made.workers["Nora"].account
    assert sending.claim(account, SEVEN.date(), SEVEN)
    assert sending.claim(account, SEVEN.date(), SEVEN) is None
    assert sending.claim(account, SEVEN.date() + timedelta(days=1), SEVEN)


MADE = """
from web.cast import *
from samsyn_web.notices.choosing import choose
made = town()
for name, worker in list(made.workers.items()):
    worker.account.email = f"{name.lower()}@exempel.invalid"
    worker.account.save()
    choose(account=worker.account, said={}, is_wanted=True, hour=0, at=START)
    Holding.objects.get_or_create(account=worker.account, role="kommunsjukskoterska",
        unit=made.units["Hemsjukvården Norr"], defaults={"valid_from": date(2020, 1, 1)})
case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
do(made, "Ulla", case, "inskrivningsmeddelande", START, beraknad="2026-05-08 13:00",
    till=[made.units["Hemsjukvården Norr"].pk])
print(len(made.workers))
"""


@on_either
def test_several_senders_at_once_send_one_to_each_person(vendor, tmp_path, letterbox, settings):
    place = Place(tmp_path, vendor)
    place.environment |= {
        "SAMSYN_SMTP_HOST": "127.0.0.1",
        "SAMSYN_SMTP_PORT": str(settings.EMAIL_PORT),
        "SAMSYN_SMTP_SECURITY": "none",
        "SAMSYN_MAIL_FROM": "samsyn@exempel.invalid",
        "SAMSYN_ADDRESS": "https://samsyn.exempel.invalid",
    }
    place.manage("migrate", "--verbosity", "0")
    people = int(place.ask(MADE))
    senders = [
        subprocess.Popen(
            [sys.executable, "-m", "samsyn_web.manage", "send_digest"],
            env=place.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(3)
    ]
    told = [int(re.match(r"\d+", one.communicate()[0])[0]) for one in senders]
    assert [one.returncode for one in senders] == [0, 0, 0]
    assert sum(told) == people
    assert len({mail["To"] for mail in letterbox.mails}) == len(letterbox.mails) == people


def test_what_was_sent_long_ago_is_forgotten(made, waiting, letterbox):
    wants(made, "Nora")
    sending.send_due(SEVEN)
    sending.send_due(SEVEN + timedelta(days=90))
    assert Sending.objects.count() == 2
    sending.send_due(SEVEN + timedelta(days=91))
    assert [one.day for one in Sending.objects.order_by("day")] == [
        SEVEN.date() + timedelta(days=90),
        SEVEN.date() + timedelta(days=91),
    ]


# ---- what fails


def test_a_server_that_is_down_stops_the_run_and_is_tried_again(made, waiting, letterbox, settings):
    wants(made, "Nora", "Viktor")
    right = settings.EMAIL_PORT
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound and not listening: every connection is refused
        settings.EMAIL_PORT = silent.getsockname()[1]
        done = sending.send_due(SEVEN)
    assert (done.sent, done.again, done.stopped) == (0, 1, sending.NO_SERVER)
    settings.EMAIL_PORT = right
    assert sending.send_due(SEVEN + timedelta(minutes=5)).sent == 1  # the other, who was never tried
    assert sending.send_due(SEVEN + timedelta(minutes=10)).sent == 1
    assert len(letterbox.mails) == 2
    assert {one.attempts for one in Sending.objects.all()} == {1, 2}


@pytest.mark.parametrize(
    ("place", "answer", "why"),
    [
        ("RCPT", "550 no such user", sending.NO_ADDRESS),
        ("RCPT", "451 try later", sending.NO_ADDRESS),
        ("DATA", "554 looks like spam", sending.NO_MAIL),
        ("DATA", "452 full", sending.NO_MAIL),
    ],
)
def test_what_the_server_did_not_take_is_tried_again_with_longer_and_longer_pauses(
    made, waiting, letterbox, place, answer, why
):
    wants(made, "Nora")
    letterbox.answers[place] = answer
    tried = []
    for minutes in range(0, 8 * 60, 10):
        if sending.send_due(SEVEN + timedelta(minutes=minutes)).again:
            tried.append(minutes)
    assert tried == [0, 10, 30, 70, 150, 270, 390]
    assert Sending.objects.get().failure == why
    assert not letterbox.mails
    letterbox.answers.clear()
    assert sending.send_due(SEVEN + timedelta(hours=9)).sent == 1
    assert len(letterbox.mails) == 1


def test_one_who_cannot_be_sent_to_does_not_stop_the_others(made, waiting, letterbox):
    wants(made, "Nora", "Viktor", "Fatima")
    letterbox.answers["nora@exempel.invalid"] = "550 no such user"
    done = sending.send_due(SEVEN)
    assert (done.sent, done.again) == (2, 1)


def test_a_mail_that_may_have_come_through_is_never_sent_again(made, waiting, letterbox):
    wants(made, "Nora")
    letterbox.answers["DATA"] = "hang up"
    assert sending.send_due(SEVEN).unsure == 1
    assert len(letterbox.mails) == 1  # it had in fact come through
    letterbox.answers.clear()
    for hour in range(1, 16):
        assert sending.send_due(SEVEN + timedelta(hours=hour)).sent == 0
    assert len(letterbox.mails) == 1
    assert Sending.objects.get().failure == sending.BROKEN
    assert sending.send_due(SEVEN + timedelta(days=1)).sent == 1


def test_a_sender_that_died_leaves_a_claim_that_nobody_sends_and_that_is_told(made, waiting, letterbox):
    wants(made, "Nora")
    sending.claim(made.workers["Nora"].account, SEVEN.date(), SEVEN)
    assert sending.send_due(SEVEN + timedelta(minutes=30)).unsure == 0
    assert sending.send_due(SEVEN + timedelta(minutes=61)).unsure == 1
    assert not letterbox.mails
    assert (Sending.objects.get().state, Sending.objects.get().failure) == ("oklart", sending.DIED)


def test_an_address_that_cannot_stand_in_a_mail_is_a_failure_and_no_crash(made, waiting, letterbox):
    wants(made, "Nora", "Viktor")
    Account.objects.filter(username="nora").update(email="nora@exempel.invalid\nBcc: x@exempel.invalid")
    done = sending.send_due(SEVEN)
    assert (done.sent, done.again) == (1, 1)
    assert [mail["To"] for mail in letterbox.mails] == ["viktor@exempel.invalid"]


def test_what_failed_is_logged_without_anybodys_name_or_address(made, waiting, letterbox, caplog):
    wants(made, "Nora")
    letterbox.answers["RCPT"] = "550 nora@exempel.invalid does not exist"
    with caplog.at_level("INFO", logger="samsyn.digest"):
        sending.send_due(SEVEN)
    assert "digest failed" in caplog.text
    assert str(made.workers["Nora"].account.pk) in caplog.text
    assert not re.search(r"(?i)nora|exempel|testsson|1912", caplog.text)
    assert "exempel" not in Sending.objects.get().failure


@pytest.mark.parametrize("how", ["closed", "without address", "wants it no more"])
def test_who_should_not_be_sent_to_is_not(made, waiting, letterbox, how):
    wants(made, "Nora")
    account = made.workers["Nora"].account
    if how == "closed":
        Account.objects.filter(pk=account.pk).update(is_active=False)
    elif how == "without address":
        Account.objects.filter(pk=account.pk).update(email="")
    else:
        choosing.choose(account=account, said={}, is_wanted=False, hour=7, at=START)
    assert sending.send_due(SEVEN) == sending.Sent()
    assert not Sending.objects.exists()


# ---- the command, and its settings


def test_the_command_sends_and_says_how_many(made, waiting, letterbox, monkeypatch):
    wants(made, "Nora", hour=0)
    out = StringIO()
    monkeypatch.setattr("django.utils.timezone.now", lambda: SEVEN)
    call_command("send_digest", stdout=out)
    assert out.getvalue() == "1 sammandrag skickade, 0 hade inget att säga, 0 försöks igen, 0 oklara.\n"
    assert len(letterbox.mails) == 1


def test_the_command_refuses_when_no_server_is_named(made):
    with pytest.raises(CommandError, match="SAMSYN_SMTP_HOST är inte satt") as refused:
        call_command("send_digest")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({}, ""),
        ({"SAMSYN_MAIL_FROM": None}, "SAMSYN_MAIL_FROM is not set"),
        ({"SAMSYN_ADDRESS": None}, "SAMSYN_ADDRESS is not set"),
        ({"SAMSYN_ADDRESS": "http://samsyn.exempel.invalid"}, "does not begin with https://"),
        ({"SAMSYN_SMTP_SECURITY": "ja"}, "is none of starttls, tls, none"),
        ({"SAMSYN_SMTP_PORT": "brev"}, "is not a whole number"),
        ({"SAMSYN_SMTP_USER": "samsyn", "SAMSYN_SMTP_SECURITY": "none"}, "for all to read"),
    ],
)
def test_settings_that_are_missing_or_wrong_stop_the_program_and_say_why(tmp_path, said, why):
    complete = {
        "PATH": "/usr/bin:/bin",
        "SAMSYN_DATA": str(tmp_path),
        "SAMSYN_SMTP_HOST": "127.0.0.1",
        "SAMSYN_MAIL_FROM": "samsyn@exempel.invalid",
        "SAMSYN_ADDRESS": "https://samsyn.exempel.invalid",
        "DJANGO_SETTINGS_MODULE": "samsyn_web.project.settings",
    }
    environment = {name: value for name, value in (complete | said).items() if value is not None}
    ran = subprocess.run(
        [sys.executable, "-c", "from django.conf import settings; print(settings.IS_MAIL)"],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == ((1, "") if why else (0, "True\n"))
    assert why in ran.stderr


def test_the_digest_is_of_the_roles_held_that_day(made):
    account = made.workers["Nora"].account
    assert [one.role for one in holdings_of(account, SEVEN.date())] == [Role.NURSE]
    assert not Digest.objects.filter(account=account).exists()
