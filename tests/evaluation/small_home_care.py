"""A small agreement on home care, and others drawn at random over the same vocabulary: four facts, four answers."""

from itertools import product

from hypothesis import strategies as st

from samsyn.evaluation.compiled import Compiled
from samsyn.facts.values import Value
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

BEGREPP = """---
titel: Begrepp
källor:
  S: {titel: Prov, slag: härlett}
---
## Fakta
| Faktum    | Del       | Slag            | Fråga       | Fras          | Nekad fras        | Definition | Källa |
|-----------|-----------|-----------------|-------------|---------------|-------------------|------------|-------|
| Ålder     | vem       | heltal 0..9 år  | Hur gammal? | är {}         | –                 | x          | [S]   |
| Boende    | var       | val             | Var?        | –             | –                 | x          | [S]   |
| Inskriven | ställning | ja/nej          | Inskriven?  | är inskriven  | inte är inskriven | x          | [S]   |
| Insats    | behov     | val             | Vad?        | –             | –                 | x          | [S]   |

| Värde       | Faktum | Fras          | Nekad fras         | Definition | Källa |
|-------------|--------|---------------|--------------------|------------|-------|
| hemma       | Boende | bor hemma     | inte bor hemma     | x          | [S]   |
| SÄBO        | Boende | bor på SÄBO   | inte bor på SÄBO   | x          | [S]   |
| korttid     | Boende | bor korttid   | inte bor korttid   | x          | [S]   |
| dialys      | Insats | är dialys     | inte är dialys     | x          | [S]   |
| TPN         | Insats | är TPN        | inte är TPN        | x          | [S]   |
| ögondroppar | Insats | är droppar    | inte är droppar    | x          | [S]   |

| Part   | Sida   | Fras     | Definition | Källa |
|--------|--------|----------|------------|-------|
| region | region | regionen | x          | [S]   |
| kommun | kommun | kommunen | x          | [S]   |

| Svar     | Fråga  | Värden         | Pekar ut part | Fras             | Definition |
|----------|--------|----------------|---------------|------------------|------------|
| Nivå     | Nivå?  | ja, nej        | nej           | nivå: {}         | x          |
| Huvudman | Vem?   | region, kommun | ja            | {} är huvudman   | x          |
| Ring     | Vem?   | region, kommun | ja            | ring {}          | x          |
| Dagar    | Dagar? | heltal 0..9    | nej           | inom {} dagar    | x          |

| Omöjligt       | Ålder | Boende | Inskriven | Skäl                          | Källa |
|----------------|-------|--------|-----------|-------------------------------|-------|
| barn på SÄBO   | < 3   | SÄBO   | –         | barn bor inte på SÄBO         | [S]   |
| SÄBO ger vård  | –     | SÄBO   | nej       | den som bor på SÄBO är inskriven | [S] |
"""

HEAD = """---
titel: Avtal
gäller: 2021-04-01 –
källor:
  ÖK: {titel: Prov, slag: återgivet}
---
"""

HEMSJUKVARD = (
    HEAD
    + """
### Är det primärvård?
| F         | Insats      | » Nivå | Källa | Sedan |
|-----------|-------------|--------|-------|-------|
| enkel     | ögondroppar | ja     | [ÖK]  | –     |
| avancerad | TPN         | nej    | [ÖK]  | –     |
| omstridd  | dialys      | tyst   | [ÖK]  | 2023  |

### Vem är huvudman?
| F      | Nivå | Ålder | Inskriven | » Huvudman | Källa |
|--------|------|-------|-----------|------------|-------|
| kommun | ja   | ≥ 2   | ja        | kommun     | [ÖK]  |
| barn   | –    | < 2   | –         | region     | [ÖK]  |
| annars | –    | –     | –         | region     | [ÖK]  |

### Vem ringer man?
| C        | Boende | Huvudman | » Ring | Källa |
|----------|--------|----------|--------|-------|
| säbo     | SÄBO   | –        | kommun | [ÖK]  |
| region   | –      | region   | region | [ÖK]  |

### Hur snart?
| U      | Boende        | Inskriven | » Dagar | Källa |
|--------|---------------|-----------|---------|-------|
| säbo   | SÄBO          | –         | 1       | [ÖK]  |
| snart  | SÄBO, korttid | ja        | 2       | [ÖK]  |
| hemma  | hemma         | ja        | 7       | [ÖK]  |
"""
)


def agreement_of(text: str) -> Agreement:
    """An agreement as it stands, even if a check would complain of it (two rows that ask the same)."""
    return Library({"begrepp.md": BEGREPP, "prov/avtal/2021-04-01.md": text}).agreement("prov/avtal", "2021-04-01")


def every_case(agreement: Agreement) -> list[dict[str, Value]]:
    """Every case of the facts tested, each fact also unknown; of numbers only the ends of each class."""
    compiled = Compiled.of(agreement)
    choices: list[list[tuple[str, Value] | None]] = [
        [None, *((fact.fact.id, fact.example(index)) for index in range(len(fact)))] for fact in compiled.space.facts
    ]
    return [dict(one for one in chosen if one is not None) for chosen in product(*choices)]


# ---- agreements drawn at random

FACTS: dict[str, tuple[str, ...]] = {
    "Ålder": ("< 3", "≥ 6", "[2..7]", "4"),
    "Boende": ("hemma", "SÄBO, korttid", "inte(korttid)"),
    "Inskriven": ("ja", "nej"),
    "Insats": ("dialys", "TPN, ögondroppar", "inte(TPN)"),
}
ANSWERS: dict[str, tuple[str, ...]] = {
    "Nivå": ("ja", "nej"),
    "Huvudman": ("region", "kommun"),
    "Ring": ("region", "kommun"),
    "Dagar": ("1", "2"),
}
TESTS_OF_ANSWERS = {**ANSWERS, "Dagar": ("1", "< 2", "[0..5]")}


@st.composite
def agreements(draw: st.DrawFn) -> str:
    """A chain of up to four tables; each may test facts and the answers before it."""
    text = [HEAD]
    earlier: list[str] = []
    for answer in draw(st.permutations(list(ANSWERS)))[: draw(st.integers(1, 4))]:
        policy = draw(st.sampled_from("FUAC"))
        inputs = draw(st.lists(st.sampled_from([*FACTS, *earlier]), min_size=1, max_size=3, unique=True))
        text.append(f"\n### {answer}?\n| {policy} | {' | '.join(inputs)} | » {answer} | Källa | Sedan |")
        text.append("|---" * (len(inputs) + 4) + "|")
        for number in range(draw(st.integers(1, 4))):
            cells = [draw(st.sampled_from(("–", *(FACTS | TESTS_OF_ANSWERS)[name]))) for name in inputs]
            if all(cell == "–" for cell in cells):
                cells[0] = (FACTS | TESTS_OF_ANSWERS)[inputs[0]][0]
            said = draw(st.sampled_from((*ANSWERS[answer], "tyst")))
            text.append(f"| rad {number} | {' | '.join(cells)} | {said} | [ÖK] | {'2023' if said == 'tyst' else '–'} |")
        if policy == "F" and draw(st.booleans()):
            text.append(f"| annars | {' | '.join('–' for _ in inputs)} | {ANSWERS[answer][0]} | [ÖK] | – |")
        earlier.append(answer)
    return "\n".join(text)
