"""A region's directory from CSV files: what is right comes in, dated; what is wrong is told whole, and nothing comes in."""

import shutil
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from samsyn_web.directory import places, validity
from samsyn_web.directory.models import (
    Account,
    ContactWay,
    DirectoryChange,
    Holding,
    OnCall,
    Party,
    PublishedPlaces,
    Unit,
)
from samsyn_web.importing.hours import read_weekdays
from samsyn_web.importing.reading import Faulty, import_directory, told

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[2] / "examples" / "katalog"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
LATER = datetime(2026, 11, 25, 9, 0, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(EXAMPLE, tmp_path / "katalog"))


def edit(file, *changes):
    text = file.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    file.write_text(text, encoding="utf-8")


def problems(folder):
    with pytest.raises(Faulty) as faulty:
        import_directory(folder, NOW)
    assert not DirectoryChange.objects.exists()
    assert not Party.objects.exists()
    return [(problem.place.file, problem.place.line, problem.message) for problem in faulty.value.problems]


def test_the_example_comes_in_whole(folder):
    changes = import_directory(folder, NOW)
    assert (Party.objects.count(), Unit.objects.count(), Account.objects.count()) == (3, 8, 6)
    assert (ContactWay.objects.count(), OnCall.objects.count(), Holding.objects.count()) == (8, 2, 8)
    assert len(changes) == DirectoryChange.objects.count() == 36
    home = Unit.objects.get(name__startswith="Strandgården")
    assert home.served_by.name.startswith("Vårdcentralen Sagan")
    night = ContactWay.objects.get(number="031-390 06 04", days="01234")
    assert (night.opens, night.closes) == (time(17), time(8))
    assert night.callers == ["kommunens sjuksköterska", "annan i kommunen", "sjukhuset"]
    assert not Account.objects.get(username="demo.nora").has_usable_password()
    assert Holding.objects.get(account__username="demo.lena").role == "lm_lakare"


def test_the_same_files_again_change_nothing(folder):
    import_directory(folder, NOW)
    assert import_directory(folder, LATER) == []


def test_a_dry_run_tells_all_and_writes_nothing(folder, capsys):
    call_command("import_directory", folder, dry_run=True)
    said = capsys.readouterr().out
    assert "läggs till: enhet Strandgården (påhittad)" in said
    assert "läggs till: roll demo.nora SE2321000115-E220 kommunsjukskoterska" in said
    assert "36 ändringar skulle göras" in said
    assert not Party.objects.exists()
    assert not DirectoryChange.objects.exists()


def test_a_change_ends_the_old_row_and_adds_a_new_one(folder):
    import_directory(folder, NOW)
    edit(folder / "kontaktvagar.csv", ("031-390 06 05;Alla", "031-390 06 05;Boendet"))
    changes = import_directory(folder, LATER)
    old, new = ContactWay.objects.filter(number="031-390 06 05").order_by("valid_from")
    assert (old.purpose, old.valid_to) == ("Alla", LATER.date())
    assert (new.purpose, new.valid_from, new.valid_to) == ("Boendet", LATER.date(), None)
    assert [told(change, {}).split(":")[0] for change in changes] == ["avslutas 2026-11-25", "läggs till"]
    assert list(validity.in_force(ContactWay.objects.filter(number="031-390 06 05"), TODAY)) == [old]


def test_published_places_are_replaced_and_never_changed_or_ended(folder):
    import_directory(folder, NOW)
    edit(folder / "platser.csv", (";48;", ";50;"))
    (change,) = import_directory(folder, LATER)
    assert told(change, {}) == "läggs till: antal platser SE2321000115-E220 50"
    assert [row.places for row in PublishedPlaces.objects.all()] == [48, 50]
    home = Unit.objects.get(pk="SE2321000115-E220")
    assert places.on(TODAY)[home.pk].places == 50
    edit(folder / "platser.csv", ("SE2321000115-E220;2026-01-01;50;vårdgivarwebben 2026-01-15 (påhittat)\n", ""))
    assert import_directory(folder, LATER) == []


def test_a_unit_keeps_its_name_for_others_and_the_trail_says_what_it_was_called(folder):
    import_directory(folder, NOW)
    edit(folder / "enheter.csv", ("Strandgården", "Sjögården"))
    (change,) = import_directory(folder, LATER)
    assert (change.before["name"], change.after["name"]) == ("Strandgården (påhittad)", "Sjögården (påhittad)")
    assert (
        told(change, {}) == "ändras: enhet Sjögården (påhittad) (name: Strandgården (påhittad) → Sjögården (påhittad))"
    )


def test_what_is_missing_from_a_file_ends_and_a_missing_file_leaves_its_table_alone(folder):
    import_directory(folder, NOW)
    edit(folder / "roller.csv", ("demo.nora;kommunsjuksköterska;SE2321000115-E220;2026-06-01;\n", ""))
    edit(folder / "jour.csv", ("SE2321000115-E140;2026-12-14 17:00;2026-12-21 08:00;Lena Låtsas;070-174 06 13\n", ""))
    (folder / "kontaktvagar.csv").unlink()
    import_directory(folder, LATER, by=Account.objects.get(username="demo.admin"))
    held = validity.in_force(Holding.objects.filter(account__username="demo.nora"), LATER.date())
    assert [holding.unit_id for holding in held] == ["SE2321000115-E210"]
    assert Holding.objects.filter(account__username="demo.nora").count() == 2
    assert OnCall.objects.count() == 1
    assert ContactWay.objects.filter(valid_to=None).count() == 8
    assert DirectoryChange.objects.first().by.username == "demo.admin"


