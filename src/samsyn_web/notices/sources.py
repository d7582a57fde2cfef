"""Where notices come from: for each, one query over what is stored, with what kind each row is and when it arose.

The page, the number in the header and the digest are all made of these, so that they cannot disagree. A row of a table gives
one notice at most: a deadline is a deviation's, a doctor support's, one that has passed or one of today, never two of them.

A clinical source goes through `access.reading`; what is shown of its cases must be told to `reading.listed`.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.clocks.span import midnight_after
from samsyn.processes import deviation, disagreement, doctor_support
from samsyn_web.access import reading
from samsyn_web.access.visit import Visit
from samsyn_web.casework.calling import UNCONFIRMED_AFTER
from samsyn_web.casework.escalation import STEP
from samsyn_web.directory.models import Account, ContactWay, Feedback
from samsyn_web.directory.validity import in_force
from samsyn_web.journal import models as journal
from samsyn_web.journal.texts import texts
from samsyn_web.notices import kinds
from samsyn_web.notices.kinds import BY_ID, Kind
from samsyn_web.notices.models import Sending
from samsyn_web.review.reviewing import emergencies

TOLD: Final = timedelta(days=kinds.TOLD_DAYS)
ASKED: Final = (deviation.REPORT, deviation.FORWARD, deviation.MORE)
"""The acts that ask a unit to answer a deviation."""
SUPPORT_CLOCKS: Final = (
    *doctor_support.DOCTOR_SUPPORT.replaced_clocks,
    *doctor_support.DOCTOR_SUPPORT.replaced_clocks.values(),
)
"""The clocks that say when a doctor support ends: its own, and the one of an extension."""
ROSE: Final = (disagreement.RAISE, disagreement.CLIMB)
"""The acts by which a disagreement comes to a level."""


@dataclass(frozen=True)
class Source:
    """Queries that give notices of some kinds, each row with `notice` (its kind) and `moment` (when it arose).

    A row that has no moment is no notice. The rows of all its queries are of one model, newest first. `shows_cases` when they are a unit's cases, or have one.
    `changed` names a column that is never before `moment`, where that is cheaper to look at.
    """

    kinds: tuple[str, ...]
    queries: Callable[[Visit], Sequence[QuerySet[Any]]]
    shows_cases: bool = False
    changed: str = ""
    tells_of_agreements: bool = False


def _kind(name: str) -> Value:
    return Value(name, output_field=CharField())


def _of_kind(rows: QuerySet[Any], kind: str, moment: Any) -> QuerySet[Any]:
    found: QuerySet[Any] = rows.annotate(notice=_kind(kind), moment=moment)
    return found


def _day(visit: Visit) -> date:
    return visit.now.astimezone(STOCKHOLM).date()


# ---- in the unit's cases


def _alarms(visit: Visit) -> QuerySet[Any]:
    """It arose when somebody else last did something in the case: what one has done oneself is no news to one."""
    last = journal.Event.objects.filter(case=OuterRef("pk")).exclude(by=visit.worker.account).order_by("-version")
    return _of_kind(
        reading.alarms(visit), kinds.LARM, Coalesce(Subquery(last.values("recorded")[:1]), F("opened"))
    ).order_by("-moment", "pk")


def _received(visit: Visit) -> QuerySet[Any]:
    return _of_kind(reading.unread(visit), kinds.MEDDELANDE, F("sent")).order_by("-moment", "pk")


def _sent(visit: Visit) -> QuerySet[Any]:
    """As `casework.escalation` has it: late after its first step; whom to call then is its answer, not ours."""
    late = reading.unread_by_others(visit, visit.now - STEP)
    return _of_kind(late, kinds.OKVITTERAT, ExpressionWrapper(F("sent") + STEP, DateTimeField())).order_by(
        "-moment", "pk"
    )


def _duties(visit: Visit) -> QuerySet[Any]:
    """Running clocks alone: what is merely expected has no time of its own.

    What is due today arose at midnight. A deadline that is recorded when it has already passed arose then too: that
    somebody recorded it is told as news.
    """
    asked = journal.Event.objects.filter(case=OuterRef("case"), kind__in=ASKED).order_by("-version")
    today = _day(visit)
    is_deviation = Q(case__process=deviation.DEVIATION.id, clock=deviation.ANSWER_CLOCK)
    is_support = Q(case__process=doctor_support.DOCTOR_SUPPORT.id, clock__in=SUPPORT_CLOCKS)
    is_ending = is_support & Q(warns__lte=visit.now, due__gt=visit.now)
    tonight = midnight_after(today)
    return (
        reading.duties(visit)
        .exclude(clock="")
        .annotate(
            notice=Case(
                When(is_deviation, then=_kind(kinds.AVVIKELSE)),
                When(is_ending, then=_kind(kinds.LAKARSTOD)),
                When(due__lte=visit.now, then=_kind(kinds.FRIST_GATT)),
                When(due__lte=tonight, then=_kind(kinds.FRIST_IDAG)),
                output_field=CharField(),
            ),
            moment=Case(
                When(is_deviation, then=Coalesce(Subquery(asked.values("recorded")[:1]), F("case__opened"))),
                When(is_ending, then=F("warns")),
                When(due__lte=visit.now, then=F("due")),
                default=Value(midnight_after(today - timedelta(days=1))),
                output_field=DateTimeField(),
            ),
        )
        .filter(notice__isnull=False)
        .order_by("-moment", "pk")
    )


def _news(visit: Visit) -> QuerySet[Any]:
    """One notice a case. A message that still waits for our receipt is not told here too."""
    waits = journal.Delivery.objects.filter(
        case=OuterRef("case"),
        version=OuterRef("version"),
        receiver=visit.worker.unit,
        acknowledged=None,
        recalled=None,
    )
    unseen = (
        journal.Event.objects.filter(case=OuterRef("pk"), version__gt=OuterRef("looked"))
        .exclude(unit=visit.worker.unit)
        .order_by("-version")
    )
    rose = unseen.filter(kind__in=ROSE)
    last = unseen.filter(~Exists(waits))
    is_disagreement = Q(process=disagreement.DISAGREEMENT.id) & Q(Exists(rose))

    def of_last(field: str) -> Case:
        return Case(
            When(is_disagreement, then=Subquery(rose.values(field)[:1])), default=Subquery(last.values(field)[:1])
        )

    found: QuerySet[Any] = (
        reading.not_looked_at(visit)
        .annotate(
            notice=Case(When(is_disagreement, then=_kind(kinds.OENIGHET)), default=_kind(kinds.NYHET)),
            moment=of_last("recorded"),
        )
        .annotate(
            last_version=of_last("version"),
            last_kind=of_last("kind"),
            last_unit=of_last("unit__name"),
        )
        .order_by("-moment", "pk")
    )
    return found


# ---- the unit itself


def _numbers(visit: Visit) -> QuerySet[Any]:
    old = Q(confirmed_at=None) | Q(confirmed_at__lt=visit.now - UNCONFIRMED_AFTER)
    ways = in_force(ContactWay.objects.filter(old, unit=visit.worker.unit), _day(visit))
    grew_old = Case(
        When(confirmed_at=None, then=ExpressionWrapper(F("valid_from") + timedelta(), DateTimeField())),
        default=ExpressionWrapper(F("confirmed_at") + UNCONFIRMED_AFTER, DateTimeField()),
        output_field=DateTimeField(),
    )
    return _of_kind(ways, kinds.NUMMER, grew_old).order_by("-moment", "pk")


# ---- for the joint board: that there are disagreements, never about whom


def _disagreements(visit: Visit) -> QuerySet[Any]:
    rose = journal.Event.objects.filter(case=OuterRef("pk"), kind__in=ROSE).order_by("-version")
    going_on = journal.Case.objects.filter(process=disagreement.DISAGREEMENT.id, is_open=True)
    told = _of_kind(going_on, kinds.OENIGHETER, Subquery(rose.values("recorded")[:1]))
    return told.filter(moment__gt=visit.now - TOLD).order_by("-moment", "pk")


def _settled(visit: Visit) -> QuerySet[Any]:
    lately = journal.Precedent.objects.filter(settled__gt=visit.now - TOLD)
    at = journal.Precedent.objects.filter(case=OuterRef("pk")).order_by("-settled").values("settled")[:1]
    cases = journal.Case.objects.filter(pk__in=lately.values("case"))
    return _of_kind(cases, kinds.AVGJORD, Subquery(at)).order_by("-moment", "pk")


# ---- the agreements: what the program has read, with no table to ask


@dataclass(frozen=True)
class Told:
    """A notice that no table holds: its kind, when it arose, what it says and where it leads."""

    kind: str
    moment: datetime
    title: str
    about: str
    url: str

    @property
    def of(self) -> Kind:
        return BY_ID[self.kind]


def of_agreements(today: date) -> list[Told]:
    """What there is to tell of the agreements on a day, newest first."""
    read = texts()
    found = [
        Told(
            kinds.AVTAL_NYTT,
            datetime.combine(day, time(), STOCKHOLM),
            read.library.agreement_text(name, version).title,
            "Gäller nu i en ny version.",
            reverse("avtalstext", args=[name]),
        )
        for name, versions in read.library.agreements.items()
        for version in versions
        if (day := _begins(version)) is not None
        and today - TOLD < day <= today
        and read.library.agreement_text(name, version).status != "förslag"
    ]
    if read.warning:
        found.append(Told(kinds.AVTAL_FEL, _last_written(), "Avtalens filer har fel", read.warning, reverse("avtal")))
    return sorted(found, key=lambda one: one.moment, reverse=True)


def _begins(version: str) -> date | None:
    try:
        return date.fromisoformat(version)
    except ValueError:
        return None


def _last_written() -> datetime:
    """When a file of the agreements was last written: the one with the fault is the one that somebody has worked on."""
    written = [path.stat().st_mtime for path in Path(settings.AGREEMENTS).rglob("*.md")]
    return datetime.fromtimestamp(max(written, default=0), STOCKHOLM)


def row_of(visit: Visit, told: Told, place: int = 0) -> QuerySet[Any]:
    """A row of the worker's own account that stands for such a notice: so that it is counted and chosen as all others are."""
    own = Account.objects.filter(pk=visit.worker.account.pk).order_by()
    return own.annotate(
        notice=_kind(told.kind), moment=Value(told.moment, output_field=DateTimeField()), place=Value(place)
    )


