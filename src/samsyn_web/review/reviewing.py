"""Systematic review of the trail (PDL 4:3, SVOD 4:4): a random sample, and what is unusual, each with why it is listed.

A care provider answers for its own people's access, so a reviewer sees the entries of their own provider. Nothing here says
that somebody did wrong: a finding is something to ask about.
"""

import random
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final

from django.db import transaction
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat, ExtractHour, Lower, TruncHour

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.cast import Role
from samsyn_web.access.models import Emergency
from samsyn_web.access.refusals import Faulty, NotThere, Refused
from samsyn_web.access.visit import Visit
from samsyn_web.directory.models import Account, Party
from samsyn_web.journal.models import IdentityNumber, Person
from samsyn_web.trail.models import Entry, Review, Touched, What

MANY_PERSONS: Final = 20
"""Different persons opened by one account within one hour of the clock: our choice. No source names a number."""

MANY_REFUSALS: Final = 5
"""Refusals of one account within the period: our choice."""

OPENS: Final = 6
CLOSES: Final = 22
"""The hours within which daytime roles are expected to work: our choice."""

DAYTIME: Final = frozenset(
    {
        Role.DISCHARGE_COORDINATOR,
        Role.GP,
        Role.CARE_CONTACT,
        Role.THERAPIST,
        Role.CHIEF_NURSE,
        Role.CARE_MANAGER,
        Role.HOME_MANAGER,
        Role.STRATEGIST,
        Role.CONTROLLER,
        Role.LOG_REVIEWER,
        Role.ADMINISTRATOR,
    }
)
"""Roles whose work is in the daytime: our choice. Wards, the jour and municipal nurses work around the clock."""

OPENED: Final = (What.READ, What.ACTED, What.EXPORTED, What.BROKE_GLASS)
"""The kinds of entries by which somebody chose to open a certain person's data; a list is not chosen person by person."""

MOST: Final = 25
"""How many findings of each kind the page shows; it says when there are more."""


@dataclass(frozen=True)
class Scope:
    """What is reviewed: a provider's entries between two days, both included; perhaps of one account, unit or kind."""

    party: Party
    first: date
    last: date
    account: int | None = None
    unit: str = ""
    what: str = ""

    def entries(self) -> QuerySet[Entry]:
        """The entries, newest first."""
        found = Entry.objects.filter(
            unit__party=self.party, at__gte=_midnight(self.first), at__lt=_midnight(self.last + timedelta(days=1))
        )
        if self.account is not None:
            found = found.filter(account=self.account)
        if self.unit:
            found = found.filter(unit=self.unit)
        if self.what:
            found = found.filter(what=self.what)
        return found.select_related("account", "unit").order_by("-id")


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), STOCKHOLM)


# ---- unusual access


@dataclass(frozen=True)
class Finding:
    """An entry that somebody should look at, and why it is listed."""

    entry: Entry
    why: str


@dataclass(frozen=True)
class Check:
    """A kind of unusual access, found by one query. `explanation` says what it looks for, and what may be behind it."""

    id: str
    title: str
    explanation: str
    find: Callable[[Scope], Sequence[Finding]]


def own_data(scope: Scope) -> Sequence[Finding]:
    """Access to one's own data: by identity number, or by a name that is one's own."""
    by_number = IdentityNumber.objects.filter(
        person=OuterRef("person"), number=OuterRef("entry__account__identity_number")
    )
    by_name = Person.objects.annotate(whole=Lower(Concat("given_name", Value(" "), "family_name"))).filter(
        pk=OuterRef("person"), whole=Lower(OuterRef("entry__account__name"))
    )
    touched = Touched.objects.filter(entry=OuterRef("pk"))
    found = (
        scope.entries()
        .annotate(is_own=Exists(touched.filter(Exists(by_number))), has_name=Exists(touched.filter(Exists(by_name))))
        .filter(Q(is_own=True) | Q(has_name=True))
    )
    return [
        Finding(
            entry,
            "Medarbetarens eget personnummer."
            if entry.is_own
            else "Personen har samma namn som medarbetaren: kan vara samma person, eller en namne.",
        )
        for entry in found[: MOST + 1]
    ]


