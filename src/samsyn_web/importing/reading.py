"""A region's directory from seven CSV files: what is new is added, what differs changed from today, what is missing ended.

A file that is not there leaves its table as it is. Parties, people and published places are never ended by a file, only units,
contact ways, roles and coming hours on call. Everything is checked first; when anything is wrong nothing is written.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any, Final, TypeAlias

from django.db import transaction

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.documents.problems import Place, Problem, in_reading_order
from samsyn.documents.sheets import Column, Row, one_of, read_day, read_number, read_sheet, several_of, words
from samsyn.processes.cast import ROLE_NAMES, SIDE_NAMES, UNIT_KIND_NAMES, UnitKind
from samsyn_web.directory import places, validity
from samsyn_web.directory.mail_addresses import read_mail_address
from samsyn_web.directory.models import Account, ContactWay, DirectoryChange, Holding, OnCall, Party, Unit
from samsyn_web.importing.hours import read_hour, read_moment, read_weekdays
from samsyn_web.journal.texts import texts

HSA_ID: Final = words(40)
NOON: Final = time(12)
"""The hour at which a number is said to have been confirmed on a day."""
VALID: Final = (
    Column("från", read_day, required=False, empty=None),
    Column("till", read_day, required=False, empty=None),
)


def _read_callers(cell: str) -> list[str]:
    """Values of the fact that says who calls: the vocabulary's own, read when they are needed."""
    values: tuple[str, ...] = getattr(texts().library.vocabulary.facts["vem_som_ringer"].domain, "values", ())
    read: list[str] = several_of({value: value for value in values})(cell)
    return read


SHEETS: Final[Mapping[str, tuple[Column, ...]]] = {
    "parter.csv": (
        Column("beteckning", words(40)),
        Column("namn", words(120)),
        Column("part", one_of({side.value: name for side, name in SIDE_NAMES.items()})),
        Column("hsa-id", HSA_ID),
    ),
    "enheter.csv": (
        Column("hsa-id", HSA_ID),
        Column("namn", words(120)),
        Column("slag", one_of({kind.value: name for kind, name in UNIT_KIND_NAMES.items()})),
        Column("vårdgivare", words(40)),
        Column("del av", HSA_ID, required=False, empty=None),
        Column("kommun", words(40), required=False),
        Column("boendets vårdcentral", HSA_ID, required=False, empty=None),
        *VALID,
    ),
    "platser.csv": (
        Column("enhet", HSA_ID),
        Column("från", read_day),
        Column("platser", read_number),
        Column("källa", words(200)),
    ),
    "kontaktvagar.csv": (
        Column("enhet", HSA_ID),
        Column("telefonnummer", words(20)),
        Column("för vad", words(120)),
        Column("dagar", read_weekdays),
        Column("öppnar", read_hour),
        Column("stänger", read_hour),
        Column("vem får ringa", _read_callers, required=False, empty=[]),
        Column("ordning", read_number, required=False, empty=1),
        Column("bekräftat av", words(80), required=False, empty=None),
        Column("bekräftat", read_day, required=False, empty=None),
        *VALID,
    ),
    "jour.csv": (
        Column("enhet", HSA_ID),
        Column("från", read_moment),
        Column("till", read_moment),
        Column("vem", words(120)),
        Column("telefonnummer", words(20), required=False),
    ),
    "medarbetare.csv": (
        Column("användarnamn", words(80)),
        Column("namn", words(120)),
        Column("efternamn", words(80), required=False),
        Column("hsa-id", HSA_ID),
        Column("e-post", read_mail_address, required=False),
        Column("inloggningstjänstens identitet", words(200), required=False, empty=None),
    ),
    "roller.csv": (
        Column("användarnamn", words(80)),
        Column("roll", one_of({role.value: name for role, name in ROLE_NAMES.items()})),
        Column("enhet", HSA_ID),
        *VALID,
    ),
}
"""The files, in the order they are brought in, with their columns."""

KEYS: Final[Mapping[str, tuple[str, ...]]] = {
    "parter.csv": ("beteckning",),
    "enheter.csv": ("hsa-id",),
    "platser.csv": ("enhet", "från"),
    "kontaktvagar.csv": ("enhet", "telefonnummer", "dagar", "öppnar"),
    "jour.csv": ("enhet", "från"),
    "medarbetare.csv": ("användarnamn",),
    "roller.csv": ("användarnamn", "roll", "enhet"),
}
"""What a row is known by."""

