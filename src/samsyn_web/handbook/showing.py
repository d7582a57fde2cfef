"""How is a page of the handbook shown? Its text in blocks, where marks have become acts, pictures and links.

What is said of an act stands in the processes' tables and is told from there, so that no text of ours can be left behind.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from typing import Any, Final

from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from markdown_it import MarkdownIt
from markdown_it.token import Token

from samsyn.documents.identifiers import fold
from samsyn.processes.cast import CLINICAL, DUTY_NAMES, ROLE_NAMES, Duty, Role, UnitKind
from samsyn.processes.kinds import PROCESSES
from samsyn.processes.process import Act, Leads, Process
from samsyn_web.handbook.pages import (
    ANY,
    BUTTON,
    PAGE,
    PICTURES,
    VIEW,
    ActKey,
    Book,
    Page,
    Picture,
    act_named,
    button_named,
    links,
)
from samsyn_web.swedish import listed

MOST_EXCEPTIONS: Final = 2
"""So few roles are told as exceptions."""

_RENDERER: Final = MarkdownIt("commonmark", {"html": False}).enable("table")


@dataclass(frozen=True)
class ShownAct:
    """An act as the handbook tells of it."""

    title: str
    hint: str
    who: str
    when: str
    fields: tuple[str, ...]
    follows: tuple[str, ...]
    source: str


@dataclass(frozen=True)
class Heading:
    """A heading of the text, for the list of what stands on the page."""

    id: str
    text: str


@dataclass(frozen=True)
class Block:
    """A piece of a page: prose, acts side by side, or a picture."""

    html: str = ""
    acts: tuple[ShownAct, ...] = ()
    picture: Picture | None = None
    picture_url: str = ""


@dataclass(frozen=True)
class ShownPage:
    """A page ready to be shown."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]


def shown(page: Page, book: Book) -> ShownPage:
    """A page's text with its marks resolved."""
    blocks: list[Block] = []
    headings: list[Heading] = []
    prose: list[Token] = []

    def end_prose() -> None:
        if prose:
            blocks.append(Block(_rendered(prose)))
            prose.clear()

    tokens = list(page.tokens)
    at = 0
    while at < len(tokens):
        token = tokens[at]
        inner = tokens[at + 1] if token.type == "paragraph_open" and token.level == 0 else None
        alone = _alone(inner, page) if inner is not None else None
        if alone is not None:
            end_prose()
            blocks.append(alone)
            at += 3
            continue
        if token.type == "heading_open":
            heading = Heading(fold(tokens[at + 1].content).replace("_", "-"), plain(tokens[at + 1 : at + 2], book))
            headings.append(heading)
            token = token.copy(attrs={"id": heading.id})
        prose.append(token if token.type != "inline" else token.copy(children=_resolved(token.children or [], book)))
        at += 1
    end_prose()
    return ShownPage(tuple(blocks), tuple(headings))


def _rendered(tokens: Sequence[Token]) -> SafeString:
    # What is not markdown-it's own escaped output is made by `_resolved`, which escapes what it is given.
    return SafeString(_RENDERER.renderer.render(list(tokens), _RENDERER.options, {}))


def _alone(inline: Token, page: Page) -> Block | None:
    """A paragraph that is nothing but acts, or nothing but a picture."""
    children = [one for one in inline.children or () if one.type != "softbreak" and one.content.strip(" ") + one.tag]
    keys = [key for key in map(act_named, links((inline,))) if key is not None]
    if keys and len(children) == 2 * len(keys):
        return Block(acts=tuple(told for key in keys if (told := told_act(key)) is not None))
    if len(children) == 1 and children[0].type == "image":
        name = str(children[0].attrs["src"])
        picture = next(one for one in page.pictures if one.name == name)
        is_taken = (PICTURES / picture.name).is_file()
        return Block(picture=picture, picture_url=static(f"handbook/{picture.name}") if is_taken else "")
    return None


def _resolved(children: Sequence[Token], book: Book) -> list[Token]:
    """The inline tokens of a paragraph, its marks made into buttons' names and links."""
    done: list[Token] = []
    ends: list[str] = []
    for number, child in enumerate(children):
        if child.type == "link_open":
            link = str(child.attrs["href"])
            is_empty = children[number + 1].type == "link_close"
            begins, within, end = _link(link, book)
            done.append(_html(begins + (within if is_empty else "")))
            ends.append(end)
        elif child.type == "link_close":
            done.append(_html(ends.pop()))
        else:
            done.append(child)
    return done


def _link(link: str, book: Book) -> tuple[str, str, str]:
    """How a link begins, what stands in it when the text gives it no words, and how it ends."""
    if link.startswith(BUTTON):
        act = button_named(link)
        return '<strong class="act-name">', escape(act.title if act else link), "</strong>"
    page = book.pages.get(link.removeprefix(PAGE)) if link.startswith(PAGE) else None
    if page is not None:
        return format_html('<a href="{}">', reverse("handbok-sidan", args=(page.id,))), escape(page.title), "</a>"
    address = address_of(link)
    return (format_html('<a href="{}">', address), escape(address), "</a>") if address else ("", escape(link), "")


def address_of(link: str) -> str:
    """The address of the application that a link names; empty when there is none."""
    if not link.startswith(VIEW):
        return ""
    try:
        return reverse(link.removeprefix(VIEW))
    except NoReverseMatch:
        return ""


def _html(text: str) -> Token:
    return Token("html_inline", "", 0, content=text)


# ---- acts, told from the tables


