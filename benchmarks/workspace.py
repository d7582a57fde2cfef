"""The workspace under load: start page, case page and search at 50 people at once, on SQLite and on PostgreSQL.

Loads a made-up Halland with as many open cases and events as asked for, starts the server as in operation, and lets people of
different units open pages in turn. Prints medians and 95th percentiles; `--write` puts them into RESULTS.md.

    .venv/bin/python benchmarks/workspace.py --open 20000 --events 1000000 [--postgres postgresql://…] [--write]
"""

import argparse
import http.client
import os
import platform
import random
import re
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent
PORT = 8765
MARK = "<!-- workspace -->"


@dataclass
class Person:
    """Somebody at work: their session, and the cases and persons they can open."""

    session: str
    cases: list[str]
    words: list[str]
    token: str = ""


@dataclass
class Measured:
    """Seconds a page took, by page; and what went wrong."""

    seconds: dict[str, list[float]] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, page: str, seconds: float) -> None:
        """A page that came."""
        with self.lock:
            self.seconds.setdefault(page, []).append(seconds)

    def fail(self, what: str) -> None:
        """A page that did not."""
        with self.lock:
            self.errors.append(what)


def prepared(people: int) -> list[Person]:
    """People of as many units as possible, each signed in, with what they can open. Runs where Django is set up."""
    from django.contrib.sessions.backends.db import SessionStore

    from samsyn_web.access.middleware import HOLDING
    from samsyn_web.directory.models import Holding
    from samsyn_web.journal.models import Case

    busiest = (
        Holding.objects.filter(
            role__in=[
                "kommunsjukskoterska",
                "utskrivningssamordnare",
                "vardcentralslakare",
                "fast_vardkontakt",
                "lm_lakare",
            ],
            account__is_active=True,
        )
        .select_related("account", "unit")
        .order_by("unit_id", "pk")
    )
    one_a_unit = list({holding.unit_id: holding for holding in busiest}.values())
    chosen = [one_a_unit[place % len(one_a_unit)] for place in range(people)]
    made = []
    for holding in chosen:
        cases = Case.objects.filter(participations__unit=holding.unit, is_open=True, person__protection="")
        some = list(cases.select_related("person").order_by("?")[:20])
        if not some:
            continue
        session = SessionStore()
        session["_auth_user_id"] = str(holding.account_id)
        session["_auth_user_backend"] = "django.contrib.auth.backends.ModelBackend"
        session["_auth_user_hash"] = holding.account.get_session_auth_hash()
        session[HOLDING] = holding.pk
        session["strong"] = True
        session.create()
        made.append(
            Person(session.session_key, [str(one.pk) for one in some], [one.person.family_name for one in some])
        )
    return made


def visit(
    person: Person, connection: http.client.HTTPConnection, page: str, chance: random.Random, measured: Measured
) -> None:
    """One page, timed from the first byte sent to the last received."""
    cookie = f"sessionid={person.session}"
    headers = {"Cookie": cookie}
    method, path, body = "GET", "/", None
    if page == "case page":
        path = f"/fall/{chance.choice(person.cases)}"
    elif page == "list of cases":
        path = "/fall"
    elif page == "search":
        if not person.token:
            connection.request("GET", "/sok", headers=headers)
            answer = connection.getresponse()
            text = answer.read().decode()
            found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', text)
            given = [
                value for name, value in answer.getheaders() if name.lower() == "set-cookie" and "csrftoken" in value
            ]
            if found is None or not given:
                measured.fail(f"search: no token ({answer.status})")
                return
            person.token = f"{found[1]} {given[0].split(';')[0]}"
        token, csrf = person.token.split(" ", 1)
        method, path = "POST", "/sok"
        body = f"csrfmiddlewaretoken={token}&ord={chance.choice(person.words)}".encode()
        headers = {"Cookie": f"{cookie}; {csrf}", "Content-Type": "application/x-www-form-urlencoded"}
    start = time.perf_counter()
    connection.request(method, path, body, headers)
    answer = connection.getresponse()
    answer.read()
    seconds = time.perf_counter() - start
    if answer.status == 200:
        measured.add(page, seconds)
    else:
        measured.fail(f"{page}: {answer.status}")


def load(people: list[Person], seconds: float) -> Measured:
    """Everybody opens pages, one after the other, with no pause between, for some seconds."""
    measured = Measured()
    ends = time.monotonic() + seconds

    def work(place: int) -> None:
        chance = random.Random(place)
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=60)
        while time.monotonic() < ends:
            page = chance.choices(["start page", "case page", "list of cases", "search"], [3, 5, 1, 1])[0]
            try:
                visit(people[place], connection, page, chance, measured)
            except (OSError, http.client.HTTPException) as error:
                measured.fail(f"{page}: {error!r}")
                connection.close()

    threads = [threading.Thread(target=work, args=(place,)) for place in range(len(people))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return measured


def server(environment: dict[str, str]) -> subprocess.Popen[bytes]:
    """The application as in operation: two processes of eight threads, loaded before they part."""
    program = [
        str(Path(sys.executable).parent / "gunicorn"),
        "samsyn_web.project.wsgi",
        "--bind",
        f"127.0.0.1:{PORT}",
        "--workers",
        "2",
        "--threads",
        "8",
        "--preload",
        "--log-level",
        "error",
    ]
    started = subprocess.Popen(program, env=environment, stderr=subprocess.DEVNULL)
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=2)
            connection.request("GET", "/halsa")
            if connection.getresponse().status == 200:
                return started
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not start")


