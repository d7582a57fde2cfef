"""Everything computed from the events is made anew by one command; and what was stored by an older schema is brought along."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.utils import timezone

from samsyn_web.journal import texts
from samsyn_web.journal.models import Case, Duty, Participation
from samsyn_web.journal.projecting import tick
from web.cast import START, begin, do, patient, town

FIRST = "0001_initial"
OURS = ("directory", "journal", "trail", "access")


@pytest.fixture(autouse=True)
def own_folder(tmp_path, settings):
    settings.DATA = tmp_path
    texts.forget()
    yield
    texts.forget()


def a_case() -> Case:
    made = town()
    case = begin(made, "Ulla", "utskrivning", patient(made), "oppna", START, tvangsvard="ingen")
    return do(made, "Ulla", case, "bjud_in", START, till=[made.units["Hemsjukvården Norr"].hsa_id])


def run(*words: str) -> str:
    said = StringIO()
    call_command(*words, stdout=said, verbosity=0)
    return said.getvalue()


@pytest.mark.django_db
def test_what_differs_is_named_by_check_and_mended_without_it():
    case = a_case()
    run("tick")
    assert "1 fall omräknade, 0 skilde sig" in run("rebuild", "--check")
    Participation.objects.filter(case=case).first().delete()
    said = StringIO()
    with pytest.raises(CommandError, match="1 av 1") as error:
        call_command("rebuild", "--check", stdout=said, verbosity=0)
    assert error.value.returncode == 1
    assert f"{case.number} skiljer sig" in said.getvalue()
    assert Participation.objects.filter(case=case).count() == 1  # it only looked
    assert f"{case.number} är rättat" in run("rebuild")
    assert Participation.objects.filter(case=case).count() == 2
    assert "0 skilde sig" in run("rebuild", "--check")


@pytest.mark.django_db
def test_all_of_a_projection_is_mended():
    a_case()
    Case.objects.update(
        version=9, stage="x", is_open=False, has_alarm=True, due=None, due_name="x", changed=None, opened=None
    )
    Duty.objects.all().delete()
    run("rebuild")
    run("tick")
    assert "0 skilde sig" in run("rebuild", "--check")


@pytest.mark.django_db
def test_what_time_alone_has_changed_is_no_fault():
    case = a_case()  # its clocks ran out long before the clock on the wall
    case.refresh_from_db()
    assert case.next_moment < timezone.now()
    assert "0 skilde sig" in run("rebuild", "--check")


@pytest.mark.django_db
def test_ticking_twice_is_ticking_once():
    a_case()
    moment = START + timedelta(hours=21)
    assert tick(moment) == 1
    assert tick(moment) == 0
    assert tick(START) == 0  # nor does a clock set back undo anything


# ---- from an older schema


def latest() -> list[tuple[str, str]]:
    return [node for node in MigrationLoader(None).graph.leaf_nodes() if node[0] in OURS]


def test_there_is_one_latest_schema_of_each_part():
    assert sorted(app for app, _ in latest()) == sorted(OURS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.slow
def test_what_the_first_schema_held_is_whole_in_the_latest():
    """Goes down to the first schema, puts a case there by its own models, and comes up again."""
    whole = [(app, FIRST) for app in OURS]
    try:
        executor = MigrationExecutor(connection)
        executor.migrate(whole)
        old = executor.loader.project_state(whole).apps
        party = old.get_model("directory", "Party").objects.create(
            id="region", name="Regionen", side="region", hsa_id="P"
        )
        unit = old.get_model("directory", "Unit").objects.create(
            hsa_id="U", name="Avdelning 5", kind="sjukhusavdelning", party=party, valid_from=START.date()
        )
        account = old.get_model("directory", "Account").objects.create(username="u", name="Ulla", hsa_id="A")
        person = old.get_model("journal", "Person").objects.create(given_name="Tolvan", family_name="Testsson")
        case = old.get_model("journal", "Case").objects.create(process="utskrivning", person=person, number="U-ABCDEF")
        old.get_model("journal", "Event").objects.create(
            case=case,
            version=1,
            kind="oppna",
            happened=START,
            recorded=START,
            by=account,
            role="utskrivningssamordnare",
            unit=unit,
            controller=party,
            data={"tvangsvard": "ingen"},
            key=case.pk,
        )
        entry = old.get_model("trail", "Entry").objects.create(
            at=START, account=account, unit=unit, what="gjorde", persons=[str(person.pk)]
        )
        old.get_model("trail", "Touched").objects.create(entry=entry, person=person.pk)
    finally:
        executor = MigrationExecutor(connection)
        executor.migrate(executor.loader.graph.leaf_nodes())
    assert "U-ABCDEF är rättat" in run("rebuild")
    found = Case.objects.get()
    assert (found.stage, found.version, found.person.name) == ("inskriven", 1, "Tolvan Testsson")
    run("seal")
    assert "Loggen är hel: 1 rader" in run("verify_trail")
