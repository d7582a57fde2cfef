"""Ways to spoil a text: cut, repeat, swap, and put in what nobody would write. Each step is drawn, so that it can be shrunk."""

from pathlib import Path

from hypothesis import strategies as st

BAD = Path(__file__).parents[1] / "bad"
GROUND = {
    file.relative_to(BAD / "grund").as_posix(): file.read_text(encoding="utf-8")
    for file in (BAD / "grund").rglob("*.md")
}
AGREEMENT = "halland/hemsjukvard/2021-04-01.md"
RICH = [
    (BAD / "avtal" / f"{name}.md").read_text(encoding="utf-8")
    for name in (
        "tider-med-fel-i-rutorna",
        "frister-och-åtaganden-med-fel",
        "ersättning-och-indikatorer-med-fel",
        "rutor-med-fel-tal",
        "råd-om-listor-och-villkor",
    )
]
"""Agreements with every kind of table; they are faulty already, and may become more so."""

BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9)}]\n" for before, name in zip("abcdefgh", "bcdefghi", strict=True)
)
SIGNS = [
    *"|»–—-_*#>`~<[](){}&%@!?;:,.\\/\"'=+^$§\t\n\r\x00\x07\x0b\x0c\x1b\x7f\x85\xa0\xad0123456789",
    "\u2028",
    "\u202e",
    "\u200d",
    "\ufeff",
    "\ufffd",
    "\ufffe",
    "\ud800",
    "\U0001f469\u200d\u2695\ufe0f",
    "a" + "\u0301" * 50,
    "ﷺ",
    "ı",
    "ß",
    "İ",
    "²",
    "١٨",
    "½",
    "−",
]
PIECES = [
    *SIGNS,
    "---\n",
    "\n---\n",
    "\n\n",
    "|---|",
    "| F | Insats | » Huvudman | Källa |\n|---|---|---|---|\n",
    "| annars | – | region | [ÖK] |\n",
    "```\n",
    "<!--",
    "-->",
    "<div>\n",
    "> ",
    "    ",
    "- ",
    "# Exempel\n",
    "===\n",
    "[a]: b\n",
    "inte(",
    "inte(inte(",
    "..",
    "[..]",
    "[1..",
    "24:00",
    "tyst",
    "okänt",
    "inga",
    "annars",
    "@",
    "@2021-04-01",
    "\nanvänder: [halland/hemsjukvard]\n",
    "\nbygger på: region\n",
    "\ngäller: okänt\n",
    "\nkällor:\n",
    "heltal 0..99999999999999999999",
    "heltal -1..1",
    "0001-01-01 –",
    "9999-12-31",
    "99999-01-01",
    BOMB,
    "{" * 200,
    "[" * 200,
    "? " * 100,
    "|" * 2000,
    "| " * 500,
    "9" * 5000,
    "x" * 5000,
    "a, " * 1000,
    "> " * 200,
    "- " * 200,
    "{}" * 500,
]


@st.composite
def steps(draw, text):
    """A text after one to six steps of spoiling."""
    for _ in range(draw(st.integers(1, 6))):
        text = draw(st.sampled_from(STEPS))(draw, text)
    return text


def where(draw, text):
    return draw(st.integers(0, len(text)))


def cut(draw, text):
    return text[: where(draw, text)]


def behead(draw, text):
    return text[where(draw, text) :]


def cut_out(draw, text):
    start = where(draw, text)
    return text[:start] + text[start + draw(st.integers(1, 200)) :]


def put_in(draw, text):
    start = where(draw, text)
    return text[:start] + draw(st.sampled_from(PIECES)) + text[start:]


def put_in_anything(draw, text):
    start = where(draw, text)
    return text[:start] + draw(st.text(max_size=20)) + text[start:]


def repeat(draw, text):
    start = where(draw, text)
    piece = text[start : start + draw(st.integers(1, 300))]
    return text[:start] + piece * draw(st.integers(2, 30)) + text[start:]


def swap_lines(draw, text):
    lines = text.split("\n")
    one, other = draw(st.integers(0, len(lines) - 1)), draw(st.integers(0, len(lines) - 1))
    lines[one], lines[other] = lines[other], lines[one]
    return "\n".join(lines)


def drop_a_line(draw, text):
    lines = text.split("\n")
    del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


def indent_a_line(draw, text):
    lines = text.split("\n")
    number = draw(st.integers(0, len(lines) - 1))
    lines[number] = draw(st.sampled_from(("    ", "\t", "> ", "- ", "1. ", "  "))) + lines[number]
    return "\n".join(lines)


def change_a_cell(draw, text):
    lines = text.split("\n")
    rows = [number for number, line in enumerate(lines) if line.count("|") > 2]
    if not rows:
        return text
    number = draw(st.sampled_from(rows))
    cells = lines[number].split("|")
    cells[draw(st.integers(0, len(cells) - 1))] = draw(st.one_of(st.sampled_from(PIECES), st.text(max_size=12)))
    lines[number] = "|".join(cells)
    return "\n".join(lines)


def widen(draw, text):
    """More columns in one table."""
    more = draw(st.sampled_from(("| x ", "| Insats ", "| » Huvudman ", "|---"))) * draw(st.integers(1, 120))
    return "\n".join(line + more if line.startswith("|") else line for line in text.split("\n"))


def swap_letters(draw, text):
    old, new = draw(st.sampled_from(SIGNS)), draw(st.sampled_from(SIGNS))
    return text.replace(old, new)


STEPS = (
    cut,
    behead,
    cut_out,
    put_in,
    put_in,
    put_in_anything,
    repeat,
    swap_lines,
    drop_a_line,
    indent_a_line,
    change_a_cell,
    change_a_cell,
    widen,
    swap_letters,
)


@st.composite
def libraries(draw):
    """The texts of the small library, one or two of them spoiled."""
    texts = dict(GROUND)
    if draw(st.booleans()):
        texts[AGREEMENT] = draw(st.sampled_from(RICH))
    for name in draw(st.lists(st.sampled_from(sorted(texts)), min_size=1, max_size=2, unique=True)):
        texts[name] = draw(steps(texts[name]))
    return texts


@st.composite
def some_bytes(draw):
    """Bytes that are mostly text."""
    text = draw(steps(draw(st.sampled_from([GROUND[AGREEMENT], *RICH]))))
    data = bytearray(text.encode("utf-8", "surrogatepass"))
    for _ in range(draw(st.integers(0, 5))):
        position = draw(st.integers(0, len(data)))
        data[position:position] = draw(st.binary(max_size=8))
    if draw(st.integers(0, 5)) == 0:
        return text.encode(draw(st.sampled_from(("utf-16", "cp1252", "latin-1"))), "replace")
    return bytes(data)