POINTS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "enheter.csv": {
        "vårdgivare": ("parter.csv", "beteckning"),
        "del av": ("enheter.csv", "hsa-id"),
        "boendets vårdcentral": ("enheter.csv", "hsa-id"),
    },
    "platser.csv": {"enhet": ("enheter.csv", "hsa-id")},
    "kontaktvagar.csv": {"enhet": ("enheter.csv", "hsa-id"), "bekräftat av": ("medarbetare.csv", "användarnamn")},
    "jour.csv": {"enhet": ("enheter.csv", "hsa-id")},
    "roller.csv": {"användarnamn": ("medarbetare.csv", "användarnamn"), "enhet": ("enheter.csv", "hsa-id")},
}
"""Which cells name a row of another file, or one that is in the database already."""

Rows: TypeAlias = Mapping[str, Sequence[Row]]


class Faulty(Exception):
    """The files have faults; `problems` are all of them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        super().__init__("faulty files")
        self.problems = in_reading_order(problems)


def import_directory(
    folder: Path, now: datetime, *, by: Account | None = None, dry_run: bool = False
) -> list[DirectoryChange]:
    """Bring the files in; what changed, in order. A dry run does the same and undoes it. Raises Faulty."""
    rows = _read(folder)
    with transaction.atomic():
        last = DirectoryChange.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
        importing = _Importing(now, now.astimezone(STOCKHOLM).date(), by)
        for name, bring_in in STEPS.items():
            if name in rows:
                bring_in(importing, rows[name])
        changes = list(DirectoryChange.objects.filter(pk__gt=last).order_by("pk"))
        transaction.set_rollback(dry_run)
    return changes


def _read(folder: Path) -> dict[str, list[Row]]:
    """Every file there is, checked. Raises Faulty."""
    rows: dict[str, list[Row]] = {}
    problems: list[Problem] = []
    for name, columns in SHEETS.items():
        if (folder / name).is_file():
            rows[name], faults = read_sheet(folder / name, columns)
            problems += faults
    if not rows:
        missing = f"Mappen {folder} har ingen av filerna {', '.join(SHEETS)}."
        problems.append(
            Problem(Place(str(folder), 1), "mapp", missing, "Det finns inget att läsa in.", "Ange rätt mapp.")
        )
    is_whole = not problems
    for name, some in rows.items():
        problems += _repeated(name, some)
        problems += _dangling(name, rows, complete=is_whole)
        problems += _wrong_order(some)
        problems += _taken(name, some)
    problems += _not_homes(rows)
    if problems:
        raise Faulty(problems)
    return rows


def _repeated(name: str, rows: Sequence[Row]) -> list[Problem]:
    seen: dict[tuple[Any, ...], Row] = {}
    problems = []
    for row in rows:
        first = seen.setdefault(tuple(row[heading] for heading in KEYS[name]), row)
        if first is not row:
            said = f"Raden har samma {', '.join(KEYS[name])} som rad {first.place.line}."
            problems.append(row.problem(said, "Ta bort den ena, eller rätta den."))
    return problems


def _dangling(name: str, rows: Rows, *, complete: bool) -> list[Problem]:
    """Cells that name what is nowhere. Files that could not be read whole are not held against those that name them."""
    problems = []
    for heading, (file, key) in POINTS.get(name, {}).items():
        if file in rows and not complete:
            continue
        known = {row[key] for row in rows.get(file, ())} | IN_DATABASE[file]()
        for row in rows[name]:
            if row[heading] is not None and row[heading] not in known:
                said = f"{heading}: ”{row[heading]}” finns varken i {file} eller i katalogen."
                problems.append(row.problem(said, f"Rätta cellen, eller lägg till raden i {file}."))
    return problems


def _wrong_order(rows: Sequence[Row]) -> list[Problem]:
    return [
        row.problem("”till” är inte efter ”från”.", "Rätta något av dem.")
        for row in rows
        if row.values.get("från") is not None and row.values.get("till") is not None and row["till"] <= row["från"]
    ]


def _taken(name: str, rows: Sequence[Row]) -> list[Problem]:
    """Identifiers that somebody else has, in the file or in the database."""
    problems = []
    for heading, owners in UNIQUE.get(name, {}).items():
        (key,) = KEYS[name]
        known = owners()
        for row in rows:
            if row[heading] is not None and known.setdefault(row[heading], row[key]) != row[key]:
                said = f"{heading}: ”{row[heading]}” hör redan till {known[row[heading]]}."
                problems.append(row.problem(said, f"Rätta cellen, eller {key}."))
    return problems


def _not_homes(rows: Rows) -> list[Problem]:
    """Places of what is no care home, or none at all."""
    kinds = dict(Unit.objects.values_list("hsa_id", "kind"))
    kinds |= {row["hsa-id"]: row["slag"] for row in rows.get("enheter.csv", ())}
    problems = []
    for row in rows.get("platser.csv", ()):
        if kinds.get(row["enhet"], UnitKind.CARE_HOME) != UnitKind.CARE_HOME:
            kind = UNIT_KIND_NAMES[UnitKind(kinds[row["enhet"]])]
            said = f"enhet: ”{row['enhet']}” är {kind}. Platser publiceras för särskilt boende för äldre."
            problems.append(row.problem(said, "Ta bort raden, eller rätta enheten."))
        if row["platser"] < 1:
            problems.append(row.problem("platser: minst 1.", "Avslutas boendet anges det i enheter.csv, under ”till”."))
    return problems


UNIQUE: Final[Mapping[str, Mapping[str, Callable[[], dict[str, str]]]]] = {
    "parter.csv": {"hsa-id": lambda: dict(Party.objects.values_list("hsa_id", "id"))},
    "medarbetare.csv": {
        "hsa-id": lambda: dict(Account.objects.values_list("hsa_id", "username")),
        "inloggningstjänstens identitet": lambda: {
            str(subject): name
            for subject, name in Account.objects.exclude(subject=None).values_list("subject", "username")
        },
    },
}
"""Besides the keys: what no two rows may share, and who has it in the database."""

IN_DATABASE: Final[Mapping[str, Callable[[], set[str]]]] = {
    "parter.csv": lambda: set(Party.objects.values_list("id", flat=True)),
    "enheter.csv": lambda: set(Unit.objects.values_list("hsa_id", flat=True)),
    "medarbetare.csv": lambda: set(Account.objects.values_list("username", flat=True)),
}


# ---- bringing in


@dataclass
class _Importing:
    """One import: when, and by whom."""

    now: datetime
    today: date
    by: Account | None

    def put(self, old: Any, new: Any, values: Mapping[str, Any]) -> None:
        """Add a row, or let the old one say what the file says."""
        if old is None:
            for name, value in values.items():
                setattr(new, name, value)
            validity.begin(new, by=self.by, at=self.now)
        else:
            validity.change(old, dict(values), day=self.today, by=self.by, at=self.now)

    def put_dated(self, old: Any, new: Any, values: Mapping[str, Any], row: Row) -> None:
        """The same for one that holds for a time: the file's, or from today."""
        if old is None:
            starts = row["från"] or self.today
            if row["till"] is None or row["till"] > starts:
                self.put(None, new, {**values, "valid_from": starts, "valid_to": row["till"]})
        elif row["till"] is not None and row["till"] <= self.today:
            validity.end(old, day=row["till"], by=self.by, at=self.now)
        else:
            self.put(old, None, {**values, "valid_to": row["till"]})

    def end_all(self, rows: Iterable[Any]) -> None:
        """End rows that the file does not have."""
        for row in rows:
            validity.end(row, day=self.today, by=self.by, at=self.now)


