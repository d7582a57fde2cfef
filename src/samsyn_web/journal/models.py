"""Persons, cases and events. Events are the truth; everything on a case but its identity is computed from them."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q

from samsyn.processes.kinds import PROCESSES
from samsyn_web.directory.models import Account, Party, Unit


class Protection(models.TextChoices):
    """Whether a person's whereabouts must be kept secret."""

    NONE = "", "ingen"
    MARKED = "sekretessmarkering", "sekretessmarkering"
    PROTECTED = "skyddad", "skyddad folkbokföring"


class Person(models.Model):
    """Somebody that cases are about. Where one is registered, where one stays and who is responsible are three things."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    given_name = models.CharField("förnamn", max_length=80)
    family_name = models.CharField("efternamn", max_length=80)
    born = models.DateField("född", null=True, blank=True)
    address = models.CharField("adress", max_length=160, blank=True)
    registered_in = models.CharField("folkbokförd i", max_length=40, blank=True)
    stays_in = models.CharField("vistas i", max_length=40, blank=True)
    lives_in = models.CharField("bor i", max_length=60, blank=True)
    care_home = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="residents")
    listed_at = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="listed")
    is_enrolled = models.BooleanField("inskriven i kommunal hälso- och sjukvård", null=True)
    protection = models.CharField(
        "skyddade uppgifter", max_length=20, blank=True, default=Protection.NONE, choices=Protection.choices
    )
    died = models.DateField("avliden", null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["family_name", "given_name"])]

    def __str__(self) -> str:
        return f"person {self.id}"  # a name must never reach a log by way of a message

    @property
    def name(self) -> str:
        """Given name and family name."""
        return f"{self.given_name} {self.family_name}"


class NumberKind(models.TextChoices):
    """What sort of identity number it is."""

    PERSONAL = "personnummer", "personnummer"
    COORDINATION = "samordningsnummer", "samordningsnummer"
    RESERVE = "reservnummer", "reservnummer"


class IdentityNumber(models.Model):
    """A number that a person has, or had: one may go from a reserve number to a coordination number to a personal one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="numbers")
    kind = models.CharField("slag", max_length=20, choices=NumberKind.choices)
    number = models.CharField("nummer", max_length=20, unique=True)
    is_current = models.BooleanField("gäller nu", default=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person"], condition=Q(is_current=True), name="one_current_number_a_person")
        ]

    def __str__(self) -> str:
        return self.kind


class PersonChange(models.Model):
    """That something known of a person was changed: what it was, and what it became. Rows here are never changed."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="changes")
    at = models.DateTimeField("när")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    field = models.CharField("uppgift", max_length=40)
    before = models.CharField("före", max_length=200, blank=True)
    after = models.CharField("efter", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.field


class Closure(models.Model):
    """All the texts that an agreement rested on when events were recorded: new text never rewrites the past."""

    fingerprint = models.CharField(primary_key=True, max_length=64)
    agreement = models.CharField(max_length=120)
    version = models.CharField(max_length=60)
    texts = models.JSONField()

    def __str__(self) -> str:
        return f"{self.agreement}@{self.version}"


class Case(models.Model):
    """A stream of events about one person, or about one unit. All but the first five are a projection, made anew by `rebuild`.

    `version` is how many events it has; `next_moment` when time alone changes how a clock stands; `due` when the first
    running clock runs out; `opened` when what opened it happened; `closures` the fingerprints of all texts that its events
    were recorded under, `clocks` the names of those clocks that have started, met or not. `undertakings` is what has been recorded of each
    duty that is kept in it (`keeping_duties`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    process = models.CharField("slag", max_length=40, choices=[(one.id, one.name) for one in PROCESSES.values()])
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="cases")
    about_unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="cases_about")
    number = models.CharField("nummer", max_length=20, unique=True)

    version = models.PositiveIntegerField(default=0)
    stage = models.CharField("skede", max_length=40, blank=True)
    is_open = models.BooleanField("pågår", default=True)
    opened = models.DateTimeField("öppnat", null=True)
    changed = models.DateTimeField("senast ändrat", null=True)
    has_alarm = models.BooleanField("larm", default=False)
    due = models.DateTimeField("närmaste tidsgräns", null=True)
    due_name = models.CharField(max_length=80, blank=True)
    next_moment = models.DateTimeField(null=True)
    closures = models.JSONField(default=list)
    clocks = models.JSONField(default=list)
    undertakings = models.JSONField(default=list)
    destroyed = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["is_open", "due"]),
            models.Index(fields=["next_moment"]),
            models.Index(fields=["person", "process"]),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(person=None, about_unit__isnull=False) | Q(person__isnull=False, about_unit=None),
                name="a_case_is_about_a_person_or_a_unit",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def persons(self) -> tuple[uuid.UUID, ...]:
        """Whose data it holds: of one person, or of nobody."""
        return (self.person_id,) if self.person_id is not None else ()


