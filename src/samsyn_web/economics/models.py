"""What the money keeps: parameters given, years' amounts decided, and postings. Rows are added, never changed and never removed.

The database itself refuses to change a row (migration `0003_rows_stand`); that none is gone shows in the numbers of
postings and versions of amounts, which have no gaps (`verifying`).
"""

from typing import Any, ClassVar, TypeVar

from django.db import models

from samsyn.economics.payments import Kind
from samsyn_web.directory.models import Account, Unit


class Rewritten(Exception):
    """A row that only ever stands was to be changed or removed: a fault in the program."""


Row = TypeVar("Row", bound=models.Model)


class Standing(models.QuerySet[Row]):
    """Rows that can be added and read."""

    def update(self, **values: object) -> int:
        raise Rewritten(f"{self.model.__name__}: rows are added, never changed")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise Rewritten(f"{self.model.__name__}: rows are added, never removed")


class Kept(models.Model):
    """A row that is never changed: who gave it, working where, and when."""

    at = models.DateTimeField("när")
    by = models.ForeignKey(Account, models.PROTECT, related_name="+", verbose_name="av")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="+", verbose_name="vid")

    objects = Standing.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        """Add it; one that stands is not saved again."""
        if not self._state.adding:
            raise Rewritten(f"{type(self).__name__} {self.pk}: rows are added, never changed")
        super().save(*args, **options)

    def delete(self, *args: object, **options: object) -> tuple[int, dict[str, int]]:
        """Never."""
        raise Rewritten(f"{type(self).__name__} {self.pk}: rows are added, never removed")


class Parameter(Kept):
    """A value that somebody has given for a parameter, from a day on, with its source.

    `name` is a key of `known_parameters.PARAMETERS`, `qualifier` for what (a year; empty: nothing to tell apart), `value` its
    exact text (`known_parameters.canonical`), empty when what was given before holds no longer. `key` is made with the form,
    so that sending it twice gives it once.
    """

    key = models.UUIDField("formulär", unique=True)
    name = models.CharField("uppgift", max_length=40)
    qualifier = models.CharField("för", max_length=40, blank=True)
    value = models.CharField("värde", max_length=200, blank=True)
    since = models.DateField("gäller från")
    source = models.TextField("källa")

    class Meta:
        ordering: ClassVar = ["id"]
        indexes: ClassVar = [models.Index(fields=["name", "qualifier", "since"])]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(source=""), name="parameter_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.qualifier}".strip()


class YearAmount(Kept):
    """What a municipality is to be paid for a year, as a controller has decided it; a later version replaces it.

    `figure` is how the amount came about, whole (`derivation.as_data`), as it was that day; `closure` the fingerprint of the
    agreement whose clause it is paid by, `clause` that clause in words. `command` are the words after `samsyn money` that
    gave the same figure. `reason` says who has decided, or why it is changed.
    """

    key = models.UUIDField("formulär")
    payee = models.CharField("mottagare", max_length=40)
    year = models.PositiveSmallIntegerField("år")
    version = models.PositiveIntegerField("version")
    ore = models.BigIntegerField("öre")
    reason = models.TextField("skäl")
    figure = models.JSONField("härledning")
    command = models.JSONField("kommando", default=list)
    clause = models.TextField("klausul")
    closure = models.CharField("avtalets fingeravtryck", max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["payee", "year", "version"], name="one_amount_of_a_version"),
            models.UniqueConstraint(fields=["key", "payee"], name="a_form_decides_an_amount_once"),
            models.CheckConstraint(condition=models.Q(ore__gte=0), name="an_amount_is_not_negative"),
            models.CheckConstraint(condition=~models.Q(reason=""), name="an_amount_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.payee} {self.year}, version {self.version}"


class SettledVisits(Kept):
    """A month of doctors' home visits as a controller has settled it; a later version replaces it, and the difference is owed.

    `figure` is what is paid, by unit and price, with how it came about (`derivation.as_data`), as it was that moment; no
    visit and no person is in it. `refused` has how many visits were refused for each reason. `closure` is the fingerprint of the
    agreement that was asked.
    """

    key = models.UUIDField("formulär", unique=True)
    month = models.DateField("månad")
    version = models.PositiveIntegerField("version")
    ore = models.BigIntegerField("öre")
    visits = models.PositiveIntegerField("besök")
    refused = models.JSONField("ersätts inte")
    rules = models.TextField("regler")
    figure = models.JSONField("härledning")
    closure = models.CharField("avtalets fingeravtryck", max_length=64)

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["month", "version"], name="one_settlement_of_a_version"),
        ]

    def __str__(self) -> str:
        return f"besök {self.month:%Y-%m}, version {self.version}"


class FramePosting(Kept):
    """Something else paid out of the frame for Läkarinsatser i hemmet, by whom and where it stands. Negative: it is taken back."""

    key = models.UUIDField("formulär", unique=True)
    day = models.DateField("dag")
    part = models.CharField("för vad", max_length=120)
    ore = models.BigIntegerField("öre")
    source = models.TextField("källa")

    class Meta:
        ordering: ClassVar = ["id"]
        constraints: ClassVar = [
            models.CheckConstraint(condition=~models.Q(source=""), name="a_frame_posting_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"ramen {self.day}, {self.pk}"


class Posting(Kept):
    """One line of the ledger, as `samsyn.economics.payments.Posting` has it. A negative amount is owed back.

    `clause` is what it is paid by, `amount_by` where the amount comes from; `rests_on` the year's amount it is a part of.
    """

    key = models.UUIDField("formulär", db_index=True)
    number = models.PositiveIntegerField("nummer", unique=True)
    rests_on = models.ForeignKey(YearAmount, models.PROTECT, related_name="postings")
    recorded = models.DateField("bokfört")
    day = models.DateField("betalas")
    kind = models.CharField("slag", max_length=20, choices=[(kind.value, kind.value) for kind in Kind])
    payer = models.CharField("betalare", max_length=40)
    payee = models.CharField("mottagare", max_length=40)
    year = models.PositiveSmallIntegerField("år")
    month = models.DateField("månad")
    ore = models.BigIntegerField("öre")
    clause = models.TextField("utbetalas enligt")
    amount_by = models.TextField("beloppet enligt")
    reason = models.TextField("skäl")

    class Meta:
        ordering: ClassVar = ["number"]
        indexes: ClassVar = [models.Index(fields=["year", "payee"])]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["payee", "year", "month"],
                condition=models.Q(kind=Kind.PAYMENT.value),
                name="a_month_is_paid_once",
            ),
            models.CheckConstraint(condition=~models.Q(clause="") & ~models.Q(reason=""), name="a_posting_says_why"),
        ]

    def __str__(self) -> str:
        return f"post {self.number}"