@cache
def told_act(key: ActKey) -> ShownAct | None:
    """What the processes' tables say of an act."""
    act = key.find()
    if act is None:
        return None
    return ShownAct(
        act.title,
        act.hint,
        _who(key, act),
        _when(key, act),
        tuple(f"{one.label}{'' if one.required else ' (frivilligt)'}" for one in act.fields),
        tuple(_follows(key, act)),
        act.source,
    )


def _who(key: ActKey, act: Act) -> str:
    """Who may do an act, as the tables say it; shorter where that is nearly everybody, anywhere."""
    who = _roles(act.roles) if act.units == frozenset(UnitKind) else act.who()
    more = [
        f"i {process.name} också {_roles(own.roles - act.roles)}"
        for process in PROCESSES.values()
        if key.process == ANY and (own := process.acts.get(act.id)) is not None and own.roles - act.roles
    ]
    return "; ".join([who, *more])


def _roles(roles: frozenset[Role], conjunction: str = "eller") -> str:
    if roles == frozenset(Role):
        return "alla"
    without = CLINICAL - roles
    if roles <= CLINICAL and len(without) <= MOST_EXCEPTIONS:
        but = f" utom {listed(ROLE_NAMES[role] for role in Role if role in without)}" if without else ""
        return f"alla i vården och socialtjänsten{but}"
    return listed((ROLE_NAMES[role] for role in Role if role in roles), conjunction)


def _when(key: ActKey, act: Act) -> str:
    """In which stages an act can be done."""
    if key.process == ANY:
        having = [one for one in PROCESSES.values() if act.id in one.acts]
        without = [one.name for one in PROCESSES.values() if act.id not in one.acts]
        is_always = all(_in_closed(one, act) for one in having)
        spell = "När som helst, också när fallet är avslutat" if is_always else "Så länge fallet är öppet"
        return f"{spell}. Finns inte i {listed(without)}." if without else f"{spell}, i alla slag av fall."
    process = PROCESSES[key.process]
    if act.id in process.opens:
        return f"Öppnar ett nytt fall ({process.name}), från {'enhetens' if process.about_units else 'personens'} sida."
    allowed = [stage for stage in process.stages.values() if _is_possible(process, stage.id, act)]
    if all(stage in allowed for stage in process.stages.values() if stage.is_open):
        return "Så länge fallet är öppet."
    return f"När fallet är i skedet {listed((f'”{stage.name}”' for stage in allowed), 'eller')}."


def _is_possible(process: Process, stage: str, act: Act) -> bool:
    return isinstance(process.step(stage, act.id), Leads)


def _in_closed(process: Process, act: Act) -> bool:
    return all(_is_possible(process, stage.id, act) for stage in process.stages.values() if not stage.is_open)


def _follows(key: ActKey, act: Act) -> Iterator[str]:
    """What comes of an act, beyond that it is seen in the case."""
    if act.sends_to:
        yield f"Går till enheterna du väljer{', som ska kvittera' if act.wants_receipt else ''}."
    elif act.wants_receipt:
        yield "Går till alla andra enheter som deltar i fallet, som ska kvittera."
    if act.carries:
        yield f"Er enhet bär därefter {_duties(act.carries)}, så långt enheten kan."
    if act.releases:
        yield f"Den som hittills har burit {_duties(act.releases)} gör det inte längre."
    process = PROCESSES.get(key.process)
    for dated in process.dated if process else ():
        if act.id in dated.sets:
            yield f"Sätter tidsgränsen ”{dated.name}”."
        elif act.id in dated.stops:
            yield f"Tidsgränsen ”{dated.name}” är därmed hållen."
    if process is not None and act.undoes:
        yield f"Tar tillbaka {listed(f'”{process.acts[one].title}”' for one in sorted(act.undoes))}."


def _duties(duties: frozenset[Duty]) -> str:
    return listed(DUTY_NAMES[duty] for duty in Duty if duty in duties)


# ---- words


def plain(tokens: Sequence[Token], book: Book) -> str:
    """The words of a text, for its list of headings and for searching."""
    words: list[str] = []
    for token in tokens:
        for child, after in pairwise([*(token.children or ()), Token("end", "", 0)]):
            if child.type == "link_open" and after.type == "link_close":
                words.append(_named(str(child.attrs["href"]), book))
            elif child.type in {"text", "code_inline", "image"}:
                words.append(child.content)
            elif child.type == "softbreak":
                words.append(" ")
        words.append(" ")
    return " ".join("".join(words).split())


def _named(link: str, book: Book) -> str:
    key = act_named(link)
    act = key.find() if key else button_named(link)
    page = book.pages.get(link.removeprefix(PAGE))
    return act.title if act else page.title if page else ""


def roles_in_words(page: Page) -> str:
    """Who a page is for."""
    if page.roles > CLINICAL and page.roles != frozenset(Role):
        return f"{_roles(CLINICAL)}, {_roles(page.roles - CLINICAL, 'och')}"
    return _roles(page.roles, "och")


def neighbours(pages: Sequence[Page], page: Page) -> tuple[Page | None, Page | None]:
    """The pages before and after one among those that are read in order."""
    at = pages.index(page) if page in pages else -1
    before = pages[at - 1] if at > 0 else None
    after = pages[at + 1] if 0 <= at < len(pages) - 1 else None
    return before, after


def template_context(page: Page, book: Book) -> dict[str, Any]:
    """What the page's template shows of its text."""
    return {"page": page, "shown": shown(page, book), "for_whom": roles_in_words(page)}
