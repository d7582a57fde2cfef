"""The filters of pages: how one writes this in Swedish, with the exact time at hand."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from samsyn_web.swedish import (
    clock_time,
    day_name,
    exact_time,
    how_long,
    in_sweden,
    last_moment,
    latest_time,
    listed,
    personal_number,
    relative_time,
    telephone,
    telephone_link,
)

register = template.Library()


@register.filter
def om_tid(moment: datetime | None, now: datetime) -> str:
    """`{{ due|om_tid:now }}`: time as people say it, the exact one in the title and for machines."""
    if not moment:
        return ""
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        in_sweden(moment).isoformat(timespec="minutes"),
        exact_time(moment),
        relative_time(moment, now),
    )


@register.filter
def tid(moment: datetime | None, now: datetime | None = None) -> str:
    """`{{ at|tid }}` with the year, `{{ at|tid:now }}` without it when it is this year's."""
    return _element(moment, exact_time(moment, now)) if moment else ""


@register.filter
def tidslangd(length: timedelta | None) -> str:
    """`{{ wait|tidslangd }}`: how long something took."""
    return "" if length is None else how_long(length)


@register.filter
def senast(end: datetime | None, now: datetime | None = None) -> str:
    """`{{ due|senast:now }}`: by when at the latest; the day alone when all of it may be used."""
    return _element(end, latest_time(end, now)) if end else ""


@register.filter
def kvar(end: datetime | None, now: datetime) -> str:
    """`{{ due|kvar:now }}`: as `om_tid`, and of a day that ends at midnight as of its last minute."""
    return om_tid(last_moment(end), now) if end else ""


@register.filter
def klockslag(moment: datetime | None) -> str:
    """`{{ at|klockslag }}`: the time of day alone, 14.05."""
    return _element(moment, clock_time(moment)) if moment else ""


@register.filter
def dag(day: date | datetime | None, now: datetime | None = None) -> str:
    """`{{ day|dag }}` with the year, `{{ day|dag:now }}` without it when it is this year's. Takes moments too."""
    if not day:
        return ""
    if isinstance(day, datetime):
        day = in_sweden(day).date()
    return format_html(
        '<time datetime="{}">{}</time>', day.isoformat(), day_name(day, in_sweden(now).date() if now else None)
    )


@register.filter
def telefon(number: str | None) -> str:
    """`{{ number|telefon }}`: grouped for the eye."""
    return telephone(number) if number else ""


@register.filter
def telefonlank(number: str | None) -> str:
    """`href="tel:{{ number|telefonlank }}"`."""
    return telephone_link(number) if number else ""


@register.filter
def personnummer(number: str | None) -> str:
    """`{{ person.number|personnummer }}`."""
    return personal_number(number) if number else ""


@register.filter
def i_listform(items: Iterable[object] | None, conjunction: str = "och") -> str:
    """`{{ names|i_listform }}`, `{{ names|i_listform:"eller" }}`."""
    return listed(items or (), conjunction)


def _element(moment: datetime, told: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', in_sweden(moment).isoformat(timespec="minutes"), told)
