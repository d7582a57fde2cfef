"""Whatever waits, and for whomever: no digest has a word of any patient, case, unit or colleague."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import transaction

from samsyn.synthetic import halland
from samsyn_web.demo.loading import load_demo
from samsyn_web.directory.models import Account, Holding, Party, Unit
from samsyn_web.journal.models import Case, IdentityNumber, Person
from samsyn_web.notices import choosing, digest, kinds
from samsyn_web.notices.choosing import Ways

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 5, 5, 0, tzinfo=UTC)
TEMPLATE = (
    Path(__file__).resolve().parents[2] / "src" / "samsyn_web" / "notices" / "templates" / "notices" / "sammandrag.txt"
)
WORD = re.compile(r"[^\W\d_]+")


@pytest.fixture(scope="module", autouse=True)
def county(django_db_setup, django_db_blocker):
    """A made-up Halland with a year of cases."""
    with django_db_blocker.unblock(), transaction.atomic():
        load_demo(halland(3, persons=200, today=NOW.date()), 150, NOW, lambda *_: None)
        yield
        transaction.set_rollback(True)


@pytest.fixture(autouse=True)
def address(settings):
    settings.ADDRESS = "https://samsyn.exempel.invalid"
    settings.MAIL_FROM = "samsyn@exempel.invalid"


def told():
    """The digests of those who have something to be told of, with all kinds chosen."""
    busiest = Account.objects.filter(holdings__unit__participations__case__is_open=True).distinct().order_by("pk")
    parts = Account.objects.filter(username__in=["lm", "avdelning", "kommun", "mas", "strateg", "logg", "admin"])
    ways = {kind.id: Ways(True, True) for kind in kinds.KINDS}
    for account in [*parts, *busiest[:60]]:
        choosing.choose(account=account, said=ways, is_wanted=True, hour=7, at=NOW)
        if found := digest.sections(account, NOW):
            account.email = "nagon@exempel.invalid"
            yield found, digest.mail(account, found)


def test_all_words_are_the_templates_the_tables_or_a_roles_name_and_all_numbers_are_counts():
    known = " ".join(
        [
            re.sub(r"{[{%].*?[%}]}", " ", TEMPLATE.read_text(encoding="utf-8")),
            *(f"{kind.one} {kind.many}" for kind in kinds.KINDS),
            *(one.role_name for one in Holding.objects.all()),
            "Som uppdrag av https samsyn exempel invalid aviseringar val",
        ]
    )
    allowed = set(WORD.findall(known))
    seen = 0
    for found, mail in told():
        seen += 1
        assert set(WORD.findall(mail.body)) <= allowed
        counts = {int(one) for part in found for line in part.lines for one in re.findall(r"\d+", line)}
        assert {int(one) for one in re.findall(r"\d+", mail.body)} <= counts | {1, 2, 3}
    assert seen > 40


def test_no_name_number_unit_or_case_of_anybody_is_in_any_part_of_it():
    secret = {one for person in Person.objects.all() for one in (person.given_name, person.family_name, person.address)}
    for rows in (
        IdentityNumber.objects.values_list("number", flat=True),
        Person.objects.values_list("pk", flat=True),
        Case.objects.values_list("number", flat=True),
        Case.objects.values_list("pk", flat=True),
        Unit.objects.values_list("name", flat=True),
        Unit.objects.values_list("hsa_id", flat=True),
        Party.objects.values_list("name", flat=True),
        Account.objects.values_list("name", flat=True),
        Account.objects.values_list("hsa_id", flat=True),
    ):
        secret |= {str(one) for one in rows}
    alone = re.compile(r"(?<!\w)({})(?!\w)".format("|".join(re.escape(one) for one in secret if one)))
    assert alone.search(f"x {Person.objects.first().family_name}, y")
    seen = 0
    for _, mail in told():
        seen += 1
        assert not alone.findall(f"{mail.message().as_string()}\n{mail.body}\n{mail.alternatives[0].content}")
    assert seen > 40
