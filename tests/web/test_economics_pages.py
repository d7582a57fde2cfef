"""Every figure leads to what is published, the command beside it gives the same figure, and bad input computes nothing."""

import html
import json
import re
import shlex
import xml.etree.ElementTree as ET
from fractions import Fraction
from uuid import uuid4

import pytest

from samsyn.command_line import main
from samsyn.economics.derivation import from_data, leaves
from samsyn_web.economics.explaining import nodes
from samsyn_web.trail.models import Entry, What
from web.cast import town
from web.every_page import INDEX
from web.test_every_page import client

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def made():
    return town()


@pytest.fixture
def desk(made):
    return client(made.workers["Conny"])


def text_of(page):
    return html.unescape(page.content.decode())


def figures_of(page):
    """The addresses of all derivations that a page links to."""
    return [
        html.unescape(each) for each in re.findall(r'<span class="figure"><a href="([^"]+)"', page.content.decode())
    ]


def command_of(page):
    found = re.search(r"<textarea[^>]*>(samsyn money [^<]+)</textarea>", page.content.decode())
    return html.unescape(found[1]) if found else ""


def by_command(command, capsys):
    """The value that a command tells of the figure it is asked about."""
    words = shlex.split(command)[1:]
    main([*words, "--json"])
    said = json.loads(capsys.readouterr().out)
    kind, why = words[1], words[words.index("--why") + 1] if "--why" in words else ""
    if kind in ("published", "plan"):
        return {Fraction(said["figure"]["value"])}
    if kind == "shared":
        return {Fraction(way["parts"][why]["value"]) for way in said["ways"]}
    if kind == "what-if":
        own = [each for each in said["changes"] if each["party"] == why]
        return {Fraction(own[-1]["changed"]["value"])}
    own = [each for each in said["figures"] if each["party"] == why]
    return {Fraction(own[-1].get("computed", own[-1])["value"])}


