"""What the money keeps: the parameters that somebody has given. Rows are added, never changed and never removed."""

from typing import Any, ClassVar, TypeVar

from django.db import models

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
