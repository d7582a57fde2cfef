"""A server that acts as fast as it can until it is killed: what tests/web/test_killed.py starts.

    python killed_server.py THREADS CASE CASE …

Each thread reads what a case stands at and sends a message in it, as people do who work in the same cases at once: losing to
another is part of it. What is done is acknowledged on stdout: the form's key, one a line, and only when `act` has returned.
"""

import os
import random
import sys
import threading
from contextlib import suppress
from datetime import UTC, datetime
from uuid import UUID

import django
from django.db import OperationalError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "web.settings")
django.setup()

from samsyn_web.access.acting import Wish, act  # noqa: E402
from samsyn_web.access.refusals import Overtaken  # noqa: E402
from samsyn_web.access.visit import Visit, Worker  # noqa: E402
from samsyn_web.directory.models import Holding  # noqa: E402
from samsyn_web.journal.models import Case  # noqa: E402
from samsyn_web.trail.sealing import seal_all  # noqa: E402


def work(cases: list[str], chance: random.Random) -> None:
    """Send messages for ever."""
    holding = Holding.objects.select_related("unit__party", "account").get(account__username="ulla")
    worker = Worker(holding.account, holding)
    to = Holding.objects.get(account__username="nora").unit_id
    while True:
        case = Case.objects.get(pk=chance.choice(cases))
        now = datetime.now(UTC)
        key = UUID(int=chance.getrandbits(128))
        try:
            act(Visit(worker, now), case.pk, Wish("meddela", {"till": [to], "text": "Hej."}, now, case.version, key))
        except (Overtaken, OperationalError):
            continue  # somebody else was first; or the database was so busy that SQLite gave up, and nothing was done
        os.write(1, f"{key}\n".encode())  # one write of a short line: whole, or not at all


def seal_for_ever() -> None:
    """What the ticker does meanwhile."""
    while True:
        with suppress(OperationalError):
            seal_all(datetime.now(UTC))
        threading.Event().wait(0.05)


if __name__ == "__main__":
    count, *some = sys.argv[1:]
    for number in range(int(count)):
        drawn = random.Random(os.getpid() * 1000 + number)
        threading.Thread(target=work, args=(some, drawn), daemon=True).start()
    seal_for_ever()