def kin(scope: Scope) -> Sequence[Finding]:
    """Access to the data of somebody with the same family name or home address."""
    of_family = Person.objects.alias(lower=Lower("family_name")).filter(
        pk=OuterRef("person"), lower=Lower(OuterRef("entry__account__family_name"))
    )
    at_home = (
        Person.objects.exclude(address="")
        .alias(lower=Lower("address"))
        .filter(pk=OuterRef("person"), lower=Lower(OuterRef("entry__account__home_address")))
    )
    touched = Touched.objects.filter(entry=OuterRef("pk"))
    found = (
        scope.entries()
        .filter(what__in=OPENED)
        .annotate(
            is_of_family=Exists(touched.filter(Exists(of_family))), is_at_home=Exists(touched.filter(Exists(at_home)))
        )
        .filter(Q(is_of_family=True) | Q(is_at_home=True))
    )
    return [
        Finding(
            entry,
            " ".join(
                sentence
                for holds, sentence in (
                    (entry.is_at_home, "Personen har samma adress som medarbetaren."),
                    (entry.is_of_family, "Personen har samma efternamn som medarbetaren."),
                )
                if holds
            ),
        )
        for entry in found[: MOST + 1]
    ]


def many_persons(scope: Scope) -> Sequence[Finding]:
    """Many different persons opened within an hour."""
    hours = (
        scope.entries()
        .filter(what__in=OPENED, account__isnull=False)
        .order_by()
        .annotate(hour=TruncHour("at"))
        .values("account", "account__name", "hour")
        .annotate(persons=Count("touched__person", distinct=True), first=Min("pk"))
        .filter(persons__gt=MANY_PERSONS)
        .order_by("-persons")
    )
    return [
        Finding(_anchor(group, group["hour"]), f"{group['persons']} olika personer öppnade inom en timme.")
        for group in hours[: MOST + 1]
    ]


def outside_hours(scope: Scope) -> Sequence[Finding]:
    """Access at night by roles that work in the daytime."""
    found = (
        scope.entries()
        .filter(what__in=OPENED, role__in=DAYTIME)
        .annotate(hour=ExtractHour("at", tzinfo=STOCKHOLM))
        .filter(Q(hour__lt=OPENS) | Q(hour__gte=CLOSES))
    )
    return [
        Finding(entry, f"Klockan {entry.at.astimezone(STOCKHOLM):%H.%M}, i en roll som arbetar dagtid.")
        for entry in found[: MOST + 1]
    ]


def many_refusals(scope: Scope) -> Sequence[Finding]:
    """Many refusals of one account."""
    accounts = (
        scope.entries()
        .filter(what=What.REFUSED, account__isnull=False)
        .order_by()
        .values("account", "account__name")
        .annotate(times=Count("pk"), first=Min("pk"), since=Min("at"))
        .filter(times__gte=MANY_REFUSALS)
        .order_by("-times")
    )
    return [
        Finding(_anchor(group, group["since"]), f"Nekad {group['times']} gånger i perioden.")
        for group in accounts[: MOST + 1]
    ]


def changed_accounts(scope: Scope) -> Sequence[Finding]:
    """What administrators have done to colleagues' accounts: whoever gives a new password and a new code app could use them."""
    found = scope.entries().filter(what=What.CHANGED, page="konto")
    return [Finding(entry, entry.why) for entry in found[: MOST + 1]]


def _anchor(group: Mapping[str, Any], at: datetime) -> Entry:
    """The first entry of a group, as far as the page shows it: it is fetched whole when somebody opens it."""
    account = Account(pk=group["account"], name=group["account__name"])
    return Entry(pk=group["first"], at=at, account=account)


