"""What does the handbook say, and who is each page for?

A page is a Markdown file in `sidor/`, named by its address. Its head says what it is called and where it stands; what it
tells of is read from its marks: links whose addresses begin with one of `MARKS`. So a page that shows an act covers it.

    ---
    titel: Skicka inskrivningsmeddelande
    ingress: En mening som säger när man behöver sidan.
    kapitel: Utskrivning från sjukhus
    ordning: 210
    roller: [slutenvardslakare]
    sidor: [fall]
    ---
    Text. [](handling:utskrivning/inskrivningsmeddelande)

`ordning` sets the page's place, and its chapter's by its first page. `roller` are those the page is for besides all who
may do an act that it shows; `alla` and `vården` stand for many. `sidor` are the addresses of the application it is the
help for.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Final

from markdown_it import MarkdownIt
from markdown_it.token import Token

from samsyn.documents.folders import read_folder
from samsyn.documents.head import Section, read_head, unknown_keys, wrong_shapes
from samsyn.documents.problems import Place, Problem, in_reading_order
from samsyn.processes import everywhere
from samsyn.processes.cast import CLINICAL, Role
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act

FOLDER: Final = Path(__file__).parent / "sidor"
PICTURES: Final = Path(__file__).parent / "static" / "handbook"

ACT, BUTTON, PAGE, VIEW = "handling:", "knapp:", "sida:", "vy:"
MARKS: Final = (ACT, BUTTON, PAGE, VIEW)
"""A whole act shown, an act named by its button, another page of the handbook, a page of the application."""

ANY: Final = "*"
"""In the place of a process: an act that every kind of case has."""

GROUPS: Final[Mapping[str, frozenset[Role]]] = MappingProxyType({"alla": frozenset(Role), "vården": CLINICAL})

_TEXTS, _LISTS = ("titel", "ingress", "kapitel", "ordning"), ("roller", "sidor")
_HEAD = re.compile(r"\A---\n(.*?\n)---\n", re.DOTALL)


@dataclass(frozen=True)
class ActKey:
    """An act of a kind of case; `process` is `ANY` for one that they all have."""

    process: str
    act: str

    def __str__(self) -> str:
        return f"{self.process}/{self.act}"

    def find(self) -> Act | None:
        """The act in the processes' own tables."""
        if self.process == ANY:
            return next((one for one in everywhere.ACTS if one.id == self.act), None)
        process = PROCESSES.get(self.process)
        return process.acts.get(self.act) if process else None


def key_of(process: str, act: Act) -> ActKey:
    """What an act of a process is called in the handbook: by every kind of case's when it is that, whoever may do it there."""
    same = ActKey(ANY, act.id).find()
    return ActKey(ANY if same is not None and same.title == act.title else process, act.id)


def roles_of(key: ActKey) -> frozenset[Role]:
    """Who may do an act somewhere."""
    acts = (process.acts.get(key.act) for process in PROCESSES.values() if key.process in {ANY, process.id})
    return frozenset(role for act in acts if act is not None and key_of(key.process, act) == key for role in act.roles)


@dataclass(frozen=True)
class Picture:
    """A picture of the application, taken by the browser's tests; `alt` tells what it shows."""

    name: str
    alt: str


@dataclass(frozen=True)
class Page:
    """A page of the handbook, with what its text shows and links to."""

    id: str
    title: str
    lead: str
    chapter: str
    order: int
    roles: frozenset[Role]
    addresses: tuple[str, ...]
    acts: tuple[ActKey, ...]
    pictures: tuple[Picture, ...]
    tokens: tuple[Token, ...]


@dataclass(frozen=True)
class Book:
    """The pages in their order, and what is wrong with their texts."""

    pages: Mapping[str, Page]
    problems: tuple[Problem, ...] = ()

    def for_role(self, role: Role | None) -> tuple[Page, ...]:
        """The pages for a role; without one, all."""
        return tuple(page for page in self.pages.values() if role is None or role in page.roles)

    def of_act(self, process: str, act: Act) -> Page | None:
        """The page that shows an act; the first, when several do."""
        key = key_of(process, act)
        return next((page for page in self.pages.values() if key in page.acts), None)

    def of_address(self, name: str) -> Page | None:
        """The page that is the help for an address of the application."""
        return next((page for page in self.pages.values() if name in page.addresses), None)


@cache
def book() -> Book:
    """The handbook; read once while the program runs."""
    return read_book(FOLDER)


def read_book(folder: Path) -> Book:
    """All pages of a folder. A fault is a problem with its place; what can be read is read."""
    texts, unreadable = read_folder(folder)
    problems = list(unreadable)
    read = [read_page(name.removesuffix(".md"), text, problems) for name, text in texts.items()]
    first: dict[str, int] = {}
    for page in read:
        first[page.chapter] = min(page.order, first.get(page.chapter, page.order))
    ordered = sorted(read, key=lambda page: (first[page.chapter], page.chapter, page.order, page.id))
    pages = {page.id: page for page in ordered}
    for page in ordered:
        problems += [_unknown(place, mark) for place, mark in marks(page) if not _exists(mark, pages)]
    return Book(MappingProxyType(pages), in_reading_order(problems))


