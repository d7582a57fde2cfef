"""How does a form's field become a control in the design system?

`parts/field.html` sets the label, the hint and the error around it; Django itself ties their ids with
`aria-describedby`, and sets `aria-invalid`.
"""

from typing import Final

from django import template
from django.forms import BoundField
from django.utils.safestring import SafeString

register = template.Library()

CLASSES: Final = {
    "textarea": "textarea-field__textarea",
    "select": "select-field__select",
    "nullbooleanselect": "select-field__select",
    "checkbox": "choice__input",
}
"""The class of each kind of widget; all others are written in as text."""

CHOICES: Final = frozenset({"radioselect", "checkboxselectmultiple"})
"""Widgets that are a group of controls, each with its own label."""


@register.filter
def control(field: BoundField) -> SafeString:
    """`{{ field|control }}`: the widget with the class of its kind, and its own classes kept."""
    own = field.field.widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": f"{CLASSES.get(field.widget_type, 'text-field__input')} {own}".strip()})


@register.filter
def is_group(field: BoundField) -> bool:
    """`{% if field|is_group %}`: radio buttons or check boxes, which need a fieldset."""
    return field.widget_type in CHOICES


@register.filter
def first_control(field: BoundField) -> str:
    """The id that an error links to: the field's own, or the first choice of a group."""
    return field.id_for_label or f"{field.auto_id}_0"
