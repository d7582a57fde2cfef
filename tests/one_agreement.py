"""A small vocabulary to write single tables against, for tests whose input is the table itself."""

from textwrap import dedent

from samsyn.documents.problems import errors
from samsyn.rules.library import Library
from samsyn.rules.versions import Agreement

VOCABULARY = """---
titel: Begrepp för prov
källor:
  S: {titel: Ett prov, slag: härlett}
---
| Faktum    | Del       | Slag               | Fråga                        | Fras         | Nekad fras         | Definition | Källa |
|-----------|-----------|--------------------|------------------------------|--------------|--------------------|------------|-------|
| Ålder     | vem       | heltal 0..120 år   | Hur gammal är personen?      | är {}        | –                  | ålder      | [S]   |
| Boende    | var       | val                | Var bor personen?            | –            | –                  | boende     | [S]   |
| Inskriven | ställning | ja/nej             | Är personen inskriven?       | är inskriven | inte är inskriven  | inskriven  | [S]   |
| Insats    | behov     | val                | Vilken insats gäller det?    | –            | –                  | insats     | [S]   |
| Veckodag  | tid       | val                | Vilken veckodag är det?      | –            | –                  | dag        | [S]   |
| Helgdag   | tid       | val                | Är det helgdag?              | –            | –                  | helg       | [S]   |
| Helgdag dagen före | tid | val             | Var det helgdag i går?       | –            | –                  | helg       | [S]   |
| Klockslag | tid       | klockslag          | Vad är klockan?              | klockan är {} | –                 | tid        | [S]   |

| Värde       | Faktum   | Fras                     | Nekad fras                    | Definition | Källa |
|-------------|----------|--------------------------|-------------------------------|------------|-------|
| hem         | Boende   | bor hemma                | inte bor hemma                | d          | [S]   |
| SÄBO        | Boende   | bor på SÄBO              | inte bor på SÄBO              | d          | [S]   |
| HVB         | Boende   | bor på HVB               | inte bor på HVB               | d          | [S]   |
| dialys      | Insats   | insatsen är dialys       | insatsen inte är dialys       | d          | [S]   |
| TPN         | Insats   | insatsen är TPN          | insatsen inte är TPN          | d          | [S]   |
| ögondroppar | Insats   | insatsen är ögondroppar  | insatsen inte är ögondroppar  | d          | [S]   |
| måndag      | Veckodag | det är måndag            | det inte är måndag            | d          | [S]   |
| tisdag      | Veckodag | det är tisdag            | det inte är tisdag            | d          | [S]   |
| onsdag      | Veckodag | det är onsdag            | det inte är onsdag            | d          | [S]   |
| torsdag     | Veckodag | det är torsdag           | det inte är torsdag           | d          | [S]   |
| fredag      | Veckodag | det är fredag            | det inte är fredag            | d          | [S]   |
| lördag      | Veckodag | det är lördag            | det inte är lördag            | d          | [S]   |
| söndag      | Veckodag | det är söndag            | det inte är söndag            | d          | [S]   |
| ja          | Helgdag  | det är helgdag           | det inte är helgdag           | d          | [S]   |
| nej         | Helgdag  | det är en vanlig dag     | det inte är en vanlig dag     | d          | [S]   |
| afton       | Helgdag  | det är afton             | det inte är afton             | d          | [S]   |
| ja          | Helgdag dagen före | det var helgdag i går | det inte var helgdag i går | d       | [S]   |
| nej         | Helgdag dagen före | det var en vanlig dag i går | det inte var en vanlig dag i går | d | [S] |
| afton       | Helgdag dagen före | det var afton i går | det inte var afton i går   | d          | [S]   |

| Part   | Sida   | Fras      | Definition | Källa |
|--------|--------|-----------|------------|-------|
| region | region | regionen  | d          | [S]   |
| kommun | kommun | kommunen  | d          | [S]   |
| jouren | region | jouren    | d          | [S]   |

| Svar            | Fråga         | Värden                 | Pekar ut part | Fras                | Definition |
|-----------------|---------------|------------------------|---------------|---------------------|------------|
| Primärvårdsnivå | Primärvård?   | ja, nej                | nej           | primärvårdsnivå: {} | d          |
| Omfattas        | Omfattas?     | ja, nej                | nej           | omfattas: {}        | d          |
| Jourtid         | Jourtid?      | ja, nej                | nej           | jourtid: {}         | d          |
| Hinder          | Vad hindrar?  | ålder, boende, insats  | nej           | hinder: {}          | d          |
| Dagar           | Hur många?    | heltal 0..60 dagar     | nej           | {}                  | d          |
| Huvudman        | Vem ansvarar? | region, kommun, jouren | ja            | {} är huvudman      | d          |
| Utförare        | Vem utför?    | region, kommun         | ja            | {} utför            | d          |

| Grupp     | Faktum | Värden      | Källa |
|-----------|--------|-------------|-------|
| avancerad | Insats | dialys, TPN | [S]   |
"""

HEAD = """---
titel: Avtal för prov
gäller: 2021-04-01 –
källor:
  ÖK: {titel: Ett prov, slag: återgivet}
---
"""

READING_HEAD = """---
titel: Läsning för prov
läsare: %s
part: %s
gäller version: ["2021-04-01"]
återgiven ur: ett prov
fastställd: nej
källor:
  B: {titel: Ett brev, slag: skrivelse}
---
"""


def library_of(tables: str, impossible: str = "", **readings: tuple[str, str]) -> Library:
    """A library with one agreement of these tables; readings by name as (side, tables)."""
    texts = {"begrepp.md": VOCABULARY + "\n" + dedent(impossible), "prov/avtal/2021-04-01.md": HEAD + dedent(tables)}
    for name, (side, replaced) in readings.items():
        texts[f"prov/avtal/lasningar/{name}.md"] = READING_HEAD % (name.capitalize(), side) + dedent(replaced)
    return Library(texts)


def agreement_of(tables: str, impossible: str = "") -> Agreement:
    """One agreement of these tables; fails with its problems when it has errors."""
    library = library_of(tables, impossible)
    assert errors(library.check()) == ()
    return library.usable("prov/avtal", "2021-04-01")