def _agreements(visit: Visit) -> list[QuerySet[Any]]:
    told = of_agreements(_day(visit))
    return [row_of(visit, one, place) for place, one in enumerate(told) if visit.worker.role in one.of.roles]


# ---- for those who look after Samsyn


def _emergencies(visit: Visit) -> QuerySet[Any]:
    return _of_kind(emergencies(visit.worker.party), kinds.NODOPPNING, F("starts")).order_by("-moment", "pk")


def _feedback(visit: Visit) -> QuerySet[Any]:
    lately = Feedback.objects.filter(at__gt=visit.now - TOLD)
    return _of_kind(lately, kinds.ATERKOPPLING, F("at")).order_by("-moment", "pk")


def failed_sendings(visit: Visit) -> QuerySet[Sending]:
    """The digests to people of the worker's provider that have not come through, or may not have, the latest first."""
    ours = Account.objects.filter(holdings__unit__party=visit.worker.party)
    return (
        Sending.objects.filter(
            Q(state=Sending.State.UNSURE) | Q(state=Sending.State.WAITING) & ~Q(failure=""),
            account__in=ours.values("pk"),
            failed__gt=visit.now - TOLD,
        )
        .select_related("account")
        .order_by("-failed", "pk")
    )


def _sendings(visit: Visit) -> QuerySet[Any]:
    return _of_kind(failed_sendings(visit), kinds.UTSKICK, F("failed"))


