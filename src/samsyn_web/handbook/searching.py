"""Where does the handbook tell of something? Words by their beginnings: ”kvitt” finds kvittera, kvittens and kvitterat.

Every word that is typed must be found on the page. A word that nothing begins with is tried once more without its ending.
"""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from samsyn_web.handbook.pages import Book, Page, book
from samsyn_web.handbook.showing import plain, told_act

_WORD: Final = re.compile(r"\w+")
ENDINGS: Final = (
    "arna",
    "erna",
    "orna",
    "ande",
    "ende",
    "ar",
    "er",
    "or",
    "en",
    "et",
    "na",
    "de",
    "te",
    "a",
    "n",
    "r",
    "s",
    "t",
)
SHORTEST_STEM: Final = 3
AROUND: Final = 90
"""Signs of the text that are shown on each side of what was found."""


@dataclass(frozen=True)
class Found:
    """A page on which all the words are, and a piece of its text with them marked."""

    page: Page
    excerpt: SafeString


@cache
def words_of(page_id: str) -> tuple[str, str]:
    """A page's title and lead, and all that it says."""
    page = book().pages[page_id]
    acts = [told for key in page.acts if (told := told_act(key)) is not None]
    said = " ".join([plain(page.tokens, book()), *(f"{one.title}. {one.hint}" for one in acts)])
    return f"{page.title} {page.lead}", said


def search(words: str, whole: Book) -> list[Found]:
    """The pages that say what is searched for, those that say it in their title first."""
    wanted = [one.casefold() for one in _WORD.findall(words)]
    if not wanted:
        return []
    known = {one for page in whole.pages for one in _words(" ".join(words_of(page)))}
    starts = [_start(one, known) for one in wanted]
    found = []
    for page in whole.pages.values():
        title, said = words_of(page.id)
        in_title, everywhere = _words(title), _words(f"{title} {said}")
        if all(_begins(start, everywhere) for start in starts):
            weight = sum(_begins(start, in_title) for start in starts)
            found.append((-weight, page.order, Found(page, _excerpt(said, starts))))
    return [one for _, _, one in sorted(found, key=lambda one: one[:2])]


def _words(text: str) -> frozenset[str]:
    return frozenset(one.casefold() for one in _WORD.findall(text))


def _begins(start: str, words: frozenset[str]) -> bool:
    return any(one.startswith(start) for one in words)


def _start(word: str, known: set[str]) -> str:
    """The beginning to look for: the word itself, or what is left of it without an ending."""
    if any(one.startswith(word) for one in known):
        return word
    stems = (word.removesuffix(end) for end in ENDINGS if word.endswith(end))
    for stem in stems:
        if len(stem) >= SHORTEST_STEM and any(one.startswith(stem) for one in known):
            return stem
    return word


def _excerpt(text: str, starts: list[str]) -> SafeString:
    """A piece of the text around the first word that was found, those that were found marked."""
    hits = [one for one in _WORD.finditer(text) if one.group().casefold().startswith(tuple(starts))]
    if not hits:
        return format_html("{}", _cut(text, 0, 2 * AROUND))
    first = max(0, hits[0].start() - AROUND)
    piece = _cut(text, first, min(len(text), hits[0].end() + AROUND))
    return format_html_join("", "{}", ((_marked(part, starts),) for part in re.split(r"(\w+)", piece)))


def _marked(part: str, starts: list[str]) -> str:
    return format_html("<mark>{}</mark>", part) if part.casefold().startswith(tuple(starts)) else part


def _cut(text: str, first: int, last: int) -> str:
    """A piece that begins and ends with whole words."""
    piece = text[first:last]
    if first > 0:
        piece = f"… {piece.partition(' ')[2]}"
    return f"{piece.rpartition(' ')[0]} …" if last < len(text) else piece