def _parties(importing: _Importing, rows: Sequence[Row]) -> None:
    old = {party.pk: party for party in Party.objects.all()}
    for row in rows:
        values = {"name": row["namn"], "side": row["part"], "hsa_id": row["hsa-id"]}
        importing.put(old.get(row["beteckning"]), Party(id=row["beteckning"]), values)


def _units(importing: _Importing, rows: Sequence[Row]) -> None:
    old = {unit.pk: unit for unit in Unit.objects.all()}
    for row in rows:
        values = {
            "name": row["namn"],
            "kind": row["slag"],
            "party_id": row["vårdgivare"],
            "parent_id": row["del av"],
            "municipality": row["kommun"],
            "served_by_id": row["boendets vårdcentral"],
        }
        importing.put_dated(old.pop(row["hsa-id"], None), Unit(hsa_id=row["hsa-id"]), values, row)
    importing.end_all(unit for unit in old.values() if unit.valid_to is None)


def _places(importing: _Importing, rows: Sequence[Row]) -> None:
    homes = {unit.pk: unit for unit in Unit.objects.all()}
    for row in rows:
        places.publish(
            unit=homes[row["enhet"]],
            places=row["platser"],
            valid_from=row["från"],
            source=row["källa"],
            by=importing.by,
            at=importing.now,
        )