def read_page(page_id: str, text: str, problems: list[Problem]) -> Page:
    """A page out of its file's text; what is wrong with it is added to `problems`."""
    file = f"{page_id}.md"
    split = _HEAD.match(text)
    if split is None:
        problems.append(
            Problem(
                Place(file, 1),
                "handbok-huvud",
                "sidan börjar inte med ett huvud mellan två rader ---",
                "Utan huvud vet ingen vad sidan heter, var den står eller vem den är till för.",
                "skriv titel, ingress, kapitel och ordning överst",
            )
        )
    head, faults = read_head(split.group(1) if split else "", file, 2)
    problems += [*faults, *unknown_keys(head, (*_TEXTS, *_LISTS), "en sida i handboken")[0]]
    problems += wrong_shapes(head, texts=_TEXTS, lists=_LISTS)
    body_from = text[: split.end()].count("\n") if split else 0
    tokens = tuple(_markdown().parse("\n" * body_from + text[split.end() if split else 0 :]))
    acts = tuple(dict.fromkeys(key for key in map(act_named, links(tokens)) if key is not None))
    pictures = tuple(Picture(str(one.attrs["src"]), one.content) for one in _inline(tokens) if one.type == "image")
    return Page(
        page_id,
        _needed(head, "titel", file, problems),
        _needed(head, "ingress", file, problems),
        _needed(head, "kapitel", file, problems),
        _number(head, file, problems),
        _roles(head, acts, problems),
        tuple(one.text for one in head.texts("sidor")),
        acts,
        pictures,
        tokens,
    )


def act_named(link: str) -> ActKey | None:
    """The act that a link shows whole; None when it is another link."""
    if not link.startswith(ACT):
        return None
    process, _, act = link.removeprefix(ACT).partition("/")
    return ActKey(process, act)


def button_named(link: str) -> Act | None:
    """The act whose button a link names."""
    process, _, act = link.removeprefix(BUTTON).partition("/")
    return ActKey(process, act).find() if link.startswith(BUTTON) else None


def links(tokens: tuple[Token, ...]) -> Iterator[str]:
    """Where the text's links lead, in order."""
    return (str(one.attrs["href"]) for one in _inline(tokens) if one.type == "link_open")


def marks(page: Page) -> Iterator[tuple[Place, str]]:
    """The page's links that are marks, with where they stand."""
    for token in page.tokens:
        line = token.map[0] + 1 if token.map else 1
        for link in links((token,)):
            yield Place(f"{page.id}.md", line), link


def _markdown() -> MarkdownIt:
    """Prose in which no HTML passes through."""
    return MarkdownIt("commonmark", {"html": False}).enable("table").disable(["html_block", "html_inline"])


def _inline(tokens: tuple[Token, ...]) -> Iterator[Token]:
    return (child for token in tokens for child in token.children or ())


def _exists(link: str, pages: Mapping[str, Page]) -> bool:
    if link.startswith(ACT):
        key = act_named(link)
        return key is not None and key.find() is not None
    if link.startswith(BUTTON):
        return button_named(link) is not None
    if link.startswith(PAGE):
        return link.removeprefix(PAGE) in pages
    return link.startswith(VIEW)


def _unknown(place: Place, link: str) -> Problem:
    return Problem(
        place,
        "handbok-lank",
        f"länken ”{link}” leder ingenstans",
        "Läsaren ser då inget alls, eller fel sak.",
        f"skriv {', '.join(MARKS)} och ett namn som finns, till exempel handling:utskrivning/oppna",
    )


def _needed(head: Section, key: str, file: str, problems: list[Problem]) -> str:
    said = head.text(key) or ""
    if not said and head.entries:  # a head that cannot be read has been told of
        problems.append(_missing(Place(file, 1), key))
    return said


def _missing(place: Place, key: str) -> Problem:
    return Problem(
        place, "handbok-huvud", f"huvudet saknar ”{key}”", "Sidan går inte att visa utan det.", f"skriv ”{key}: …”"
    )


def _number(head: Section, file: str, problems: list[Problem]) -> int:
    said = head.text("ordning") or ""
    if said.isascii() and said.isdecimal():
        return int(said)
    if head.entries:
        problems.append(_missing(Place(file, 1), "ordning"))
    return 0


def _roles(head: Section, acts: tuple[ActKey, ...], problems: list[Problem]) -> frozenset[Role]:
    roles = {role for key in acts for role in roles_of(key)}
    for one in head.texts("roller"):
        if one.text in GROUPS:
            roles |= GROUPS[one.text]
        elif one.text in set(Role):
            roles.add(Role(one.text))
        else:
            problems.append(
                Problem(
                    one.place,
                    "handbok-roll",
                    f"”{one.text}” är ingen roll",
                    "Ingen får då sidan i sin innehållsförteckning.",
                    f"skriv {', '.join(GROUPS)} eller någon av {', '.join(Role)}",
                )
            )
    return frozenset(roles)
