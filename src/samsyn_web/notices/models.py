"""What each person has chosen to be told, when they last looked, and which digests have been sent. No notice is stored."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from samsyn_web.directory.models import Account, Dated, Unit


class Choice(Dated):
    """That somebody wants, or does not want, a kind of notice. Where no row holds, the kind's own defaults do."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="medarbetare")
    kind = models.CharField("slag", max_length=40)
    in_app = models.BooleanField("i Samsyn")
    in_digest = models.BooleanField("i sammandraget")

    class Meta(Dated.Meta):
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(
                fields=["account", "kind"], condition=Q(valid_to=None), name="one_choice_of_a_kind_holds"
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class Digest(Dated):
    """Whether somebody wants the digest, and from which hour of the day. Nobody gets it unasked."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+", verbose_name="medarbetare")
    is_wanted = models.BooleanField("sammandrag med e-post")
    hour = models.PositiveSmallIntegerField("klockan")

    class Meta(Dated.Meta):
        constraints: ClassVar = [
            *Dated.Meta.constraints,
            models.UniqueConstraint(fields=["account"], condition=Q(valid_to=None), name="one_digest_holds"),
            models.CheckConstraint(condition=Q(hour__lte=23), name="digest_has_an_hour_of_the_day"),
        ]

    def __str__(self) -> str:
        return f"sammandrag kl. {self.hour}"


class Looked(models.Model):
    """When somebody last opened their notices, as one role at one unit: what arose later is new to them there."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "role", "unit"], name="notices_looked_at_once")
        ]


class Sending(models.Model):
    """One person's digest of one day. The row is claimed before anything is sent, so that nobody gets two.

    `state` goes from WAITING to TAKEN by a compare-and-set, and from TAKEN to an end, or back to WAITING with `again` when
    the mail certainly was not accepted. Where that is not certain it is UNSURE, and not tried again.
    """

    class State(models.TextChoices):
        WAITING = "väntar", "väntar"
        TAKEN = "tagen", "skickas"
        SENT = "skickat", "skickat"
        NOTHING = "inget", "inget att säga"
        UNSURE = "oklart", "oklart om det kom fram"

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    day = models.DateField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    again = models.DateTimeField()
    """From when it may be taken."""
    attempts = models.PositiveSmallIntegerField(default=0)
    taken = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    failed = models.DateTimeField(null=True)
    failure = models.CharField(max_length=60, blank=True)
    """Why it failed last, in words without anything of the mail or the person."""

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "day"], name="one_digest_a_day")]
        indexes: ClassVar = [models.Index(fields=["day", "state"])]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"