def _accounts(importing: _Importing, rows: Sequence[Row]) -> None:
    """Accounts without a password: they sign in by the organisation's own sign-in, or are given one later."""
    old = {account.username: account for account in Account.objects.all()}
    for row in rows:
        values = {
            "name": row["namn"],
            "family_name": row["efternamn"],
            "hsa_id": row["hsa-id"],
            "email": row["e-post"],
            "subject": row["inloggningstjänstens identitet"],
        }
        new = Account(username=row["användarnamn"])
        new.set_unusable_password()
        importing.put(old.get(row["användarnamn"]), new, values)


def _contact_ways(importing: _Importing, rows: Sequence[Row]) -> None:
    old = {
        (way.unit_id, way.number, way.days, way.opens): way
        for way in validity.in_force(ContactWay.objects.all(), importing.today)
    }
    accounts = dict(Account.objects.values_list("username", "pk"))
    for row in rows:
        values = {
            "unit_id": row["enhet"],
            "number": row["telefonnummer"],
            "purpose": row["för vad"],
            "days": row["dagar"],
            "opens": row["öppnar"],
            "closes": row["stänger"],
            "callers": row["vem får ringa"],
            "place_in_chain": row["ordning"],
            "confirmed_by_id": accounts.get(row["bekräftat av"] or ""),
            "confirmed_at": datetime.combine(row["bekräftat"], NOON, STOCKHOLM).astimezone(UTC)
            if row["bekräftat"]
            else None,
        }
        key = (row["enhet"], row["telefonnummer"], row["dagar"], row["öppnar"])
        importing.put_dated(old.pop(key, None), ContactWay(), values, row)
    importing.end_all(old.values())


def _on_call(importing: _Importing, rows: Sequence[Row]) -> None:
    """Hours that have begun stay as they were; those to come are as the file has them."""
    old = {(one.unit_id, one.starts): one for one in OnCall.objects.filter(starts__gt=importing.now)}
    for row in rows:
        if row["från"] > importing.now:
            values = {
                "unit_id": row["enhet"],
                "starts": row["från"],
                "ends": row["till"],
                "who": row["vem"],
                "number": row["telefonnummer"],
            }
            importing.put(old.pop((row["enhet"], row["från"]), None), OnCall(), values)
    for one in old.values():
        validity.remove(one, by=importing.by, at=importing.now)


def _holdings(importing: _Importing, rows: Sequence[Row]) -> None:
    accounts = dict(Account.objects.values_list("username", "pk"))
    old = {
        (one.account_id, one.role, one.unit_id): one
        for one in validity.in_force(Holding.objects.all(), importing.today)
    }
    for row in rows:
        account = accounts[row["användarnamn"]]
        values = {"account_id": account, "role": row["roll"], "unit_id": row["enhet"]}
        importing.put_dated(old.pop((account, row["roll"], row["enhet"]), None), Holding(), values, row)
    importing.end_all(old.values())


STEPS: Final[Mapping[str, Callable[[_Importing, Sequence[Row]], None]]] = {
    "parter.csv": _parties,
    "enheter.csv": _units,
    "medarbetare.csv": _accounts,
    "platser.csv": _places,
    "kontaktvagar.csv": _contact_ways,
    "jour.csv": _on_call,
    "roller.csv": _holdings,
}


# ---- told


TABLES: Final[Mapping[str, str]] = {
    "party": "vårdgivare",
    "unit": "enhet",
    "account": "medarbetare",
    "publishedplaces": "antal platser",
    "contactway": "kontaktväg",
    "oncall": "jour",
    "holding": "roll",
}


def told(change: DirectoryChange, accounts: Mapping[int, str]) -> str:
    """A change in words: what was added, changed from what to what, or ended. `accounts` are usernames by key."""
    table = TABLES[change.table]
    before, after = change.before, change.after
    shown = after or before or {}
    account = accounts.get(shown.get("account", 0), "")
    parts = [shown.get(key) for key in ("unit", "number", "places", "who", "role")]
    name = shown.get("name") or " ".join(str(part) for part in (account, *parts) if part)
    if before is None:
        return f"läggs till: {table} {name}"
    if after is None:
        return f"tas bort: {table} {name}"
    if before.get("valid_to") != after.get("valid_to") and after.get("valid_to"):
        return f"avslutas {after['valid_to']}: {table} {name}"
    differs = [f"{key}: {before.get(key)} → {after[key]}" for key in after if before.get(key) != after[key]]
    return f"ändras: {table} {name} ({'; '.join(differs)})"
