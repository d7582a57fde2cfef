"""A whole Samsyn in one file, and back: the database as it was at one moment, and what stands in files beside it.

The heads of the trail are copied before the database, so that the copy never lacks a seal that its heads tell of.
"""

# ruff: noqa: SLF001 (Django's `_meta` and `_default_manager` are public in all but name)

import json
import os
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from itertools import groupby, islice
from pathlib import Path
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.core import serializers
from django.core.management import call_command
from django.core.management.color import no_style
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models, transaction
from django.db.migrations.loader import MigrationLoader

from samsyn_web.environment import secret
from samsyn_web.journal.strongbox import LockedError, lock, unlock
from samsyn_web.journal.texts import LAST_GOOD, forget
from samsyn_web.trail.sealing import HEADS, KEY

KEY_NAME: Final = "SAMSYN_BACKUP_KEY"
ABOUT: Final = "om.json"
BESIDE: Final = (HEADS, KEY, LAST_GOOD)
"""Files beside the database without which it cannot be verified, or its agreements read."""


class Way(StrEnum):
    """How the database was copied."""

    SQLITE = "sqlite3"
    POSTGRES = "pg_dump"
    ROWS = "rader"
    """Every row as JSON: slower, needs no other program, and can move from one engine to the other."""


@dataclass(frozen=True)
class About:
    """What a copy says of itself. `migrations` are those that its tables had got."""

    way: Way
    made: str
    rows: dict[str, int]
    migrations: list[str]


class ArchiveError(Exception):
    """A copy cannot be made or restored: a sentence for whoever asked."""


def key() -> str:
    """The key of the copies: `SAMSYN_BACKUP_KEY`, or one made at first use and kept among our files."""
    return secret(KEY_NAME, settings.DATA)


def backup(target: Path, now: datetime, *, as_rows: bool = False) -> About:
    """Write a copy of everything to a file that does not exist yet. Raises ArchiveError."""
    if target.exists():
        raise ArchiveError(f"{target} finns redan. Välj ett annat namn; en kopia skrivs aldrig över.")
    way = Way.ROWS if as_rows else _way()
    with _workroom() as folder:
        for name in BESIDE:
            if (settings.DATA / name).exists():
                shutil.copy(settings.DATA / name, folder / name)
        about = _copied(folder / way.value, way, now)
        (folder / ABOUT).write_text(json.dumps(asdict(about), ensure_ascii=False), encoding="utf-8")
        whole = folder / "allt.tar"
        with tarfile.open(whole, "w") as tar:
            for name in (ABOUT, way.value, *BESIDE):
                if (folder / name).exists():
                    tar.add(folder / name, name)
        part = target.with_name(f"{target.name}.ofullstandig")
        lock(whole, part, key())
        part.replace(target)
    return about


def restore(source: Path, now: datetime, *, replace: bool = False) -> About:
    """Put a copy in place of the database. Raises ArchiveError before anything has changed."""
    if not replace and not _is_empty():
        raise ArchiveError(
            "Databasen är inte tom. Återläsning ersätter allt som finns i den. Är det meningen: lägg till --replace."
        )
    with _workroom() as folder:
        try:
            unlock(source, folder / "allt.tar", key())
        except LockedError as error:
            raise ArchiveError(str(error)) from error
        with tarfile.open(folder / "allt.tar") as tar:
            tar.extractall(folder, filter="data")
        told = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        about = About(Way(told["way"]), told["made"], told["rows"], told["migrations"])
        unknown = set(about.migrations) - {f"{app}.{name}" for app, name in MigrationLoader(connection).disk_migrations}
        if unknown:
            raise ArchiveError(f"Kopian är gjord av en nyare version av Samsyn ({min(unknown)}). Installera den först.")
        _PUT[about.way](folder / about.way.value)
        call_command("migrate", verbosity=0, interactive=False)
        _put_beside(folder, now)
    forget()
    return about


class _workroom(tempfile.TemporaryDirectory[str]):  # noqa: N801 (used as a function)
    """A folder of our own below the data folder, gone afterwards: what lies there for a while is not encrypted."""

    def __init__(self) -> None:
        settings.DATA.mkdir(mode=0o700, parents=True, exist_ok=True)
        super().__init__(prefix="kopia-", dir=settings.DATA)

    def __enter__(self) -> Path:  # type: ignore[override]
        return Path(super().__enter__())


def _is_empty() -> bool:
    there = set(connection.introspection.table_names())
    ours = [model for model in apps.get_models() if model._meta.app_label in {"directory", "journal", "trail"}]
    return not any(model._meta.db_table in there and model._default_manager.exists() for model in ours)


def _way() -> Way:
    if connection.vendor == "sqlite":
        return Way.SQLITE
    return Way.POSTGRES if shutil.which("pg_dump") else Way.ROWS


