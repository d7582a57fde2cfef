"""The forms in which a unit says how it is reached and who is on call."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta
from typing import Any, Final

from django import forms

from samsyn.clocks.almanac import STOCKHOLM, WEEKDAYS
from samsyn_web.access.forms import OurForm
from samsyn_web.directory.changing import Shift, Way, digits
from samsyn_web.directory.models import ContactWay, OnCall
from samsyn_web.directory.telephone_numbers import read_telephone_number
from samsyn_web.journal.texts import texts
from samsyn_web.swedish import exact_time, telephone

ALWAYS: Final = "dygnet-runt"
HOURS: Final = "tider"
LONGEST_SHIFT: Final = timedelta(days=14)
"""A longer one is a slip of the pen: our choice."""

TIME_ERRORS: Final = {
    "required": "Skriv ett klockslag, eller välj dygnet runt.",
    "invalid": "Skriv ett klockslag, till exempel 07:30.",
}
MOMENT_ERRORS: Final = {"invalid": "Skriv dag och klockslag som 2026-05-03 17:00."}


def callers() -> tuple[str, ...]:
    """Who there is to call: the values of the fact `vem_som_ringer`."""
    values: tuple[str, ...] = getattr(texts().library.vocabulary.facts["vem_som_ringer"].domain, "values", ())
    return values


class NumberField(forms.CharField):
    """A Swedish telephone number, as the directory keeps it."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs["widget"] = forms.TextInput(attrs={"type": "tel", "autocomplete": "off"})
        super().__init__(max_length=40, **kwargs)

    def clean(self, value: Any) -> str:
        """The digits."""
        said: str = super().clean(value)
        try:
            return read_telephone_number(said) if said else ""
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error


class WayForm(OurForm):
    """A way of being reached. `others` are the unit's other ways, in the chain's order."""

    nummer = NumberField(
        label="Telefonnummer",
        help_text="Med riktnummer, till exempel 035-13 10 00.",
        error_messages={"required": "Skriv telefonnumret."},
    )
    for_vad = forms.CharField(
        label="För vad",
        help_text="Det som den som ringer behöver veta, till exempel ”Sjuksköterska i tjänst, anknytning 2”.",
        max_length=120,
        error_messages={
            "required": "Skriv vad numret är till för.",
            "max_length": "Texten är för lång. Skriv högst 120 tecken.",
        },
    )
    dagar = forms.MultipleChoiceField(
        label="Dagar då någon svarar",
        choices=[(str(place), day.capitalize()) for place, day in enumerate(WEEKDAYS)],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kryssa minst en dag."},
    )
    svarar = forms.ChoiceField(
        label="Tid på dygnet",
        choices=[(HOURS, "Vissa tider, som anges nedan"), (ALWAYS, "Dygnet runt")],
        widget=forms.RadioSelect,
        error_messages={"required": "Välj när någon svarar."},
    )
    fran = forms.TimeField(
        label="Från klockan",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=TIME_ERRORS,
    )
    till = forms.TimeField(
        label="Till klockan",
        help_text="Tidigare än ”från” betyder att det går över midnatt: 17:00–08:00.",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
        error_messages=TIME_ERRORS,
    )
    vem = forms.MultipleChoiceField(
        label="Vem får ringa",
        help_text="Kryssa inget om alla i vården får ringa.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    ordning = forms.TypedChoiceField(
        label="Plats i kedjan",
        help_text="Svarar ingen ringer man nästa. Ett meddelande som ingen kvitterar går samma väg.",
        coerce=int,
    )
    sag = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, others: Sequence[ContactWay], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("fran", "till"):
            self.fields[name].required = not self.is_bound or self.data.get("svarar") == HOURS
        _choices(self, "vem", [(one, one[:1].upper() + one[1:]) for one in callers()])
        _choices(
            self,
            "ordning",
            [("1", "Först"), *((str(at), f"Efter {words(one)}") for at, one in enumerate(others, 2))],
        )

    def clean(self) -> dict[str, Any]:
        """The same hour twice would mean day and night."""
        said: dict[str, Any] = super().clean() or {}
        hours = said.get("fran"), said.get("till")
        if said.get("svarar") == HOURS and None not in hours and hours[0] == hours[1]:
            self.add_error("till", "Från och till är samma klockslag. Välj dygnet runt om någon alltid svarar.")
        return said

    def way(self) -> Way:
        """What a valid form says."""
        said = self.cleaned_data
        is_always = said["svarar"] == ALWAYS
        return Way(
            said["nummer"],
            said["for_vad"],
            "".join(sorted(said["dagar"])),
            time(0) if is_always else said["fran"],
            time(0) if is_always else said["till"],
            tuple(said["vem"]),
            said["ordning"],
        )


