"""The notices as a page shows them: by kind, newest first, each leading to where one deals with it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.db.models import BooleanField, Case, Value, When
from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.kinds import PROCESSES
from samsyn_web.access import reading
from samsyn_web.access.visit import Visit
from samsyn_web.casework import unread
from samsyn_web.casework.start_page import about
from samsyn_web.casework.unit_forms import words
from samsyn_web.journal import models as journal
from samsyn_web.notices import kinds
from samsyn_web.notices.choosing import wanted
from samsyn_web.notices.kinds import Kind
from samsyn_web.notices.looking import last_look
from samsyn_web.notices.sources import Source, of_agreements, sources_for
from samsyn_web.swedish import telephone

MOST: Final = 100
"""Notices from one source that the page shows; it says when there are more."""


@dataclass(frozen=True)
class Group:
    """The notices of a kind, as `parts/task_list.html` has them; `is_cut` when there are more than are shown."""

    kind: Kind
    tasks: list[dict[str, Any]]
    is_cut: bool

    @property
    def heading(self) -> list[dict[str, Any]]:
        """The one group that the part shows."""
        key = "overdue" if self.kind.id in URGENT else self.kind.id
        return [{"key": key, "title": self.kind.name, "tasks": self.tasks}]


URGENT: Final = frozenset({kinds.LARM, kinds.FRIST_GATT})
"""The kinds that a mark stands beside: somebody is too late, or nobody has it."""


def groups(visit: Visit) -> list[Group]:
    """All that the worker is told, by kind. What is shown of cases leaves its track."""
    found: dict[str, list[dict[str, Any]]] = {}
    cut: set[str] = set()
    cases: dict[Any, journal.Case] = {}
    for source in sources_for(visit):
        rows = _rows(source, visit)
        if len(rows) > MOST:
            cut |= {row.notice for row in rows}
        rows = rows[:MOST]
        told = TELLERS[source.kinds[0]](visit, rows)
        for row, task in zip(rows, told, strict=True):
            if source.shows_cases:
                case = row if isinstance(row, journal.Case) else row.case
                cases[case.pk] = case
            new = {"kind": "info", "badge": "ny"} if row.is_new else {}
            found.setdefault(row.notice, []).append({"at": row.moment, **task, **new})
    if cases:
        reading.listed(visit, cases.values())
    return [Group(kind, found[kind.id], kind.id in cut) for kind in kinds.KINDS if kind.id in found]


def _rows(source: Source, visit: Visit) -> list[Any]:
    is_wanted = wanted(visit.worker.account, visit.now.astimezone(STOCKHOLM).date(), "in_app")
    is_new = Case(
        When(moment__gt=last_look(visit), then=Value(True)), default=Value(False), output_field=BooleanField()
    )
    queries = [query.filter(is_wanted, moment__isnull=False).annotate(is_new=is_new) for query in source.queries(visit)]
    if len(queries) > 1:
        return list(queries[0].union(*queries[1:], all=True)[: MOST + 1])
    return [row for query in queries for row in query[: MOST + 1]]


# ---- how the rows of each source are told: title, where it leads, whom it concerns


def _task(title: str, url: str, concerns: str = "", owner: str = "") -> dict[str, Any]:
    return {"title": title, "url": url, "about": concerns, "owner": owner}


def _case_page(case: journal.Case) -> str:
    return reverse("fallet", args=[case.pk])


def _alarms(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task("Ta över, eller utse vem som agerar", _case_page(case), about(case)) for case in rows]


def _received(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        _task("Kvittera meddelande", _case_page(one.case), about(one.case), f"från {one.sender.name}") for one in rows
    ]


def _sent(visit: Visit, rows: list[Any]) -> list[dict[str, Any]]:
    """Whom to call now is what `casework.escalation` says: here as on the start page and in the case."""
    reminders = {one.delivery.pk: one for one in unread.reminded(visit, rows)}
    found = []
    for one in rows:
        reminder = reminders[one.pk]
        contact = reminder.contact
        whom = (
            "enheten har inte lämnat något nummer"
            if contact is None
            else f"ring {'nästa: ' if reminder.step > 1 else ''}{contact.purpose}, {telephone(contact.number)}"
            f"{'' if reminder.answers else ' (svarar inte nu)'}"
        )
        found.append(_task(f"{one.receiver.name} har inte kvitterat", _case_page(one.case), about(one.case), whom))
    return found


def _duties(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task(duty.clock, _case_page(duty.case), about(duty.case)) | {"due": duty.due} for duty in rows]


def _news(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        _task(
            f"{case.last_unit} {PROCESSES[case.process].acts[case.last_kind].told}",
            f"{_case_page(case)}#handelse-{case.last_version}",
            about(case),
        )
        for case in rows
    ]


def _numbers(visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task(f"Bekräfta {words(way)}", reverse("enheten", args=[visit.worker.unit.pk])) for way in rows]


def _disagreements(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        _task(
            "En oenighet har anmälts eller lyfts",
            reverse("oenigheter"),
            PROCESSES[case.process].stages[case.stage].name,
        )
        for case in rows
    ]


def _settled(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task("En oenighet är avgjord", reverse("oenigheter"), "enskilt fall, inte bindande") for _ in rows]


def _agreements(visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    told = of_agreements(visit.now.astimezone(STOCKHOLM).date())
    return [_task(told[row.place].title, told[row.place].url, told[row.place].about) for row in rows]


def _emergencies(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [
        _task("Granska nödöppningen", reverse("logg-nodoppning", args=[one.pk]), one.account.name, one.unit.name)
        for one in rows
    ]


def _feedback(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task("Läs återkopplingen", reverse("aterkoppling"), one.page) for one in rows]


def _sendings(_visit: Visit, rows: Iterable[Any]) -> list[dict[str, Any]]:
    return [_task("Se utskicken", reverse("utskick"), one.account.name, one.failure) for one in rows]


TELLERS: Final[Mapping[str, Callable[[Visit, list[Any]], list[dict[str, Any]]]]] = {
    kinds.LARM: _alarms,
    kinds.MEDDELANDE: _received,
    kinds.OKVITTERAT: _sent,
    kinds.FRIST_GATT: _duties,
    kinds.OENIGHET: _news,
    kinds.NUMMER: _numbers,
    kinds.OENIGHETER: _disagreements,
    kinds.AVGJORD: _settled,
    kinds.AVTAL_NYTT: _agreements,
    kinds.NODOPPNING: _emergencies,
    kinds.ATERKOPPLING: _feedback,
    kinds.UTSKICK: _sendings,
}
"""How each source's rows are told, by the first of its kinds."""
