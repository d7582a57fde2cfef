"""A library of one small agreement, against the vocabulary of the faulty texts."""

from pathlib import Path

from samsyn.rules.library import Library

GROUND = Path(__file__).parents[1] / "bad" / "grund"
ADDRESS = "halland/hemsjukvard"
HEAD = """---
titel: Överenskommelse om hemsjukvård
gäller: 2021-04-01 – 2028-12-31
källor:
  ÖK: {titel: Överenskommelsen, slag: återgivet, platser: [definition, tröskelprincipen]}
  HSL: {titel: "Hälso- och sjukvårdslagen (2017:30)", slag: lag}
---
Texten återger [ÖK] och stöder sig på [HSL].

"""


def library_with(tables, files=None):
    """A library of one agreement with these tables, and other files by their names."""
    texts = {
        "begrepp.md": (GROUND / "begrepp.md").read_text(encoding="utf-8"),
        f"{ADDRESS}/2021-04-01.md": HEAD + tables,
    }
    return Library({**texts, **(files or {})})
