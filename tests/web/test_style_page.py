"""Every part of a page is shown on the style page, and none breaks the content security policy."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
TEMPLATES = PROJECT / "src" / "samsyn_web"
PARTS = TEMPLATES / "project" / "templates" / "parts"

INLINE = re.compile(
    r"""<style\b|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=|\shx-on|javascript:|=["']js:""", re.IGNORECASE
)
"""What the policy would refuse, and HTMX's ways around it."""


def all_templates():
    return sorted(TEMPLATES.rglob("templates/**/*.html"))


@pytest.mark.parametrize("template", all_templates(), ids=lambda path: path.name)
def test_no_template_has_script_or_style_within(template):
    assert not INLINE.findall(template.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "markup",
    [
        "<p style='color: red'>",
        '<a onclick="x()">',
        "<script>x()</script>",
        "<style>",
        "<div hx-on:click='x()'>",
        '<a href="javascript:x()">',
    ],
)
def test_what_the_policy_refuses_is_found(markup):
    assert INLINE.search(markup)


def test_a_script_of_our_own_is_allowed():
    assert not INLINE.search('<script src="/static/samsyn/samsyn.js" defer></script>')


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """The style page, rendered in a process of its own: it configures Django otherwise than the application."""
    folder = tmp_path_factory.mktemp("style-page")
    subprocess.run(
        [sys.executable, PROJECT / "scripts" / "style-page", folder], check=True, capture_output=True, text=True
    )
    return (folder / "index.html").read_text(encoding="utf-8")


def shown_by(template, seen=frozenset()):
    """The parts that a template includes or is built on, and theirs."""
    found = set(re.findall(r'{% (?:include|extends) "([^"]+)"', template.read_text(encoding="utf-8"))) - seen
    for name in tuple(found):
        found |= shown_by(TEMPLATES / "project" / "templates" / name, seen | found)
    return found


def test_every_part_is_shown_on_the_style_page():
    shown = shown_by(PARTS.parent / "stilprov.html")
    assert {f"parts/{part.name}" for part in PARTS.glob("*.html")} <= shown


@pytest.mark.parametrize("part", sorted(PARTS.glob("*.html")), ids=lambda path: path.name)
def test_every_part_says_first_what_it_is_given(part):
    assert part.read_text(encoding="utf-8").startswith("{% comment %}")


@pytest.mark.parametrize(
    "sentence",
    [
        "Ring 112 vid fara för liv.",
        "031-390 06 12</a>",
        'href="tel:+46313900612"',
        "19380402-1234",
        "om 3 timmar</time>",
        "Parterna läser avtalet olika. Du behöver inte välja.",
        "Ingen är utsedd",
        'aria-describedby="id_nummer_helptext"',
        'href="#id_risk_0"',
    ],
)
def test_the_style_page_shows(page, sentence):
    assert sentence in page


def test_every_id_is_there_once_and_everything_named_by_id_is_there(page):
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    named = re.findall(r'\s(?:for|aria-labelledby|data-copy|data-said)="([^"]+)"', page)
    named += [one for many in re.findall(r'\saria-describedby="([^"]+)"', page) for one in many.split()]
    named += re.findall(r'href="#([^"]+)"', page)
    assert set(named) <= set(ids)
