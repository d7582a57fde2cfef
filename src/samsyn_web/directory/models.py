"""Parties, units, ways of reaching them, on-call rotas, accounts and the roles they hold: dated rows.

A row that no longer holds gets an end, and stays. Rows in force on a day: `valid_from` <= day, and `valid_to` empty or later.
"""

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from samsyn.processes.cast import ROLE_NAMES, SIDE_NAMES, UNIT_KIND_NAMES, Role, Side, UnitKind


class Dated(models.Model):
    """Something that holds from a day, and until (not including) another or for ever."""

    valid_from = models.DateField("gäller från")
    valid_to = models.DateField("gäller till", null=True, blank=True)

    class Meta:
        abstract = True
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gt=models.F("valid_from")),
                name="%(class)s_ends_after_it_begins",
            )
        ]


class Party(models.Model):
    """A care provider (vårdgivare): the controller of what its units record. On the region's or the municipalities' side."""

    id = models.CharField("beteckning", primary_key=True, max_length=40)
    name = models.CharField("namn", max_length=120)
    side = models.CharField("part", max_length=10, choices=[(side.value, name) for side, name in SIDE_NAMES.items()])
    hsa_id = models.CharField("HSA-id", max_length=40, unique=True)

    def __str__(self) -> str:
        return self.name


class Unit(Dated):
    """A place where people work. `municipality` is the one it serves; empty for those that serve the whole county."""

    hsa_id = models.CharField("HSA-id", max_length=40, primary_key=True)
    name = models.CharField("namn", max_length=120)
    kind = models.CharField(
        "slag", max_length=40, choices=[(kind.value, name) for kind, name in UNIT_KIND_NAMES.items()]
    )
    party = models.ForeignKey(Party, models.PROTECT, related_name="units", verbose_name="vårdgivare")
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="parts", verbose_name="del av"
    )
    municipality = models.CharField("kommun", max_length=40, blank=True)
    served_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="serves", verbose_name="boendets vårdcentral"
    )

    class Meta(Dated.Meta):
        ordering: ClassVar = ["name"]
        indexes: ClassVar = [
            models.Index(fields=["kind", "municipality"]),
            models.Index(Lower("name"), name="unit_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def unit_kind(self) -> UnitKind:
        """Its kind, as the processes know it."""
        return UnitKind(self.kind)

    @property
    def kind_name(self) -> str:
        """Its kind in words."""
        return UNIT_KIND_NAMES[UnitKind(self.kind)]

    @property
    def side(self) -> Side:
        """The party it belongs to."""
        return Side(self.party.side)


class ContactWay(Dated):
    """A number to call: when it answers, who may call it, its place in the chain, and who last made sure that it is right.

    `days` are the weekdays it answers as digits, Monday 0; `opens` and `closes` are local times, past midnight when
    `closes` is not later than `opens`. `callers` are values of the fact `vem_som_ringer`; empty: anybody in care.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="contact_ways", verbose_name="enhet")
    number = models.CharField("telefonnummer", max_length=20)
    purpose = models.CharField("för vad", max_length=120)
    days = models.CharField("dagar", max_length=7, default="0123456")
    opens = models.TimeField("från")
    closes = models.TimeField("till")
    callers = models.JSONField("vem får ringa", default=list, blank=True)
    place_in_chain = models.PositiveSmallIntegerField("ordning", default=1)
    confirmed_by = models.ForeignKey("Account", models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField("bekräftat", null=True, blank=True)

    class Meta(Dated.Meta):
        ordering: ClassVar = ["place_in_chain", "id"]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.number}"


class OnCall(models.Model):
    """Who is on call at a unit during some hours, and the number to them if it is another than the unit's."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="rota", verbose_name="enhet")
    starts = models.DateTimeField("från")
    ends = models.DateTimeField("till")
    who = models.CharField("vem", max_length=120)
    number = models.CharField("telefonnummer", max_length=20, blank=True)

    class Meta:
        ordering: ClassVar = ["starts"]
        indexes: ClassVar = [models.Index(fields=["unit", "starts", "ends"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(ends__gt=models.F("starts")), name="oncall_ends_after_it_starts")
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.who}"


class Accounts(BaseUserManager["Account"]):
    """Making accounts."""

    def create_user(self, username: str, password: str | None = None, **details: object) -> "Account":
        """An account; without a password it can sign in by the organisation's own sign-in only."""
        account = self.model(username=username, **details)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A person who works here. Home address and family name are kept for the log review's sake alone."""

    username = models.CharField("användarnamn", max_length=80, unique=True)
    name = models.CharField("namn", max_length=120)
    family_name = models.CharField("efternamn", max_length=80, blank=True)
    home_address = models.CharField("hemadress", max_length=160, blank=True)
    identity_number = models.CharField("personnummer", max_length=12, blank=True)
    hsa_id = models.CharField("HSA-id", max_length=40, unique=True)
    email = models.EmailField("e-post", blank=True)
    subject = models.CharField("identitet hos inloggningstjänsten", max_length=200, null=True, blank=True, unique=True)
    is_active = models.BooleanField("aktivt", default=True)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["name", "hsa_id"]
    objects: ClassVar[Accounts] = Accounts()

    def __str__(self) -> str:
        return self.name


class Holding(Dated):
    """That somebody holds a role at a unit."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="holdings", verbose_name="medarbetare")
    role = models.CharField("roll", max_length=40, choices=[(role.value, name) for role, name in ROLE_NAMES.items()])
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="holdings", verbose_name="enhet")

    class Meta(Dated.Meta):
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["account", "role", "unit", "valid_from"], name="a_role_is_held_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.role_name}, {self.unit}"

    @property
    def role_name(self) -> str:
        """The role in words."""
        return ROLE_NAMES[Role(self.role)]


class PublishedPlaces(models.Model):
    """How many places a care home has from a day, as the region publishes it. Rows are never changed.

    What holds on a day is the latest of those that begin by then; of two from the same day, what was written last.
    """

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="places", verbose_name="boende")
    valid_from = models.DateField("gäller från")
    places = models.PositiveSmallIntegerField("antal platser")
    source = models.CharField("källa", max_length=200)
    published_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+", verbose_name="vem")
    recorded_at = models.DateTimeField("när")

    class Meta:
        ordering: ClassVar = ["valid_from", "recorded_at", "id"]
        indexes: ClassVar = [models.Index(fields=["unit", "valid_from"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(places__gte=1), name="a_home_has_places"),
        ]

    def __str__(self) -> str:
        return f"{self.unit}: {self.places} platser från {self.valid_from}"


class DirectoryChange(models.Model):
    """The directory's own trail: who changed which row, from what to what. Rows here are never changed."""

    at = models.DateTimeField("när")
    by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    table = models.CharField("tabell", max_length=40)
    row = models.CharField("rad", max_length=60)
    before = models.JSONField("före", null=True)
    after = models.JSONField("efter", null=True)

    class Meta:
        ordering: ClassVar = ["-id"]


class Feedback(models.Model):
    """What somebody has told of a page that was hard to use; who they are only if they said so."""

    at = models.DateTimeField("när")
    text = models.TextField("hinder")
    page = models.CharField("sida", max_length=120, blank=True)
    contact = models.CharField("kontakt", max_length=120, blank=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"återkoppling {self.pk}"  # what people write stays out of messages