CHECKS: Final = (
    Check(
        "egna",
        "Egna uppgifter",
        "Medarbetaren har tagit del av uppgifter om sig själv. Det är inte tillåtet utan vårdrelation; den egna "
        "journalen begärs ut som patient.",
        own_data,
    ),
    Check(
        "narstaende",
        "Samma adress eller efternamn",
        "Kan vara en närstående, eller en slump. Vanliga efternamn ger många träffar.",
        kin,
    ),
    Check(
        "manga",
        "Många personer på en timme",
        f"Fler än {MANY_PERSONS} olika personer öppnade inom en klocktimme. Gränsen är vårt val.",
        many_persons,
    ),
    Check(
        "utanfor",
        "Utanför arbetstid",
        f"Före kl. {OPENS:02}.00 eller efter kl. {CLOSES}.00, i roller som arbetar dagtid. Tiderna och rollerna är vårt val.",
        outside_hours,
    ),
    Check(
        "nekad",
        "Nekad många gånger",
        f"Minst {MANY_REFUSALS} nekade försök i perioden. Gränsen är vårt val. Kan vara ett försök att komma åt något, eller en "
        "behörighet som inte passar arbetet.",
        many_refusals,
    ),
    Check(
        "konton",
        "Ändrade konton",
        "Vad administratörer har gjort med medarbetares konton: nya lösenord, glömda kodappar, stängda konton. Fråga "
        "medarbetaren om den bad om det.",
        changed_accounts,
    ),
)
"""What is unusual. Break-glass stands beside: every one is listed until it is reviewed, whatever the period."""


def emergencies(party: Party) -> QuerySet[Emergency]:
    """Every break-glass of a provider's people that nobody has reviewed, oldest first."""
    return (
        Emergency.objects.filter(unit__party=party, reviewed=None).select_related("account", "unit").order_by("starts")
    )


# ---- the sample


def sample(scope: Scope, seed: int, count: int) -> list[int]:
    """Entries drawn by chance: the same seed, scope and trail give the same again."""
    numbers = list(scope.entries().order_by("id").values_list("id", flat=True))
    return sorted(random.Random(seed).sample(numbers, min(count, len(numbers))))


# ---- what the reviewer found


def entry(visit: Visit, number: int) -> Entry:
    """An entry for review. Raises NotThere."""
    found = (
        Entry.objects.select_related("account", "unit", "seal")
        .prefetch_related("reviews__by")
        .filter(pk=number, unit__party=visit.worker.party)
        .first()
    )
    if found is None:
        raise NotThere
    return found


def emergency(visit: Visit, number: int) -> Emergency:
    """A break-glass for review. Raises NotThere."""
    found = (
        Emergency.objects.select_related("account", "unit", "reviewed_by")
        .filter(pk=number, unit__party=visit.worker.party)
        .first()
    )
    if found is None:
        raise NotThere
    return found


@transaction.atomic
def review(visit: Visit, about: Entry, found: str, note: str) -> Review:
    """Record what was found about an entry. Raises Refused for one's own."""
    _is_not_ones_own(visit, about.account_id)
    made = Review.objects.create(entry=about, by=visit.worker.account, at=visit.now, found=found, note=note)
    visit.tracks.touch(What.CHANGED, why=f"Granskade loggrad {about.pk}: {made.get_found_display()}.")
    visit.write()
    return made


@transaction.atomic
def review_emergency(visit: Visit, about: Emergency, found: str, note: str) -> None:
    """Record what was found about a break-glass. Raises Refused for one's own, Faulty when somebody was first."""
    _is_not_ones_own(visit, about.account_id)
    changed = Emergency.objects.filter(pk=about.pk, reviewed=None).update(
        reviewed=visit.now, reviewed_by=visit.worker.account, found=found, note=note
    )
    if not changed:
        raise Faulty({"": "Nödöppningen är redan granskad. Öppna den på nytt för att se vad som skrevs."})
    visit.tracks.touch(What.CHANGED, why=f"Granskade nödöppning {about.pk}: {found}.")
    visit.write()


def _is_not_ones_own(visit: Visit, account: int | None) -> None:
    if account == visit.worker.account.pk:
        raise Refused("Du kan inte granska din egen åtkomst.", "En annan loggranskare hos er kan göra det.")


def reviewed(entries: Iterable[Entry]) -> dict[int, Review]:
    """The latest review of each of some entries."""
    found = Review.objects.filter(entry__in=[one.pk for one in entries]).select_related("by").order_by("at")
    return {one.entry_id: one for one in found}
