"""What is there for me to see to? The start page of those who work without cases: numbers that lead on, and no person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from types import MappingProxyType
from typing import Any, Final

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.urls import reverse
from django.utils.timezone import localdate

from samsyn.economics.payments import first_bank_day
from samsyn.processes.care_home import CARE_HOME
from samsyn.processes.cast import Role
from samsyn.processes.disagreement import DISAGREEMENT
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.regions import HOME
from samsyn_web.access import reading
from samsyn_web.access.visit import Visit
from samsyn_web.agreements import text_pages
from samsyn_web.casework.calling import UNCONFIRMED_AFTER
from samsyn_web.casework.deviation_patterns import loops
from samsyn_web.casework.disputed_rows import most_disputed
from samsyn_web.directory.models import ContactWay, Feedback, Holding, OnCall, Unit
from samsyn_web.economics import assumptions, ledger
from samsyn_web.journal.models import Case
from samsyn_web.journal.texts import texts
from samsyn_web.review import reviewing
from samsyn_web.swedish import day_name
from samsyn_web.trail.models import Entry, Review, Seal

LOOKS_BACK: Final = timedelta(days=7)
"""How far back unusual access is counted on the start page; the review itself asks for its own days."""
COMES_SOON: Final = timedelta(days=14)
"""How far ahead a rota without anybody and a role that ends are told of: our choice."""
SEALED_WITHIN: Final = timedelta(minutes=10)
"""The trail is sealed every minute: when it has not been for so long, something has stopped."""
MOST: Final = 8
"""Lines that a panel names one by one."""


@dataclass(frozen=True)
class Line:
    """A thing to see to, or to know: its words, a number or a word for how it stands, where it leads."""

    words: str
    standing: str = ""
    url: str = ""
    kind: str = ""
    """Of the badge that the standing is shown in; none shows it as it is."""


@dataclass(frozen=True)
class Panel:
    """Some lines under a heading. `nothing` is said when there are none."""

    title: str
    lines: tuple[Line, ...]
    note: str = ""
    nothing: str = ""


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number == 1 else several}"


def _attention(number: int) -> str:
    return "due" if number else "done"


# ---- those who follow up the agreements


def together(visit: Visit) -> Panel:
    """How many cases of each kind are open in the county, in how many nobody is appointed or a time has run out."""
    counts = {
        one["process"]: one
        for one in Case.objects.filter(is_open=True)
        .values("process")
        .annotate(
            number=Count("pk"),
            alarms=Count("pk", filter=Q(has_alarm=True)),
            late=Count("pk", filter=Q(due__lte=visit.now)),
        )
    }
    lines = [
        Line(
            process.name,
            f"{one['number']} pågår"
            + (f", i {one['alarms']} är ingen utsedd" if one["alarms"] else "")
            + (f", {one['late']} försenade" if one["late"] else ""),
        )
        for process in PROCESSES.values()
        if (one := counts.get(process.id)) is not None
    ]
    return Panel("Läget i länet", tuple(lines), "Antal, inga personer. Räknat nu.", "Inget fall pågår.")


def money(visit: Visit) -> Panel:
    """What is to be booked, and what is not computed because nobody has given it."""
    today = localdate(visit.now)
    stands = ledger.standing(today.year)
    lines = [
        Line(f"Beloppen för {today.year}", "fastställda" if stands.decided else "inte fastställda", _year(today.year))
    ]
    if stands.next_month is not None:
        day = first_bank_day(today.year, stands.next_month)
        soon = "due" if day <= today + COMES_SOON else ""
        lines.append(Line("Nästa utbetalning att bokföra", f"betalas {day_name(day, today)}", _year(today.year), soon))
    missing = assumptions.on_day(today).missing
    lines.append(Line("Uppgifter som inte är angivna", str(len(missing)), reverse("ekonomi-antaganden")))
    return Panel("Ekonomi", tuple(lines), "Det som behöver en uppgift som saknas räknas inte.")


def _year(year: int) -> str:
    return f"{reverse('ekonomi-utbetalningar')}?ar={year}"


def disputes(visit: Visit) -> Panel:
    """What the parties disagree about, and where what they do together goes wrong."""
    found = Case.objects.filter(process=DISAGREEMENT.id, is_open=True).aggregate(
        number=Count("pk"), oldest=Min("opened")
    )
    days = (visit.now - found["oldest"]).days if found["oldest"] else 0
    told = loops(visit.now)
    still, late = sum(one.is_open for one in told), sum(one.is_open and one.is_late for one in told)
    lines = [
        Line(
            "Oenigheter som pågår",
            f"{found['number']}" + (f", den äldsta i {_counted(days, 'dag', 'dagar')}" if found["number"] else ""),
            reverse("oenigheter"),
        ),
        Line(
            "Avvikelser som pågår",
            f"{still}" + (f", {late} med svar efter satt dag" if late else ""),
            reverse("avvikelser"),
        ),
    ]
    rows = [
        Line(
            one.question or one.row.row,
            f"rad ”{one.row.row}”, {_counted(one.number, 'gång', 'gånger')}",
            f"{reverse('avtalstext', args=[one.row.agreement])}",
        )
        for one in most_disputed(visit.now)[:3]
    ]
    return Panel("Oenigheter och avvikelser", (*lines, *rows), "Raderna är de som oftast varit tvistiga.")


def agreements(visit: Visit) -> Panel:
    """The region's own agreements as they are in force: until when, how much they leave silent, how they are read."""
    today = localdate(visit.now)
    own = next((one for one in text_pages.regions(today) if one["id"] == HOME), None)
    lines = [_agreement(one) for one in (own["agreements"] if own else ())]
    return Panel(
        "Avtalen",
        (*_warned(), *lines),
        "Tysta rader är kända luckor: frågor som avtalet ställer men källorna inte besvarar.",
    )


