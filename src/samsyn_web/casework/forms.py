"""A form made from what an act asks for. What is typed is read by the processes' own fields; the form only shows it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID, uuid4

from django import forms

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.processes.fields import SEVERAL, Field, FieldFault, Kind, read_moment, with_values
from samsyn.processes.process import Act
from samsyn_web.directory.models import Unit
from samsyn_web.directory.validity import staff_with
from samsyn_web.journal.texts import fact_values

WHEN = "intraffade_nar"

Choices = list[tuple[str, str]]


class ActForm(forms.Form):
    """The fields of an act, the moment it happened, and what makes a retry known."""

    use_required_attribute = False

    def __init__(
        self,
        act: Act,
        units: Mapping[str, Choices],
        events: Choices,
        *args: Any,
        now: datetime,
        version: int,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.act = act
        for field in with_values(act.fields, fact_values):
            self.fields[field.id] = _form_field(field, units.get(field.id, []), events)
        self.fields[WHEN] = forms.CharField(
            label="När hände det?",
            initial=now.astimezone(STOCKHOLM).strftime("%Y-%m-%dT%H:%M"),
            widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
            help_text="Står på nu. Ändra om det hände tidigare.",
        )
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput, initial=version)
        self.fields["nyckel"] = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
        self.order_fields([*(field.id for field in act.fields), WHEN])

    def raw(self) -> dict[str, str | Sequence[str]]:
        """What was typed, for the act's own fields to read."""
        data: Any = self.data
        return {
            field.id: data.getlist(field.id) if field.kind in SEVERAL else data.get(field.id, "")
            for field in self.act.fields
        }

    def happened(self) -> datetime:
        """When it happened. Raises FieldFault."""
        text = str(self.data.get(WHEN, "")).strip()
        if not text:
            raise FieldFault("Ange dag och klockslag då det hände.")
        return read_moment(text)

    def key(self) -> UUID:
        """What makes a retry of the form known."""
        try:
            return UUID(str(self.data.get("nyckel")))
        except ValueError:
            raise FieldFault("Formuläret är skadat. Ladda om sidan och försök igen.") from None

    def expected(self) -> int:
        """The case's version when the form was made."""
        said = str(self.data.get("version", ""))
        if not said.isdecimal():
            raise FieldFault("Formuläret är skadat. Ladda om sidan och försök igen.")
        return int(said)

    def tell(self, faults: Mapping[str, str]) -> None:
        """Show faults beside their fields, and those of the whole above."""
        self.full_clean()
        self._errors = forms.utils.ErrorDict()
        for name, fault in faults.items():
            self.add_error(name if name in self.fields else None, fault)


def staff_for(act: Act, unit: Unit, now: datetime) -> dict[str, Choices]:
    """For each field that names staff in certain roles those at the unit of the one who acts."""
    return {
        field.id: [(named, named) for named in staff_with(unit, field.roles, now)]
        for field in act.fields
        if field.roles
    }


PICK: Choices = [("", "Välj")]
FEW: Final = 6
"""So many choices are shown all at once."""


def _form_field(field: Field, units: Choices, events: Choices) -> forms.Field:
    common: dict[str, Any] = {"label": field.label, "required": field.required, "help_text": field.hint}
    several = {Kind.CHOICES: list(field.choices.items()), Kind.UNITS: units}
    choices = list(field.choices.items())
    one = {Kind.CHOICE: choices, Kind.FACT: choices, Kind.UNIT: units, Kind.EVENT: events}
    if field.kind is Kind.STAFF and field.roles:
        one[Kind.STAFF] = units
    if field.kind in several:
        return forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, choices=several[field.kind], **common)
    if field.kind is Kind.CHOICE and field.required and len(field.choices) <= FEW:
        return forms.ChoiceField(widget=forms.RadioSelect, choices=one[Kind.CHOICE], **common)
    if field.kind in one:
        return forms.ChoiceField(choices=[*PICK, *one[field.kind]], **common)
    return forms.CharField(widget=WIDGETS[field.kind](), **common)


WIDGETS: Final[Mapping[Kind, Callable[[], forms.Widget]]] = {
    Kind.TEXT: forms.TextInput,
    Kind.TELEPHONE: forms.TextInput,
    Kind.STAFF: forms.TextInput,
    Kind.ROWS: lambda: forms.Textarea(attrs={"rows": 3}),
    Kind.LONG_TEXT: lambda: forms.Textarea(attrs={"rows": 3}),
    Kind.MOMENT: lambda: forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    Kind.DAY: lambda: forms.DateInput(attrs={"type": "date"}),
    Kind.NUMBER: lambda: forms.TextInput(attrs={"inputmode": "numeric"}),
}


def units_for(act: Act, near: Iterable[Unit], municipality: str, own: str) -> dict[str, Choices]:
    """For each field that names units the ones to choose among: those of the case first, then those of the municipality.

    Whoever needs another unit finds it by its municipality; the whole county's list is not put in one form.
    """
    fields = [field for field in act.fields if field.kind in {Kind.UNIT, Kind.UNITS}]
    if not fields:
        return {}
    here = {unit.pk: unit for unit in near}
    others = list(
        Unit.objects.filter(municipality__in=[municipality, ""], valid_to=None)
        .exclude(pk__in=here)
        .order_by("kind", "name")
    )
    return {
        field.id: [
            (unit.pk, f"{unit.name} ({unit.kind_name})")
            for unit in [*here.values(), *others]
            if unit.unit_kind in field.units and (unit.pk != own or field.kind is Kind.UNIT)
        ]
        for field in fields
    }