PAGES = {
    "overview": "/ekonomi",
    "reproduced": "/ekonomi/omraknat",
    "reproduced from a base": "/ekonomi/omraknat?ar=2021&fran=140&sammanlaggning=adderat&jamforelsear=2,1",
    "forecast": f"/ekonomi/prognos?{INDEX}&sammanlaggning=adderat",
    "shared": "/ekonomi/gemensamt?kostnad=400000,01&vad=om%20analysen&ar=2023",
    "scenario": f"/ekonomi/tank-om?{INDEX}&prov2026=4,0..5,0&vikt_under=30&vikt_over=70&grundniva=140&nyckel_ar=2024"
    "&folk_kommun=Laholm&folk_vilka=80&folk_ar=2024&folk_antal=2100&provad_sammanlaggning=adderat",
    "scenario of a later year": f"/ekonomi/tank-om?{INDEX}&prov2028=4,0",
    "payments": "/ekonomi/utbetalningar?ar=2024",
}


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_the_command_beside_a_figure_gives_the_same_figure(desk, capsys, address):
    links = figures_of(desk.get(address))
    assert len(links) > 5
    tried = 0
    for link in links[:: max(1, len(links) // 4)]:
        told = from_data(json.loads(desk.get(f"{link}&som=json").content))
        command = command_of(desk.get(link))
        values = by_command(command, capsys) if command else set()
        if "utbetalning" in told.name:
            told = told.inputs[0]
        tried += told.value in values
        assert told.value in values or not command, command
    assert tried > 3


@pytest.mark.parametrize("address", PAGES.values(), ids=PAGES)
def test_every_figure_rests_on_something_with_a_source(desk, address):
    for link in figures_of(desk.get(address))[::17]:
        told = from_data(json.loads(desk.get(f"{link}&som=json").content))
        assert all(leaf.sources for leaf in leaves(told)), link
        page = text_of(desk.get(link))
        assert "Källa" in page
        assert told.sources == () or told.sources[0] in page


def test_a_figure_is_followed_down_to_the_printed_table_and_the_published_index(desk):
    page = text_of(desk.get("/ekonomi/omraknat?harledning=hylte-2024"))
    for words in (
        "föregående års belopp × (1 + indexuppräkning) × (1 + demografisk effekt)",
        "Hyltes ersättning 2023, tryckt",
        "raden ”Hylte” i halland/hemsjukvard@2021-04-01",
        "raden ”omsorgsprisindex 2023”",
        "Region Halland: Hallands demografi",
        "till hela ören, till närmaste, hälften uppåt, vid kommunens belopp för året",
    ):
        assert words in page


def test_a_tree_taken_out_is_the_same_tree_and_is_on_the_trail(desk):
    answer = desk.get("/ekonomi/omraknat?harledning=hylte-2024&som=json")
    assert answer["Content-Disposition"] == 'attachment; filename="harledning-hylte-2024.json"'
    tree = from_data(json.loads(answer.content))
    assert tree.name == "Hyltes ersättning 2024"
    assert Entry.objects.filter(what=What.EXPORTED, why="Härledningen av Hyltes ersättning 2024.").count() == 1
    shown = nodes(tree)
    assert sum(len(node.closes) for node in shown) == sum(node.has_inputs for node in shown)


def test_what_has_been_derived_once_is_only_named_the_next_time(desk):
    page = text_of(desk.get(f"/ekonomi/prognos?{INDEX}&harledning=hela-lanet-2030"))
    assert "Härledd ovan" in page
    ids = re.findall(r'id="(led-\d+)"', page)
    assert len(ids) == len(set(ids))
    assert all(each in ids for each in re.findall(r'href="#(led-\d+)"', page))


# ---- choices and what they change


def test_2024_out_of_2023_is_within_the_rounding_in_every_municipality(desk):
    page = text_of(desk.get("/ekonomi/omraknat"))
    assert "Alla 7 belopp ryms i källornas avrundning." in page


def test_2021_is_a_quarter_of_the_interim_model_and_three_of_the_new(desk):
    page = text_of(desk.get("/ekonomi/omraknat?ar=2021&fran=140"))
    assert "en fjärdedel enligt den tillfälliga modellen och tre fjärdedelar enligt den nya" in page
    tree = text_of(desk.get("/ekonomi/omraknat?ar=2021&fran=140&harledning=hylte-2021"))
    assert "1 / 4 × helår enligt den tillfälliga modellen + 3 / 4 × helår enligt den nya modellen" in tree
    assert "Halmstads kommunstyrelse 2021-03-16" in tree


def test_an_assumption_of_a_controller_is_what_the_forecast_is_computed_with(made, desk):
    for year in range(2024, 2030):
        said = {"varde": "2,5", "galler_fran": "2026-01-01", "kalla": f"SKR {year}", "nyckel": uuid4(), "avser": year}
        assert desk.post("/ekonomi/antaganden/opi", said).status_code == 302
    page = text_of(desk.get("/ekonomi/prognos"))
    assert "antagandet ”Omsorgsprisindex 2027”, gäller från 2026-01-01: SKR 2027" in page
    other = text_of(desk.get("/ekonomi/prognos?opi2027=9,0"))
    assert "antagande av den som räknar" in other


def test_a_scenario_moves_only_what_depends_on_it(desk):
    page = desk.get(f"/ekonomi/tank-om?{INDEX}&prov2028=9,0")
    cells = re.findall(r'harledning=(\w+)-(\d{4})">([^<]+)<', page.content.decode())
    assert {value for _, year, value in cells if int(year) < 2029} == {"0"}
    assert all(value.startswith("+") for _, year, value in cells if int(year) >= 2029)


def test_the_printed_percentages_are_101_and_both_ways_add_up(desk):
    page = text_of(desk.get("/ekonomi/gemensamt?kostnad=400000&vad=analysen&ar=2023"))
    assert "de är tillsammans 101" in page or "tillsammans 101\u00a0%" in page
    assert "2\u00a0000,00\u00a0kr för mycket" in page


# ---- what is missing or wrong


@pytest.mark.parametrize(
    ("address", "status", "message"),
    [
        ("/ekonomi/prognos", 200, "Omsorgsprisindex för 2024, 2025, 2026, 2027, 2028, 2029 är inte publicerat"),
        ("/ekonomi/prognos?harledning=hylte-2030", 200, "Omsorgsprisindex för 2024, 2025"),
        ("/ekonomi/omraknat?ar=2023", 200, "Omsorgsprisindex för 2022 är inte publicerat"),
        ("/ekonomi/omraknat?ar=2022", 200, "2022 räknas från grundnivån"),
        ("/ekonomi/omraknat?ar=1999", 422, "Välj ett år mellan 2021 och 2024."),
        ("/ekonomi/omraknat?fran=150", 422, "Välj vad beloppen räknas från."),
        ("/ekonomi/omraknat?jamforelsear=2,3", 422, "Välj vilka årsskiften som jämförs."),
        ("/ekonomi/prognos?opi2024=3,5..2,0", 422, "Skriv det lägsta först"),
        ("/ekonomi/prognos?opi2024=tre", 422, "är inget spann i procent"),
        (f"/ekonomi/tank-om?{INDEX}", 200, "Inget är ändrat än."),
        (f"/ekonomi/tank-om?{INDEX}&vikt_under=30", 422, "Ange båda vikterna"),
        (f"/ekonomi/tank-om?{INDEX}&vikt_under=30&vikt_over=60", 422, "tillsammans 100 procent"),
        (f"/ekonomi/tank-om?{INDEX}&vikt_under=-30&vikt_over=130", 422, "minst noll och tillsammans 100"),
        (f"/ekonomi/tank-om?{INDEX}&grundniva=0", 422, "större än noll"),
        (f"/ekonomi/tank-om?{INDEX}&folk_kommun=Hilte&folk_antal=1", 422, "Välj en av kommunerna"),
        (f"/ekonomi/tank-om?{INDEX}&folk_kommun=Hylte&folk_antal=-5", 422, "kan inte ha -5 invånare"),
        (f"/ekonomi/tank-om?{INDEX}&folk_kommun=Hylte", 422, "Skriv hur många"),
        (f"/ekonomi/tank-om?{INDEX}&nyckel_ar=1950", 422, "Välj ett år mellan 2017 och 2025."),
        ("/ekonomi/tank-om?prov2026=4", 200, "är inte publicerat"),
        ("/ekonomi/gemensamt?kostnad=&vad=x", 422, "Skriv kostnaden i kronor"),
        ("/ekonomi/gemensamt?kostnad=-1&vad=x", 422, "mindre än noll"),
        ("/ekonomi/gemensamt?kostnad=1,234&vad=x", 422, "är inget belopp"),
        ("/ekonomi/gemensamt?kostnad=1", 422, "Skriv vilken kostnad det är"),
        ("/ekonomi?harledning=finns-inte", 404, ""),
        ("/ekonomi?diagram=finns-inte", 404, ""),
    ],
)
def test_bad_input_is_told_and_computes_nothing(desk, address, status, message):
    answer = desk.get(address)
    assert answer.status_code == status
    assert message in text_of(answer)
    if message:
        assert figures_of(answer) == []


# ---- charts, and whom it is for


@pytest.mark.parametrize(
    ("address", "name", "lines"),
    [
        ("/ekonomi", "ersattning", 6),
        (f"/ekonomi/prognos?{INDEX}", "prognos", 6),
        (f"/ekonomi/tank-om?{INDEX}&prov2026=4", "forandring", 6),
    ],
)
def test_a_chart_is_an_image_with_every_line_named_and_described(desk, address, name, lines):
    page = desk.get(address)
    drawn = re.search(r'<img class="chart__image" src="([^"]+)" alt="([^"]+)"', page.content.decode())
    assert f"diagram={name}" in drawn[1]
    assert "Halmstad från" in html.unescape(drawn[2])
    answer = desk.get(html.unescape(drawn[1]))
    assert answer["Content-Type"] == "image/svg+xml"
    assert b"style" not in answer.content
    tree = ET.fromstring(answer.content)  # noqa: S314 (our own)
    space = "{http://www.w3.org/2000/svg}"
    assert len(tree.findall(f"{space}polyline")) == lines
    names = [each.text for each in tree.findall(f"{space}text")]
    assert {"Halmstad", "Hylte"} <= set(names)


@pytest.mark.parametrize("who", ["Nora", "Disa", "Logge", "Lena"])
def test_the_pages_are_for_controllers_and_strategists(made, who):
    visitor = client(made.workers[who])
    for address in (
        "/ekonomi",
        "/ekonomi/prognos",
        "/ekonomi/tank-om",
        "/ekonomi/gemensamt",
        "/ekonomi/utbetalningar",
        "/ekonomi/antaganden",
        "/ekonomi/omraknat",
        "/ekonomi/utbetalningar/hylte",
        "/ekonomi/utbetalningar/alla/kontoutdrag.csv",
        "/ekonomi?diagram=ersattning",
        "/ekonomi?harledning=hylte-2024",
    ):
        assert visitor.get(address).status_code == 403, address
    assert "Ekonomi</a>" not in visitor.get("/").content.decode()