def _copied(target: Path, way: Way, now: datetime) -> About:
    """Copy the database as it is at one moment; what the copy says of itself is from the same moment or before."""
    if way is Way.ROWS:
        with transaction.atomic():
            if connection.vendor == "postgresql" and not _is_within_another():
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
            about = _about(way, now)
            _write_rows(target)
        return about
    about = _about(way, now)
    if way is Way.SQLITE:
        connection.ensure_connection()
        copy = sqlite3.connect(target)
        with copy:
            connection.connection.backup(copy)  # all pages in one read transaction
        copy.close()
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")
    return about


def _is_within_another() -> bool:
    return len(connection.savepoint_ids) > 0


def _about(way: Way, now: datetime) -> About:
    applied = MigrationLoader(connection).applied_migrations
    rows = {model._meta.label: model._default_manager.count() for model in apps.get_models()}
    return About(way, now.isoformat(), rows, sorted(f"{app}.{name}" for app, name in applied))


def _run(program: str, *arguments: str) -> None:
    said = connection.settings_dict
    place = {
        "PGHOST": said["HOST"],
        "PGPORT": str(said["PORT"]),
        "PGUSER": said["USER"],
        "PGPASSWORD": said["PASSWORD"],
        "PGDATABASE": said["NAME"],
    }
    try:
        subprocess.run(  # noqa: S603 (our own arguments; the password in the environment, not among them)
            [program, *arguments],
            env=os.environ | {name: value for name, value in place.items() if value},
            check=True,
            capture_output=True,
            text=True,
        )
    except FileNotFoundError:
        raise ArchiveError(f"Programmet {program} finns inte. Installera PostgreSQL:s klientprogram.") from None
    except subprocess.CalledProcessError as error:
        first = (error.stderr.strip().splitlines() or ["okänt fel"])[0]
        raise ArchiveError(f"{program} misslyckades: {first}") from error


# ---- putting back


def _put_sqlite(source: Path) -> None:
    _must_be("sqlite")
    connection.ensure_connection()
    copy = sqlite3.connect(source)
    copy.backup(connection.connection)  # whole or not at all
    copy.close()


def _put_postgres(source: Path) -> None:
    _must_be("postgresql")
    name = connection.settings_dict["NAME"]
    connection.close()
    options = ("--clean", "--if-exists", "--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error")
    _run("pg_restore", *options, f"--dbname={name}", str(source))


def _put_rows(source: Path) -> None:
    call_command("migrate", verbosity=0, interactive=False)
    with transaction.atomic():  # what rows point to is checked when it ends
        held = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed]
        _empty(held)
        with source.open(encoding="utf-8") as lines:
            _read_rows(lines)
        with connection.cursor() as cursor:
            for statement in connection.ops.sequence_reset_sql(no_style(), held):
                cursor.execute(statement)


def _empty(held: Iterable[type[models.Model]]) -> None:
    tables = [connection.ops.quote_name(model._meta.db_table) for model in held]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(f"TRUNCATE {', '.join(tables)}")
        else:
            for table in tables:
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608 (names of our own tables)


def _must_be(vendor: str) -> None:
    if connection.vendor != vendor:
        raise ArchiveError("Kopian är gjord ur en databas av ett annat slag. Gör en ny med: samsyn-web backup --rows")


_PUT: Final = {Way.SQLITE: _put_sqlite, Way.POSTGRES: _put_postgres, Way.ROWS: _put_rows}


def _put_beside(folder: Path, now: datetime) -> None:
    """Put the files in place. Heads that tell of more than the copy are kept beside it: they say what was lost."""
    for name in BESIDE:
        copied, held = folder / name, settings.DATA / name
        if held.exists() and (not copied.exists() or held.read_bytes() != copied.read_bytes()):
            held.rename(held.with_name(f"{held.stem}.fore-aterlasning-{now:%Y%m%dT%H%M%S}{held.suffix}"))
        if copied.exists():
            shutil.copy(copied, held)
            held.chmod(0o600)


# ---- rows


class Exact(DjangoJSONEncoder):
    """Moments to the microsecond: Django's own JSON keeps only thousands of them, and a seal would no longer hold."""

    def default(self, o: Any) -> Any:
        """A value as JSON can say it."""
        return o.isoformat() if isinstance(o, datetime) else super().default(o)


def _write_rows(target: Path) -> None:
    with target.open("w", encoding="utf-8") as file:
        for model in _by_need():
            rows: Iterator[Any] = model._default_manager.order_by("pk").iterator(chunk_size=2000)
            serializers.serialize("jsonl", rows, stream=file, cls=Exact)


def _by_need() -> list[type[models.Model]]:
    """All models, each after those its rows point to."""
    return serializers.sort_dependencies([(config, None) for config in apps.get_app_configs()], allow_cycles=True)


def _read_rows(lines: Iterable[str]) -> None:
    rows = serializers.deserialize("jsonl", lines)
    for model, same in groupby(rows, key=lambda row: type(row.object)):
        if model._meta.app_label not in {"directory", "journal", "trail", "access"}:
            for row in same:
                row.save()  # as it was: a date that is set by itself elsewhere is not set anew
            continue
        while batch := [row.object for row in islice(same, 1000)]:
            model._default_manager.bulk_create(batch)
