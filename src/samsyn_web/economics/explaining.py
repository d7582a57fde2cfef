"""How does any figure on a page lead to how it came about? One pattern, for every page of the money.

A view gives its figures to a `Figures`, shows what it gets back in its template, and lets `Figures` answer:

    figures = Figures(request)
    cell = figures.add("halmstad-2024", derivation, ["published", "--why", "Halmstad", "--year", "2024"])
    return figures.answer("economics/oversikt.html", {"cell": cell})

In the template: `{% include "economics/_siffra.html" with figure=cell only %}`, which is the figure, within what it lies, and a
link. The link is the page's own address with `harledning=` and the figure's name: the same view computes the same
figures again and shows the tree instead of the page. So a derivation always is of what the page showed, guarded as the
page is, and needs no address of its own. `som=json` gives the same tree as a file. A chart is an image at the page's
own address in the same way, with `diagram=`: `figures.chart("ersattning", chart)` gives what `economics/_diagram.html` shows.

The name of a figure is unique on its page, in ASCII without spaces (`slug`), and never a person's. The command is the
words after `samsyn money` that tell the same figure; leave it out only where no command can (the journal's figures).
"""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render

from samsyn.documents.identifiers import fold
from samsyn.economics.derivation import Derivation, as_data, written, written_range
from samsyn.money.amount import KRONOR_PER_MILLION, decimals
from samsyn_web import charts
from samsyn_web.access.refusals import NotThere
from samsyn_web.access.visit import SignedRequest
from samsyn_web.charts import Chart
from samsyn_web.economics import section
from samsyn_web.trail.models import What

ASKED, AS, DRAWN = "harledning", "som", "diagram"
OPEN_LEVELS: Final = 2
"""How many levels of a tree are open when its page opens."""


@dataclass(frozen=True)
class Figure:
    """A figure as a page shows it, with the address of its derivation."""

    name: str
    derivation: Derivation
    url: str
    command: str

    @property
    def written(self) -> str:
        """The value as people read it: kronor and öre, per cent, whole people."""
        return written(self.derivation)

    @property
    def reach(self) -> str:
        """Within what it lies; empty when it is certain."""
        return written_range(self.derivation)

    @property
    def mnkr(self) -> str:
        """Millions of kronor with one decimal, without the unit."""
        return decimals(self.derivation.value / KRONOR_PER_MILLION, 1)

    @property
    def mnkr2(self) -> str:
        """The same with two decimals."""
        return decimals(self.derivation.value / KRONOR_PER_MILLION, 2)

    @property
    def mnkr_reach(self) -> str:
        """The lowest and the highest in millions with one decimal; one number when they are written alike."""
        low, high = (decimals(each / KRONOR_PER_MILLION, 1) for each in (self.derivation.low, self.derivation.high))
        return low if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Node:
    """One figure of a tree, for the template: nodes come in reading order, each telling how many lists end after it.

    `told_at` is the number of the node where the same figure was told before; its inputs are not told again.
    """

    number: int
    figure: Derivation
    is_open: bool
    has_inputs: bool
    closes: range
    told_at: int | None

    @property
    def written(self) -> str:
        return written(self.figure)

    @property
    def reach(self) -> str:
        return written_range(self.figure)


@dataclass(frozen=True)
class Drawn:
    """A chart as a page shows it: where its image is, and what it shows in words."""

    url: str
    description: str
    width: int = charts.WIDTH
    height: int = charts.HEIGHT


class Figures:
    """The figures and charts of one page, while it is made."""

    def __init__(self, request: SignedRequest) -> None:
        self._request = request
        self._found: dict[str, Figure] = {}
        self._drawn: dict[str, Chart] = {}

    def add(self, name: str, derivation: Derivation, command: Sequence[str] = ()) -> Figure:
        """A figure of the page under a name of its own; `command` is the words after `samsyn money`."""
        assert name == slug(name), name
        assert name not in self._found, name
        told = shlex.join(("samsyn", "money", *command)) if command else ""
        figure = Figure(name, derivation, self._address(**{ASKED: name}), told)
        self._found[name] = figure
        return figure

    def chart(self, name: str, chart: Chart) -> Drawn:
        """A chart of the page under a name of its own."""
        self._drawn[name] = chart
        return Drawn(self._address(**{DRAWN: name}), chart.description)

    def answer(self, template: str, context: dict[str, Any], status: int = 200) -> HttpResponse:
        """The page; or the derivation or the image that the address asks for. Raises NotThere when it has none such.

        A page that says what is `missing` says it then too: what the figure rested on is no longer given.
        """
        request = self._request
        drawn = request.GET.get(DRAWN)
        if drawn is not None:
            if drawn not in self._drawn:
                raise NotThere
            return HttpResponse(charts.svg(self._drawn[drawn]), content_type="image/svg+xml")
        asked = request.GET.get(ASKED)
        shown = {"section_pages": section.pages(request)}
        if asked is None:
            return render(request, template, context | shown, status=status)
        figure = self._found.get(asked)
        if figure is None and "missing" in context:
            return render(request, template, context | shown, status=status)
        if figure is None:
            raise NotThere
        if request.GET.get(AS) == "json":
            return self._file(figure)
        about = {
            "figure": figure,
            "nodes": nodes(figure.derivation),
            "back": self._address(),
            "file": self._address(**{ASKED: asked, AS: "json"}),
        }
        return render(request, "economics/harledning.html", about | shown)

    def _file(self, figure: Figure) -> HttpResponse:
        self._request.visit.tracks.touch(What.EXPORTED, why=f"Härledningen av {figure.derivation.name}.")
        response = JsonResponse(as_data(figure.derivation), json_dumps_params={"ensure_ascii": False, "indent": 2})
        response["Content-Disposition"] = f'attachment; filename="harledning-{figure.name}.json"'
        return response

    def _address(self, **more: str) -> str:
        """The page's own address, with what it is asked for."""
        asked = [(name, value) for name, value in self._request.GET.lists() if name not in (ASKED, AS, DRAWN)]
        query = urlencode([(name, each) for name, values in asked for each in values] + list(more.items()))
        return f"{self._request.path}?{query}" if query else self._request.path


def slug(*words: object) -> str:
    """The name of a figure: `slug("Summa", 2019)` is `summa-2019`."""
    return fold(" ".join(map(str, words))).replace("_", "-")


def nodes(figure: Derivation) -> list[Node]:
    """A tree in reading order. A figure that has been told before is only named, with where it was told."""
    found: list[Node] = []
    told: dict[Derivation, int] = {}

    def visit(each: Derivation, depth: int, closes: int) -> None:
        number = len(found) + 1
        told_at = told.get(each) if each.inputs else None
        inputs = () if told_at is not None else each.inputs
        told.setdefault(each, number)
        ends = range(0 if inputs else closes)
        found.append(Node(number, each, depth < OPEN_LEVELS, bool(inputs), ends, told_at))
        for place, inner in enumerate(inputs, start=1):
            visit(inner, depth + 1, closes + 1 if place == len(inputs) else 0)

    visit(figure, 0, 0)
    return found
