"""What opens and what closes a person's data: consent, spärr, break-glass; and what somebody was typing when a session ended."""

from typing import ClassVar

from django.db import models

from samsyn_web.directory.models import Account, Party, Unit
from samsyn_web.journal.models import Case, Person

ASKED_BY = [("patienten", "patienten"), ("vardnadshavare", "vårdnadshavare")]
"""Who asks for a spärr: a guardian is named on the form so that the refusal can say why."""


class Consent(models.Model):
    """That a person lets a care provider see what other providers have made available (SVOD 3:1), or took that back.

    `basis` is the person's own consent, or for a child or one who cannot, the law's other ground.
    """

    class Basis(models.TextChoices):
        GIVEN = "samtycke", "patienten har samtyckt"
        CHILD = "barn", "barn som inte kan samtycka (SVOD 3 kap. 1 §)"
        INCAPABLE = "nedsatt", "kan inte ta ställning, inte bara tillfälligt (SVOD 3 kap. 3–4 §§)"

    person = models.ForeignKey(Person, models.PROTECT, related_name="consents")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="vårdgivare")
    basis = models.CharField("grund", max_length=20, choices=Basis.choices)
    given = models.DateTimeField("från")
    ends = models.DateField("till", null=True, blank=True)
    recorded_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    withdrawn = models.DateTimeField("återkallat", null=True)
    withdrawn_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")


class Block(models.Model):
    """Spärr: what a care provider (or one unit of it) has recorded is closed to others. That it exists may be seen.

    A guardian cannot block a child's data (PDL 4:4, SVOD 2:3).
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="blocks")
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name="vårdgivare")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="enhet")
    made = models.DateTimeField("från")
    made_by = models.ForeignKey(Account, models.PROTECT, related_name="+")
    asked_by = models.CharField("begärd av", max_length=20, choices=ASKED_BY)
    lifted = models.DateTimeField("hävd", null=True)
    lifted_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    why_lifted = models.TextField(blank=True)


class Emergency(models.Model):
    """Break-glass: access for a limited time, with a reason; always reviewed.

    `lifts_blocks` when blocked data were opened too (PDL 4:5): within the same provider only.
    """

    person = models.ForeignKey(Person, models.PROTECT, related_name="emergencies")
    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+")
    reason = models.TextField("skäl")
    starts = models.DateTimeField()
    ends = models.DateTimeField()
    lifts_blocks = models.BooleanField(default=False)
    reviewed = models.DateTimeField(null=True)
    reviewed_by = models.ForeignKey(Account, models.PROTECT, null=True, related_name="+")
    found = models.CharField(max_length=20, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["account", "person", "ends"])]


class Kept(models.Model):
    """What somebody had typed in a form when the session ended: encrypted, for that account alone, for a short time."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    page = models.CharField(max_length=200)
    content = models.BinaryField()
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["account", "page"], name="one_kept_form_a_page")]


class LastSeen(models.Model):
    """When a unit's people last looked at a case: what came in since."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, related_name="+")
    version = models.PositiveIntegerField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["case", "account"], name="last_seen_once")]