class Event(models.Model):
    """Something that happened in a case. Never changed; only its content may be destroyed, after IVO's decision (PDL 8:4).

    `key` is given by the form that made it, so that a retry is known. `controller` is the care provider whose record it
    is. `closures` are the fingerprints of the agreements that applied.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="events")
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=40)
    schema = models.PositiveSmallIntegerField(default=1)
    happened = models.DateTimeField()
    recorded = models.DateTimeField()
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    controller = models.ForeignKey(Party, models.PROTECT, related_name="+")
    addressed = models.JSONField(default=list)
    data = models.JSONField(default=dict)
    closures = models.JSONField(default=dict)
    key = models.UUIDField(unique=True)
    destroyed = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar = ["version"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["case", "version"], name="one_event_a_version"),
        ]
        indexes: ClassVar = [models.Index(fields=["recorded"])]

    def __str__(self) -> str:
        return f"{self.kind} {self.version}"


class Destruction(models.Model):
    """That content was destroyed after a decision by IVO (PDL 8:4): which events', by which decision, and its marks.

    `marks` holds for each event's version a keyed hash of what was destroyed: who has a copy of that can be shown to be
    right or wrong, and nobody can guess it from the mark.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="destructions")
    at = models.DateTimeField()
    decision = models.CharField("IVO:s diarienummer", max_length=60)
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    marks = models.JSONField()

    def __str__(self) -> str:
        return self.decision


class Participation(models.Model):
    """That a unit takes part in a case: its care relation. A projection."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="participations")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="participations")
    carries = models.JSONField(default=list)
    """The duties it carries now."""
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "unit"], name="a_unit_takes_part_once")]


class Delivery(models.Model):
    """A message to a unit, and whether it was acknowledged or recalled. A projection."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="deliveries")
    version = models.PositiveIntegerField()
    sender = models.ForeignKey(Unit, models.PROTECT, related_name="sent")
    receiver = models.ForeignKey(Unit, models.PROTECT, related_name="received")
    sent = models.DateTimeField()
    acknowledged = models.DateTimeField(null=True)
    recalled = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["receiver", "acknowledged", "recalled"]),
            models.Index(fields=["sender", "acknowledged"]),
        ]


class Duty(models.Model):
    """Something that a unit is to do in a case: an expected act, or a running clock (`clock` then names it). A projection."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="duties")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="duties", null=True)
    act = models.CharField(max_length=40, blank=True)
    clock = models.CharField(max_length=80, blank=True)
    warns = models.DateTimeField(null=True)
    due = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["unit", "due"])]


class Precedent(models.Model):
    """What a disagreement was settled as, for each row it was about: a single case, binding nobody. A projection.

    `text` was written by both parties without the person, and both have said that it may be shown; nothing here leads a
    reader to the case.
    """

    case = models.ForeignKey(Case, models.CASCADE, related_name="precedents")
    agreement = models.CharField(max_length=120)
    decision = models.CharField(max_length=120)
    row = models.CharField(max_length=200)
    text = models.TextField()
    party = models.CharField(max_length=20)
    level = models.PositiveSmallIntegerField()
    settled = models.DateTimeField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["agreement", "decision", "row"])]

    def __str__(self) -> str:
        return f"{self.agreement} | {self.decision} | {self.row}"