def shown_way(way: ContactWay, place: int, stamp: int) -> dict[str, Any]:
    """A way as its form shows it first. `place` is its place among the unit's ways, the first 1."""
    is_always = way.opens == way.closes
    return {
        "nummer": telephone(way.number),
        "for_vad": way.purpose,
        "dagar": list(way.days),
        "svarar": ALWAYS if is_always else HOURS,
        "fran": None if is_always else way.opens,
        "till": None if is_always else way.closes,
        "vem": way.callers,
        "ordning": place,
        "sag": stamp,
    }


class ShiftForm(OurForm):
    """Somebody on call. `own` is the shift as it stands, when one is changed."""

    vem = forms.CharField(
        label="Vem har jour",
        help_text="Namn och yrke, som de är kända för den som ringer.",
        max_length=120,
        error_messages={
            "required": "Skriv vem som har jour.",
            "max_length": "Texten är för lång. Skriv högst 120 tecken.",
        },
    )
    nummer = NumberField(label="Telefonnummer", help_text="Om det är ett annat än enhetens.", required=False)
    borjar = forms.DateTimeField(
        label="Från",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Skriv när passet börjar.", **MOMENT_ERRORS},
    )
    slutar = forms.DateTimeField(
        label="Till",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"required": "Skriv när passet slutar.", **MOMENT_ERRORS},
    )
    sag = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, now: datetime, own: OnCall | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        self.own = own

    def clean(self) -> dict[str, Any]:
        """A shift lies ahead, and ends after it begins."""
        said: dict[str, Any] = super().clean() or {}
        starts, ends = said.get("borjar"), said.get("slutar")
        if starts is None or ends is None:
            return said
        has_begun = self.own is not None and self.own.starts < self.now
        if has_begun and self.own is not None and starts != _minute(self.own.starts):
            self.add_error("borjar", "Passet har redan börjat, och början kan inte ändras.")
        elif not has_begun and starts < self.now - timedelta(hours=1):
            self.add_error("borjar", "Passet börjar bakåt i tiden. Lägg in det från nu.")
        if ends <= starts:
            self.add_error("slutar", "Passet slutar innan det börjar. Kontrollera dag och klockslag.")
        elif ends <= self.now:
            self.add_error("slutar", "Passet är redan slut. Ange en tid framåt, eller ta bort passet.")
        elif ends - starts > LONGEST_SHIFT:
            self.add_error(
                "slutar", f"Passet är längre än {LONGEST_SHIFT.days} dygn. Kontrollera datumet, eller dela upp det."
            )
        return said

    def shift(self) -> Shift:
        """What a valid form says."""
        said = self.cleaned_data
        starts = (
            self.own.starts if self.own is not None and said["borjar"] == _minute(self.own.starts) else said["borjar"]
        )
        return Shift(starts, said["slutar"], said["vem"], said["nummer"])


def shown_shift(shift: OnCall, stamp: int) -> dict[str, Any]:
    """A shift as its form shows it first."""
    return {
        "vem": shift.who,
        "nummer": telephone(shift.number) if shift.number else "",
        "borjar": shift.starts,
        "slutar": shift.ends,
        "sag": stamp,
    }


def overlap_words(shift: OnCall) -> str:
    """That somebody else is on call then."""
    return (
        f"Passet går omlott med {shift.who}, {exact_time(shift.starts)} till {exact_time(shift.ends)}. "
        "Ändra tiderna, eller ändra det andra passet först."
    )


def words(way: ContactWay) -> str:
    """A way in a line."""
    return f"{way.purpose}, {telephone(digits(way.number))}"


def _minute(moment: datetime) -> datetime:
    return moment.astimezone(STOCKHOLM).replace(second=0, microsecond=0)


def _choices(form: forms.Form, name: str, choices: Sequence[tuple[str, str]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = list(choices)
