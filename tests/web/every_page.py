"""Every address of the application, with somebody it is for: what the tests of all pages walk through."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """An address by its name, who opens it, and what it then answers."""

    name: str
    path: str
    who: str = "Nora"
    status: int = 200


POST_ONLY = {
    "logga-in-demo",
    "logga-ut",
    "byt-uppdrag",
    "bekrafta-skyddad",
    "kontaktvag-bekrafta",
    "ansvarskollen-kvitto",
    "oidc_authentication_init",
    "oidc_authentication_callback",
    "person-loggutdrag",
    "jourpass-andra",
    "jourpass-ta-bort",
    "ekonomi-ratta",
    "ekonomi-kontoutdrag",
    "logg-rad",
    "logg-nodoppning",
    "logg-utdrag",
    "konto",
}
"""Addresses that only take forms, need something made first, or lead elsewhere; each has a test of its own."""


INDEX = "&".join(f"opi{year}=2,0..3,5" for year in range(2024, 2030))


def pages(case, person, unit, way, home) -> list[Page]:
    """All that can be opened, about one case, person, unit and number, and one care home."""
    return [
        Page("halsa", "/halsa", ""),
        Page("logga-in", "/logga-in", ""),
        Page("logga-in-kod", "/logga-in/kod", "Nora", 302),
        Page("valj-roll", "/valj-roll"),
        Page("start", "/"),
        Page("start", "/", "Stina"),
        Page("start", "/", "Cilla"),
        Page("start", "/", "Logge"),
        Page("start", "/", "Adam"),
        Page("konton", "/konton", "Adam"),
        Page("losenord", "/losenord"),
        Page("ring", "/ring"),
        Page("ring", "/ring?bradska=akut"),
        Page("ringkort", "/ring/kort"),
        Page("fall", "/fall"),
        Page("fall", "/fall?slag=utskrivning&lage=alla&ordning=skede"),
        Page("fallet", f"/fall/{case}"),
        Page("fallet", f"/fall/{case}", "Ulla"),
        Page("fallet", f"/fall/{case}", "Stina", 403),
        Page("fall-utskrift", f"/fall/{case}/utskrift"),
        Page("fall-vid", f"/fall/{case}/vid"),
        Page("fall-vid", f"/fall/{case}/vid?tid=2030-01-01T10:00&fraga=var"),
        Page("fall-vid", f"/fall/{case}/vid?tid=2030-01-01T10:00&fraga=kant"),
        Page("fall-vid", f"/fall/{case}/vid?tid=igår", "Nora", 422),
        Page("plan-pdf", f"/fall/{case}/plan.pdf", "Nora", 404),
        Page("handling", f"/fall/{case}/gor/meddela"),
        Page("avvikelse-ny", f"/person/{person}/nytt/avvikelse/anmal_avvikelse?fall={case}"),
        Page("oenighet-ny", f"/person/{person}/nytt/oenighet/anmal_oenighet?fall={case}"),
        Page("oenigheten", f"/fall/{case}/oenighet", "Nora", 404),
        Page("oenigheter", "/oenigheter", "Stina"),
        Page("avvikelser", "/avvikelser", "Stina"),
        Page("sip", "/sip", "Stina"),
        Page("sok", "/sok"),
        Page("person", f"/person/{person}"),
        Page("person-ny", "/person/ny"),
        Page("person-andra", f"/person/{person}/andra"),
        Page("person-nummer", f"/person/{person}/nummer"),
        Page("person-avliden", f"/person/{person}/avliden"),
        Page("nytt-fall", f"/person/{person}/nytt/lakarstod/bedom_hog_risk", "Disa"),
        Page("samtycke", f"/person/{person}/samtycke"),
        Page("sparr", f"/person/{person}/sparr"),
        Page("nodoppna", f"/nodoppna/{person}", "Hedda"),
        Page("enhet", "/enhet", "Nora", 302),
        Page("enheter", "/enheter"),
        Page("enheten", f"/enheter/{unit}"),
        Page("enheten-andra", f"/enheter/{unit}/andra"),
        Page("kontaktvag-ny", f"/enheter/{unit}/nummer/nytt"),
        Page("kontaktvag-andra", f"/enheter/{unit}/nummer/{way}"),
        Page("kontaktvag-avsluta", f"/enheter/{unit}/nummer/{way}/ta-bort"),
        Page("jourpass-nytt", f"/enheter/{unit}/jour/nytt"),
        Page("platser", f"/enheter/{home}/platser"),
        Page("reservrutin", "/reservrutin", ""),
        Page("tillganglighet", "/tillganglighet", ""),
        Page("aterkoppling", "/aterkoppling", "Adam"),
        Page("berorda-fall", "/berorda-fall", "Stina"),
        Page("berorda-fall", "/berorda-fall?avtal=nationell%2Futskrivning&rad=tiden+för+kallelse+till+SIP", "Stina"),
        Page("handbok", "/handbok"),
        Page("logg", "/logg", "Logge"),
        Page("ekonomi", "/ekonomi", "Conny"),
        Page("ekonomi", "/ekonomi", "Stina"),
        Page("ekonomi", "/ekonomi", "Nora", 403),
        Page("ekonomi", "/ekonomi?harledning=halmstad-2024", "Conny"),
        Page("ekonomi", "/ekonomi?harledning=finns-inte", "Conny", 404),
        Page("ekonomi-omraknat", "/ekonomi/omraknat", "Conny"),
        Page("ekonomi-omraknat", "/ekonomi/omraknat?ar=2021&fran=140", "Stina"),
        Page("ekonomi-omraknat", "/ekonomi/omraknat?ar=2099", "Conny", 422),
        Page("ekonomi-prognos", "/ekonomi/prognos", "Conny"),
        Page("ekonomi-prognos", f"/ekonomi/prognos?{INDEX}", "Conny"),
        Page("ekonomi-prognos", f"/ekonomi/prognos?{INDEX}&harledning=hylte-2030", "Stina"),
        Page("ekonomi-gemensamt", "/ekonomi/gemensamt", "Conny"),
        Page("ekonomi-gemensamt", "/ekonomi/gemensamt?kostnad=400000&vad=analysen&ar=2023", "Stina"),
        Page("ekonomi-gemensamt", "/ekonomi/gemensamt?kostnad=-1&vad=analysen", "Conny", 422),
        Page("ekonomi-tank-om", "/ekonomi/tank-om", "Stina"),
        Page("ekonomi-tank-om", f"/ekonomi/tank-om?{INDEX}&vikt_under=30&vikt_over=70", "Stina"),
        Page("ekonomi-tank-om", f"/ekonomi/tank-om?{INDEX}&vikt_under=30&vikt_over=60", "Stina", 422),
        Page("ekonomi-utbetalningar", "/ekonomi/utbetalningar?ar=2024", "Stina"),
        Page("ekonomi-utbetalningar", "/ekonomi/utbetalningar?ar=2025", "Conny"),
        Page("ekonomi-kommun", "/ekonomi/utbetalningar/hylte?ar=2024", "Stina"),
        Page("ekonomi-faststall", "/ekonomi/utbetalningar/faststall?ar=2024", "Conny"),
        Page("ekonomi-bokfor", "/ekonomi/utbetalningar/bokfor?ar=2024&manad=1", "Conny"),
        Page("ekonomi-antaganden", "/ekonomi/antaganden", "Conny"),
        Page("ekonomi-antagande", "/ekonomi/antaganden/opi?avser=2025", "Conny"),
        Page("ekonomi-antagande", "/ekonomi/antaganden/ram-manader", "Stina"),
        Page("avtal", "/avtal"),
        Page("avtalstext", "/avtal/halland/lakaransvar"),
        Page("avtal-tackning", "/avtal/halland/lakaransvar/tackning"),
        Page("avtal-jamfor", "/avtal/halland/lakaransvar/jamfor"),
        Page("avtal-fynd", "/avtal/halland/lakarinsatser/fynd"),
        Page("avtal-fall", "/avtal/halland/lakarinsatser/fall"),
        Page("ansvarskollen", "/ansvarskollen"),
    ]
