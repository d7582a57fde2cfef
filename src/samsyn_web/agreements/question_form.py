"""A fact as a field of a form: a few choices as radio buttons, many as a grouped list, numbers and times as text."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms
from django.utils.html import escape

from samsyn.facts.values import Choice, TimeOfDay, Value, Whole
from samsyn.facts.vocabulary import Fact

MOST_RADIO_BUTTONS: Final = 8
"""More choices than these become a list, which the keyboard searches."""

UNKNOWN: Final = "välj ”Vet inte”"

SUBJECTS: Final[Mapping[str, Mapping[str, Sequence[str]]]] = {
    "insats": {
        "Dialys och näring": (
            "peritonealdialys",
            "hemodialys",
            "TPN",
            "sondmatning i PEG",
            "sondmatning i nässond",
        ),
        "Andning": ("trakeostomivård", "ventilatorvård", "slemsugning"),
        "I blodet: infarter, infusion, transfusion": (
            "CVK",
            "easypump",
            "annan intravenös infusion",
            "antibiotika intravenöst",
            "blodtransfusion",
        ),
        "Läkemedel": (
            "daglig medicinering",
            "ögondroppar",
            "blodtrycksmedicin",
            "insulin",
            "svårinställd diabetes",
            "injektionskur",
            "antibiotika som injektion",
            "läkemedelspump",
            "avancerad läkemedelsbehandling",
            "uppföljning av botoxbehandling",
            "läkemedelsgenomgång",
        ),
        "Sår och drän": ("vanlig såromläggning", "omfattande såromläggning", "avancerad sårpump", "drän"),
        "Prov och uppföljning": ("provtagning", "screening vid smittsam sjukdom", "självmonitorering"),
        "Omvårdnad, palliativ och psykiatrisk vård": (
            "personlig omvårdnad",
            "förebyggande insats",
            "palliativ vård",
            "psykiatrisk vård i hemmet",
        ),
        "Rehabilitering och hjälpmedel": ("rehabilitering", "habilitering", "hjälpmedel", "förbrukningsartiklar"),
        "Läkarens insatser": ("läkarbedömning", "vårdintyg", "konstaterande av dödsfall"),
    }
}
"""How the values of a fact with many are laid out in its list. Only a way to find them: it says nothing of levels or of who does what."""

OTHERS: Final = "Övriga"


def grouped(fact: Fact) -> list[tuple[str, list[tuple[str, str]]]]:
    """The values of a fact by subject; those of none last."""
    values = [str(value) for value in fact.domain] if isinstance(fact.domain, Choice) else []
    subjects = SUBJECTS.get(fact.id, {})
    placed = {value for members in subjects.values() for value in members}
    groups = [(name, [(one, one) for one in members if one in values]) for name, members in subjects.items()]
    left = [(one, one) for one in values if one not in placed]
    return [group for group in (*groups, (OTHERS, left)) if group[1]]


class QuestionForm(forms.Form):
    """One fact to be said. What is wrong is told in Swedish, with what to do."""

    use_required_attribute = False

    def __init__(self, fact: Fact, data: Any = None, chosen: Value | None = None) -> None:
        initial = {fact.id: fact.domain.write(chosen)} if chosen is not None else {}
        super().__init__(data, initial=initial)
        self.fact = fact
        self.fields[fact.id] = _field(fact)

    def value(self) -> Value | None:
        """What was said, when it is right."""
        if not self.is_valid():
            return None
        found = self.fact.domain.read(str(self.cleaned_data[self.fact.id]).strip())
        if found is None:
            self.add_error(self.fact.id, _wrong(self.fact))
        return found

    @property
    def is_narrow(self) -> bool:
        """Whether the control is narrow."""
        return isinstance(self.fact.domain, Whole)

    @property
    def is_inline(self) -> bool:
        """Whether the choices stand beside each other."""
        domain = self.fact.domain
        return isinstance(domain, Choice) and len(domain) <= 3 and all(len(value) < 12 for value in domain.values)


def _field(fact: Fact) -> forms.Field:
    said: dict[str, Any] = {"label": fact.question, "help_text": escape(_hint(fact))}
    domain = fact.domain
    if isinstance(domain, TimeOfDay):
        widget: forms.Widget = forms.TimeInput(attrs={"type": "time"})
        return forms.CharField(**said, widget=widget, error_messages={"required": _wrong(fact)}, max_length=20)
    if isinstance(domain, Whole):
        widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})
        return forms.CharField(**said, widget=widget, error_messages={"required": _wrong(fact)}, max_length=20)
    errors = {"required": _wrong(fact), "invalid_choice": _wrong(fact)}
    if len(domain) <= MOST_RADIO_BUTTONS:
        choices: list[Any] = [(value, str(value)[:1].upper() + str(value)[1:]) for value in domain.values]
        return forms.ChoiceField(**said, choices=choices, widget=forms.RadioSelect, error_messages=errors)
    listed = grouped(fact) if fact.id in SUBJECTS else [(value, value) for value in domain.values]
    return forms.ChoiceField(**said, choices=[("", "Välj …"), *listed], error_messages=errors)


def _hint(fact: Fact) -> str:
    """The definition; of a number also what it can be, of a long list how it is searched."""
    domain = fact.domain
    words = [fact.definition] if fact.definition.strip(" –-") else []
    if isinstance(domain, Whole) and not isinstance(domain, TimeOfDay):
        words.append(
            f"Heltal från {domain.write(domain.low)} till {domain.write(domain.high)} {domain.unit}".strip() + "."
        )
    elif isinstance(domain, Choice) and len(domain) > MOST_RADIO_BUTTONS:
        words.append("Öppna listan och skriv början av ordet för att komma dit.")
    return " ".join(words)


def _wrong(fact: Fact) -> str:
    """What to do, when nothing or the wrong thing was said."""
    domain = fact.domain
    if isinstance(domain, TimeOfDay):
        return f"Skriv ett klockslag som 02:30, eller {UNKNOWN}."
    if isinstance(domain, Whole):
        return f"Skriv ett heltal från {domain.write(domain.low)} till {domain.write(domain.high)}, eller {UNKNOWN}."
    return f"Välj ett av svaren, eller {UNKNOWN}."
