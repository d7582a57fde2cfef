"""How is a chart drawn? Lines over years or months, as an SVG of its own: no script, no style, no font to fetch (docs/decisions/0011).

Each line has its name at its end and a mark and dash of its own, so that nothing is told by colour alone. A chart only ever
stands beside a table with the exact numbers; what it shows is also its `description`, for those who do not see it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from html import escape
from math import floor, log10
from typing import Final

from samsyn.money.amount import decimals

INK, SOFT, LINE, PAPER = "#1b2b33", "#4d5d66", "#c9d2d6", "#ffffff"
COLOURS: Final = ("#0b5d66", "#8a4b08", "#5b3a8c", "#1f6f3a", "#9c2b4e", "#3b5ba5", "#1b2b33")
"""Each has at least 4.5:1 against paper, for its name is written in it."""
DASHES: Final = ("", "7 3", "2 3", "10 3 2 3", "5 2", "1 2", "")
FONT: Final = "system-ui, 'Segoe UI', Roboto, 'Liberation Sans', sans-serif"

WIDTH, HEIGHT = 760, 400
LEFT, RIGHT, TOP, BOTTOM = 64, 150, 34, 36
MOST_LABELS: Final = 12
WIDE, GAP = 8, 10
"""Pixels of a sign, and between two labels."""
ROOM: Final = 17
"""Pixels between the names at the lines' ends."""


@dataclass(frozen=True)
class Line:
    """One line: its name, and for each year or month the value and within what it lies; None where there is none."""

    name: str
    points: Sequence[tuple[Fraction, Fraction, Fraction] | None]


@dataclass(frozen=True)
class Chart:
    """Lines over the same years, or months told as "2026-03". `unit` is Swedish and stands at the top of the axis: "miljoner kronor"."""

    title: str
    unit: str
    years: Sequence[int | str]
    lines: Sequence[Line]

    @property
    def description(self) -> str:
        """What the chart shows, in words: how each line begins and ends."""
        told = []
        for line in self.lines:
            known = [(year, point) for year, point in zip(self.years, line.points, strict=True) if point is not None]
            if known:
                (first, start), (last, end) = known[0], known[-1]
                told.append(f"{line.name} från {_number(start[0])} {first} till {_number(end[0])} {last}")
        return f"{self.title}, {self.unit}. " + "; ".join(told) + ". De exakta talen står i tabellen."


def svg(chart: Chart) -> str:
    """The chart as a whole SVG document."""
    values = [each for line in chart.lines for point in line.points if point is not None for each in point]
    low, high = min([Fraction(0), *values]), max([Fraction(0), *values])
    ticks = _ticks(low, high)
    scale = _Scale(len(chart.years), ticks[0], ticks[-1])
    return "".join(
        (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" height="{HEIGHT}"',
            f' role="img" font-family="{escape(FONT)}" font-size="13">',
            f"<title>{escape(chart.title)}</title><desc>{escape(chart.description)}</desc>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="{PAPER}"/>',
            f'<text x="8" y="18" fill="{SOFT}">{escape(chart.unit)}</text>',
            *_axes(chart.years, ticks, scale),
            *(_band(line, scale, COLOURS[place % len(COLOURS)]) for place, line in enumerate(chart.lines)),
            *(_line(line, place, scale) for place, line in enumerate(chart.lines)),
            *_names(chart.lines, scale),
            "</svg>",
        )
    )