def measure(name: str, url: str, folder: Path, arguments: argparse.Namespace) -> list[str]:
    """One database: loaded, served, visited. The lines of its table."""
    environment = {
        **os.environ,
        "SAMSYN_DATA": str(folder),
        "SAMSYN_HTTPS": "0",
        "DJANGO_SETTINGS_MODULE": "samsyn_web.project.settings",
        "DATABASE_URL": url,
    }
    manage = [sys.executable, "-m", "samsyn_web.manage"]
    subprocess.run([*manage, "migrate", "-v0"], env=environment, check=True)
    began = time.perf_counter()
    sizes = ["--open", str(arguments.open), "--events", str(arguments.events)]
    if not arguments.loaded:
        subprocess.run([*manage, "load_scale", *sizes], env=environment, check=True)
    loaded = f"loaded in {time.perf_counter() - began:.0f} s; " if not arguments.loaded else ""
    subprocess.run([*manage, "collectstatic", "--noinput", "-v0"], env=environment, check=True)
    prepare = [sys.executable, __file__, "--prepare", str(arguments.people)]
    told = subprocess.run(prepare, env=environment, check=True, capture_output=True, text=True).stdout.splitlines()
    counted, people = told[0], []
    for line in told[1:]:
        session, cases, words = line.split("\t")
        people.append(Person(session, cases.split(","), words.split(",")))
    running = server(environment)
    try:
        load(people, 10)  # everybody's first pages, while the processes warm up
        one = load(people[:1], arguments.seconds / 3)
        many = load(people, arguments.seconds)
    finally:
        running.send_signal(signal.SIGTERM)
        running.wait(30)
    lines = []
    for page in ("start page", "case page", "list of cases", "search"):
        alone, together = one.seconds.get(page, []), many.seconds.get(page, [])
        lines.append(
            f"| {name} | {page} | {ms(alone, 50)} | {ms(alone, 95)} | {ms(together, 50)} | {ms(together, 95)} | {len(together):,} |"
        )
    for error in sorted(set(many.errors + one.errors)):
        print(f"{name}: {error} ({(many.errors + one.errors).count(error)} times)", file=sys.stderr)
    print("\n".join(lines), file=sys.stderr)  # told at once: the next database takes long to load
    total = sum(map(len, many.seconds.values()))
    lines.append(
        f"\n{name}: {counted}; {loaded}{total / arguments.seconds:.0f} pages a second with {len(people)} people.\n"
    )
    return lines


def ms(seconds: list[float], percent: int) -> str:
    """A percentile in milliseconds."""
    if len(seconds) < 2:
        return "–"
    return f"{statistics.quantiles(seconds, n=100, method='inclusive')[percent - 1] * 1000:.0f} ms"


def main() -> None:
    """Measure one database or both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--open", type=int, default=20_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--postgres", default="")
    parser.add_argument(
        "--loaded", type=Path, help="a folder with the databases of an earlier run: nothing is loaded anew"
    )
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--prepare", type=int, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.prepare:
        tell_prepared(arguments.prepare)
        return
    folder = arguments.loaded or Path(tempfile.mkdtemp(prefix="samsyn-benchmark-"))
    try:
        lines = measure("SQLite", f"sqlite:///{folder / 'samsyn.sqlite3'}", folder, arguments)
        if arguments.postgres:
            lines += measure("PostgreSQL", arguments.postgres, folder, arguments)
    finally:
        if not arguments.loaded:
            shutil.rmtree(folder)
    rows = "\n".join(line for line in lines if line.startswith("|"))
    notes = "".join(line for line in lines if not line.startswith("|"))
    text = f"""{MARK}
# The workspace: results

Made by `benchmarks/workspace.py --write`. {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()};
people and server share the machine. Alone: one person. Together: {arguments.people} people, each opening the next page at once.

| database | page | alone, median | alone, p95 | together, median | together, p95 | pages |
|---|---|---|---|---|---|---|
{rows}
{notes}"""
    print(text)
    if arguments.write:
        results = HERE / "RESULTS.md"
        before = results.read_text(encoding="utf-8").partition(MARK)[0].rstrip()
        results.write_text(f"{before}\n\n{text}", encoding="utf-8")


def tell_prepared(people: int) -> None:
    """Print what the database holds, and each person's session, cases and words to search for."""
    import django

    django.setup()
    from samsyn_web.journal.models import Case, Event

    print(f"{Case.objects.filter(is_open=True).count():,} open cases, {Event.objects.count():,} events")
    for one in prepared(people):
        print(one.session, ",".join(one.cases), ",".join(one.words), sep="\t")


if __name__ == "__main__":
    main()