def _warned() -> Iterable[Line]:
    warning = texts().warning
    if warning:
        yield Line(warning, "fel i avtalsfil", reverse("avtal"), "overdue")


def _agreement(one: Mapping[str, Any]) -> Line:
    version = next((each for each in one["versions"] if each["title"] == one["title"]), one["versions"][0])
    silent, readings = version["silent"], len(version["readings"])
    said = [
        f"{version['period']}",
        _counted(silent, "tyst rad", "tysta rader") if silent else "",
        _counted(readings, "läsning", "läsningar") if readings else "",
    ]
    return Line(one["title"], ", ".join(part for part in said if part), one["url"])


def homes(visit: Visit) -> Panel:
    """What the unit is to do for the care homes whose agreements it takes part in, and which of them wait for it."""
    mine = list(reading.duties(visit))
    late = [one for one in mine if one.due is not None and one.due <= visit.now]
    soon = [one for one in mine if one not in late and one.warns is not None and one.warns <= visit.now]
    unread = reading.unread(visit).count()
    number = reading.unit_cases(visit).filter(process=CARE_HOME.id, is_open=True).count()
    lines = [
        Line("Boenden med avtal", f"{number}", reverse("sabo-alla")),
        Line("Åtaganden hos er som är försenade", f"{len(late)}", reverse("fall"), _attention(len(late))),
        Line("Åtaganden hos er som snart ska göras", f"{len(soon)}", reverse("fall"), _attention(len(soon))),
        Line("Meddelanden att kvittera", f"{unread}", reverse("fall"), _attention(unread)),
        *(
            Line(
                f"{one.clock[:1].upper()}{one.clock[1:]}: {one.case.about_unit}",
                "försenat" if one in late else "snart",
                reverse("fallet", args=[one.case_id]),
                "overdue" if one in late else "due",
            )
            for one in [*late, *soon][:MOST]
        ),
    ]
    return Panel("Särskilda boenden", tuple(lines), "Räknat ur boendenas avtal. Texten är ett förslag.")


# ---- those who review the trail


def reviews(visit: Visit) -> Panel:
    """What waits for the reviewer: every break-glass, and what was unusual lately."""
    today = localdate(visit.now)
    scope = reviewing.Scope(visit.worker.party, today - LOOKS_BACK + timedelta(days=1), today)
    waiting = reviewing.emergencies(visit.worker.party).aggregate(number=Count("pk"), oldest=Min("starts"))
    number = waiting["number"]
    oldest = f", den äldsta i {_counted((visit.now - waiting['oldest']).days, 'dag', 'dagar')}" if number else ""
    lines = [Line("Nödöppningar att granska", f"{number}{oldest}", reverse("logg"), _attention(number))]
    for check in reviewing.CHECKS:
        found = len(check.find(scope))
        more = "fler än " if found > reviewing.MOST else ""
        lines.append(
            Line(check.title, f"{more}{min(found, reviewing.MOST)}", f"{reverse('logg')}#{check.id}", _attention(found))
        )
    return Panel(
        f"Att granska hos {visit.worker.party.name}",
        tuple(lines),
        "De senaste sju dagarna. Att något står här betyder inte att någon gjort fel.",
    )


def kept_up(visit: Visit) -> Panel:
    """Whether the trail is sealed, and whether it is reviewed at all."""
    mine = Review.objects.filter(entry__unit__party=visit.worker.party).aggregate(last=Max("at"))
    ago = (visit.now - mine["last"]).days if mine["last"] else None
    lines = [
        _sealed(visit.now),
        Line(
            "Senaste granskade raden",
            "ingen än" if ago is None else "i dag" if ago == 0 else f"för {_counted(ago, 'dag', 'dagar')} sedan",
            reverse("logg"),
            "due" if ago is None or ago > LOOKS_BACK.days else "done",
        ),
        Line("Loggutdrag till en patient", "", reverse("logg-utdrag")),
    ]
    return Panel(
        "Loggen", tuple(lines), "Granskningen ska vara systematisk och återkommande (4 kap. 3 § patientdatalagen)."
    )