@dataclass(frozen=True)
class _Scale:
    """From years and values to pixels."""

    count: int
    low: Fraction
    high: Fraction

    def x(self, place: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * place / max(self.count - 1, 1)

    def y(self, value: Fraction) -> float:
        return round(TOP + (HEIGHT - TOP - BOTTOM) * float((self.high - value) / (self.high - self.low)), 1)


def _ticks(low: Fraction, high: Fraction) -> list[Fraction]:
    """Round values from at most `low` to at least `high`, some five of them."""
    span = float(high - low) or 1.0
    magnitude = Fraction(10) ** floor(log10(span))
    step = next(
        magnitude * each for each in (Fraction(1, 5), Fraction(1, 2), 1, 2) if span / float(magnitude * each) <= 6
    )
    first, last = (low / step).__floor__(), -((-high / step).__floor__())
    return [step * each for each in range(first, max(last, first + 1) + 1)]


def _axes(years: Sequence[int | str], ticks: Sequence[Fraction], scale: _Scale) -> list[str]:
    right = WIDTH - RIGHT
    made = []
    for tick in ticks:
        y = scale.y(tick)
        heavy = f'stroke="{SOFT}"' if tick == 0 else f'stroke="{LINE}"'
        made.append(f'<line x1="{LEFT}" x2="{right}" y1="{y}" y2="{y}" {heavy}/>')
        made.append(f'<text x="{LEFT - 8}" y="{y + 4}" text-anchor="end" fill="{SOFT}">{_number(tick)}</text>')
    longest = max((len(str(year)) for year in years), default=1)
    most = min(MOST_LABELS, (right - LEFT) // (longest * WIDE + GAP))
    every = -(-len(years) // most)
    for place, year in enumerate(years):
        if place % every == 0:
            x = round(scale.x(place), 1)
            made.append(f'<text x="{x}" y="{HEIGHT - 12}" text-anchor="middle" fill="{SOFT}">{year}</text>')
    return made


def _band(line: Line, scale: _Scale, colour: str) -> str:
    known = [(place, point) for place, point in enumerate(line.points) if point is not None and point[1] < point[2]]
    if len(known) < 2:
        return ""
    upper = [f"{round(scale.x(place), 1)},{scale.y(point[2])}" for place, point in known]
    lower = [f"{round(scale.x(place), 1)},{scale.y(point[1])}" for place, point in reversed(known)]
    return f'<polygon points="{" ".join(upper + lower)}" fill="{colour}" fill-opacity="0.15"/>'


def _line(line: Line, place: int, scale: _Scale) -> str:
    colour, dash = COLOURS[place % len(COLOURS)], DASHES[place % len(DASHES)]
    known = [(where, point[0]) for where, point in enumerate(line.points) if point is not None]
    path = " ".join(f"{round(scale.x(where), 1)},{scale.y(value)}" for where, value in known)
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    marks = "".join(_mark(place, round(scale.x(where), 1), scale.y(value), colour) for where, value in known)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"{dashed}/>{marks}'


def _mark(place: int, x: float, y: float, colour: str) -> str:
    kind = place % 3
    if kind == 0:
        return f'<circle cx="{x}" cy="{y}" r="3.5" fill="{colour}"/>'
    if kind == 1:
        return f'<rect x="{x - 3:.1f}" y="{y - 3:.1f}" width="6" height="6" fill="{colour}"/>'
    return f'<path d="M{x:.1f} {y - 4.5:.1f}l4 7.5h-8z" fill="{colour}"/>'


def _names(lines: Sequence[Line], scale: _Scale) -> list[str]:
    """The lines' names at their ends, moved apart where they would lie on each other."""
    ends = []
    for place, line in enumerate(lines):
        known = [(where, point[0]) for where, point in enumerate(line.points) if point is not None]
        if known:
            where, value = known[-1]
            ends.append([scale.y(value), place, round(scale.x(where), 1)])
    ends.sort()
    least = float(TOP)
    for end in ends:
        end.append(max(end[0], least))
        least = end[3] + ROOM
    most = float(HEIGHT - BOTTOM)
    for end in reversed(ends):
        end[3] = min(end[3], most)
        most = end[3] - ROOM
    return [
        f'<line x1="{x + 5}" y1="{y}" x2="{x + 16}" y2="{at:.1f}" stroke="{LINE}"/>'
        f'<text x="{x + 20}" y="{at + 4:.1f}" fill="{COLOURS[int(place) % len(COLOURS)]}">{escape(lines[int(place)].name)}</text>'
        for y, place, x, at in ends
    ]


def _number(value: Fraction) -> str:
    places = next((each for each in range(3) if (value * 10**each).denominator == 1), 1)
    return decimals(value, min(places, 1) if abs(value) >= 1 else places)
