"""The trail: one row a request that touched a person's data, was refused, signed somebody in or took something out."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samsyn_web.directory.models import Account, Unit


class What(models.TextChoices):
    """What was done."""

    READ = "läste", "läste"
    LISTED = "listade", "såg i lista"
    SEARCHED = "sökte", "sökte"
    ACTED = "gjorde", "gjorde"
    REFUSED = "nekades", "nekades"
    SIGNED_IN = "loggade in", "loggade in"
    SIGN_IN_FAILED = "inloggning misslyckades", "inloggning misslyckades"
    SIGNED_OUT = "loggade ut", "loggade ut"
    EXPORTED = "tog ut", "tog ut"
    BROKE_GLASS = "nödöppnade", "nödöppnade"
    CHANGED = "ändrade", "ändrade"


class Seal(models.Model):
    """A batch of entries, sealed: its hash rests on every entry of it and on the seal before."""

    number = models.PositiveIntegerField(primary_key=True)
    made = models.DateTimeField()
    entries = models.PositiveIntegerField()
    before = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)


class Entry(models.Model):
    """One request: who, as what, did what, to whose data. Never changed after it is sealed.

    `content` is the fingerprint of the event that an act recorded: with it the seal holds the record itself.
    `persons` are the identifiers of all whose data was touched, `cases` of the cases. `why` is the reason given, or why
    it was refused.
    """

    at = models.DateTimeField()
    request = models.CharField(max_length=12, blank=True)
    account = models.ForeignKey(Account, models.PROTECT, null=True, related_name="trail")
    role = models.CharField(max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    what = models.CharField(max_length=30, choices=What.choices)
    page = models.CharField(max_length=80, blank=True)
    persons = models.JSONField(default=list)
    cases = models.JSONField(default=list)
    why = models.TextField(blank=True)
    content = models.CharField(max_length=64, blank=True)
    seal = models.ForeignKey(Seal, models.PROTECT, null=True, related_name="sealed")
    place = models.PositiveIntegerField(null=True)

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [
            models.Index(fields=["account", "at"]),
            models.Index(fields=["at"]),
            models.Index(fields=["id"], condition=Q(seal=None), name="not_sealed_yet"),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.at}"


class Touched(models.Model):
    """Which entries are about a person: what the person's own extract and the review look for."""

    entry = models.ForeignKey(Entry, models.CASCADE, related_name="touched")
    person = models.UUIDField(db_index=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["entry", "person"], name="touched_once")]


FOUND = (("befogad", "befogad"), ("oklar", "behöver följas upp"), ("obefogad", "obefogad"))
"""What a reviewer can find an access to be."""


class Review(models.Model):
    """What a reviewer of the trail found about an entry."""

    entry = models.ForeignKey(Entry, models.PROTECT, related_name="reviews")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    at = models.DateTimeField()
    found = models.CharField(max_length=20, choices=FOUND)
    note = models.TextField("anteckning")