def _sealed(now: datetime) -> Line:
    """Whether what is to be sealed has been: nothing unsealed is older than it should be."""
    oldest = Entry.objects.filter(seal=None).aggregate(oldest=Min("at"))["oldest"]
    last = Seal.objects.aggregate(last=Max("made"))["last"]
    if oldest is None or now - oldest <= SEALED_WITHIN:
        return Line("Loggen förseglas", "ja" if last else "inget att försegla än", kind="done")
    minutes = int((now - oldest).total_seconds() // 60)
    return Line(
        "Loggen förseglas inte: be den som sköter driften kontrollera att tick körs",
        f"oförseglat i {_counted(minutes, 'minut', 'minuter')}",
        kind="overdue",
    )


# ---- those who keep the directory


def numbers(visit: Visit) -> Panel:
    """The party's units whose numbers nobody has made sure of lately, or that have none."""
    today = localdate(visit.now)
    units = list(_standing(visit, today))
    ways: dict[str, list[ContactWay]] = {}
    for way in ContactWay.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), unit__in=units, valid_from__lte=today
    ):
        ways.setdefault(way.unit_id, []).append(way)
    without = [one for one in units if one.pk not in ways]
    old = [one for one in units if any(_is_old(way, visit.now) for way in ways.get(one.pk, ()))]
    lines = [
        Line("Enheter utan nummer", f"{len(without)}", kind=_attention(len(without))),
        Line("Enheter med nummer som inte är bekräftade på 90 dagar", f"{len(old)}", kind=_attention(len(old))),
        *(
            Line(one.name, "utan nummer" if one in without else "att bekräfta", reverse("enheten-andra", args=[one.pk]))
            for one in [*without, *old][:MOST]
        ),
    ]
    return Panel(
        f"Nummer hos {visit.worker.party.name}", tuple(lines), "Enheten bekräftar sina nummer själv; du kan ändra dem."
    )


def _standing(visit: Visit, today: date) -> Iterable[Unit]:
    return Unit.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=today), party=visit.worker.party, valid_from__lte=today
    ).exclude(kind="ledning")


def _is_old(way: ContactWay, now: datetime) -> bool:
    return way.confirmed_at is None or now - way.confirmed_at > UNCONFIRMED_AFTER


def rotas(visit: Visit) -> Panel:
    """Rotas that soon have nobody: those that are kept, and end."""
    ends = (
        OnCall.objects.filter(unit__party=visit.worker.party)
        .values("unit", "unit__name")
        .annotate(last=Max("ends"))
        .filter(last__lt=visit.now + COMES_SOON)
        .order_by("last")
    )
    lines = [
        Line(
            one["unit__name"],
            "slut" if one["last"] <= visit.now else f"slutar {localdate(one['last']).isoformat()}",
            reverse("enheten-andra", args=[one["unit"]]),
            "overdue" if one["last"] <= visit.now else "due",
        )
        for one in ends[:MOST]
    ]
    return Panel("Jourlistor som tar slut", tuple(lines), nothing="Alla jourlistor räcker minst två veckor.")


def people(visit: Visit) -> Panel:
    """Accounts and roles that need somebody."""
    today = localdate(visit.now)
    since = visit.now - timedelta(hours=settings.AXES_COOLOFF_TIME)
    locked = AccessAttempt.objects.filter(
        failures_since_start__gte=settings.AXES_FAILURE_LIMIT, attempt_time__gt=since
    ).count()
    soon = Holding.objects.filter(
        unit__party=visit.worker.party, valid_to__gt=today, valid_to__lte=today + COMES_SOON
    ).count()
    said = Feedback.objects.filter(at__gt=visit.now - timedelta(days=30)).count()
    lines = [
        Line("Inloggningar som är låsta just nu", f"{locked}", reverse("konton"), _attention(locked)),
        Line("Roller som slutar inom två veckor", f"{soon}"),
        Line("Återkoppling de senaste 30 dagarna", f"{said}", reverse("aterkoppling")),
        *_warned(),
        _sealed(visit.now),
    ]
    return Panel("Konton och drift", tuple(lines), "Konton och roller kommer ur katalogen.")


Panels = tuple[Callable[[Visit], Panel], ...]

DESKS: Final[Mapping[Role, Panels]] = MappingProxyType(
    {
        Role.STRATEGIST: (agreements, homes, disputes, together, money),
        Role.CONTROLLER: (money, agreements, together, disputes),
        Role.LOG_REVIEWER: (reviews, kept_up),
        Role.ADMINISTRATOR: (numbers, rotas, people),
    }
)
"""What each role without cases has on its start page, in order."""


def panels(visit: Visit) -> list[Panel]:
    """What the worker's start page shows."""
    return [panel(visit) for panel in DESKS[visit.worker.role]]