def test_a_row_with_an_end_ends_that_day(folder):
    import_directory(folder, NOW)
    edit(folder / "roller.csv", ("E220;2026-06-01;", "E220;2026-06-01;2026-12-31"))
    import_directory(folder, LATER)
    holding = Holding.objects.get(account__username="demo.nora", unit_id="SE2321000115-E220")
    assert (holding.valid_from, holding.valid_to) == (date(2026, 6, 1), date(2026, 12, 31))


def test_commas_do_as_well_as_semicolons_and_so_does_the_mark_that_excel_writes(folder):
    file = folder / "parter.csv"
    file.write_text("\ufeff" + file.read_text(encoding="utf-8").replace(";", ","), encoding="utf-8")
    import_directory(folder, NOW)
    assert Party.objects.count() == 3


def test_every_fault_is_told_with_file_and_line(folder):
    edit(folder / "roller.csv", ("demo.disa;", "demo.dissa;"), ("läkare i Läk", "läkar i Läk"))
    edit(folder / "kontaktvagar.csv", ("E210;070", "E299;070"), ("mån-fre;17:00", "mån-fred;17:00"))
    edit(folder / "jour.csv", ("2026-12-14 08:00", "2026-12-01 08:00"))
    edit(folder / "medarbetare.csv", ("E906", "E905"))
    assert problems(folder) == [
        ("jour.csv", 2, "”till” är inte efter ”från”."),
        ("kontaktvagar.csv", 6, "dagar: ”mån-fred” går inte att läsa."),
        ("medarbetare.csv", 7, "hsa-id: ”SE2321000115-E905” hör redan till demo.nora."),
        ("roller.csv", 6, "roll: ”läkar i Läkarmedverkan” går inte att läsa."),
    ]
    edit(folder / "kontaktvagar.csv", ("mån-fred;17:00", "mån-fre;17:00"))
    edit(folder / "roller.csv", ("läkar i Läk", "läkare i Läk"))
    assert (
        "kontaktvagar.csv",
        8,
        "enhet: ”SE2321000115-E299” finns varken i enheter.csv eller i katalogen.",
    ) in problems(folder)
    assert (
        "roller.csv",
        4,
        "användarnamn: ”demo.dissa” finns varken i medarbetare.csv eller i katalogen.",
    ) in problems(folder)


@pytest.mark.parametrize(
    ("file", "old", "new", "line", "message"),
    [
        ("parter.csv", "beteckning;", "beteckn;", 1, "Kolumnen ”beteckning” saknas."),
        ("parter.csv", "region;Region", ";Region", 2, "”beteckning” är tom."),
        ("parter.csv", "regionen;SE2321000115-E001", "landstinget;SE2321000115-E001", 2, "part: ”landstinget” går inte att läsa."),
        ("parter.csv", "exempelkommun;Exempel", "region;Exempel", 3, "Raden har samma beteckning som rad 2."),
        ("parter.csv", "(påhittad);regionen;SE", "(påhittad);x;regionen;SE", 2, "Raden har 5 celler, men tabellen har 4 kolumner."),
        ("enheter.csv", "2026-01-01;\nSE2321000115-E110", "2026-02-30;\nSE2321000115-E110", 2, "från: ”2026-02-30” går inte att läsa."),
        ("kontaktvagar.csv", "mån-fre;08:00;17:00;patient", "mån-fre;8 30;17:00;patient", 4, "öppnar: ”8 30” går inte att läsa."),
        ("kontaktvagar.csv", "närstående;2", "närstående;två", 4, "ordning: ”två” går inte att läsa."),
        ("kontaktvagar.csv", "patient eller närstående", "grannen", 4, "vem får ringa: ”grannen” går inte att läsa."),
        ("medarbetare.csv", "demo.nora@exempel.invalid", "nora(at)exempel", 6, "e-post: ”nora(at)exempel” går inte att läsa."),
        ("platser.csv", ";48;", ";0;", 2, "platser: minst 1."),
        ("platser.csv", ";48;", ";fyrtio;", 2, "platser: ”fyrtio” går inte att läsa."),
        ("platser.csv", "E220;", "E210;", 2, "enhet: ”SE2321000115-E210” är kommunal hälso- och sjukvård. Platser publiceras för särskilt boende för äldre."),
    ],
)  # fmt: skip
def test_each_kind_of_fault_is_told(folder, file, old, new, line, message):
    edit(folder / file, (old, new))
    assert (file, line, message) in problems(folder)


def test_a_folder_without_files_and_a_file_that_is_no_text_are_told(tmp_path, folder):
    assert "har ingen av filerna" in problems(tmp_path)[0][2]
    (folder / "parter.csv").write_bytes("beteckning;namn;part;hsa-id\nå;ä;ö;1".encode("latin-1"))
    assert ("parter.csv", 1, "Filen är inte sparad som UTF-8.") in problems(folder)
    (folder / "parter.csv").write_text("", encoding="utf-8")
    assert ("parter.csv", 1, "Filen är tom.") in problems(folder)


def test_the_command_tells_all_faults_and_how_many(folder):
    edit(folder / "parter.csv", ("kommunen;", "landsting;"))
    with pytest.raises(
        CommandError, match=r"parter.csv:3.*\n.*\n.*Försök: Skriv något av: region, kommun\."
    ) as told_so:
        call_command("import_directory", folder)
    assert "1 fel. Ingenting är inläst." in str(told_so.value)
    with pytest.raises(CommandError, match="ingen medarbetare"):
        call_command("import_directory", folder, by="nobody")


@pytest.mark.parametrize(
    ("said", "days"),
    [
        ("alla", "0123456"),
        ("mån-fre", "01234"),
        ("mån–fre", "01234"),
        ("lör sön", "56"),
        ("fre-mån", "0456"),
        ("Tis, tors", "13"),
    ],
)
def test_weekdays_are_read_as_people_write_them(said, days):
    assert read_weekdays(said) == days