# ---- all of them


def _one(rows: Callable[[Visit], QuerySet[Any]]) -> Callable[[Visit], Sequence[QuerySet[Any]]]:
    return lambda visit: (rows(visit),)


SOURCES: Final[tuple[Source, ...]] = (
    Source((kinds.LARM,), _one(_alarms), shows_cases=True, changed="changed"),
    Source((kinds.MEDDELANDE,), _one(_received), shows_cases=True),
    Source((kinds.OKVITTERAT,), _one(_sent), shows_cases=True),
    Source((kinds.FRIST_GATT, kinds.FRIST_IDAG, kinds.AVVIKELSE, kinds.LAKARSTOD), _one(_duties), shows_cases=True),
    Source((kinds.OENIGHET, kinds.NYHET), _one(_news), shows_cases=True, changed="changed"),
    Source((kinds.NUMMER,), _one(_numbers)),
    Source((kinds.OENIGHETER,), _one(_disagreements)),
    Source((kinds.AVGJORD,), _one(_settled)),
    Source((kinds.AVTAL_NYTT, kinds.AVTAL_FEL), _agreements, tells_of_agreements=True),
    Source((kinds.NODOPPNING,), _one(_emergencies)),
    Source((kinds.ATERKOPPLING,), _one(_feedback)),
    Source((kinds.UTSKICK,), _one(_sendings)),
)
"""Every source; each kind has one, by test."""


def sources_for(visit: Visit) -> list[Source]:
    """The sources of what the worker's role is told."""
    mine = {kind.id for kind in kinds.kinds_for([visit.worker.role])}
    return [source for source in SOURCES if mine & set(source.kinds)]
