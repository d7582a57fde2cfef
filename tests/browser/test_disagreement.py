"""Municipality and region differ on peritoneal dialysis: somebody acts at once, both are heard, the next case is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from samsyn_web.journal.models import Case
from web.cast import begin, do, patient

NEED = {
    "insats": "peritonealdialys",
    "behovets_tid": "sammanhängande",
    "behov_av_samordning": "ja",
    "kan_ta_sig_till_vardcentralen": "nej av medicinska skäl",
    "bedomd_som_egenvard": "inte egenvård",
    "yrkesroll": "sjuksköterska",
    "lakare_ansvarig_over_tid": "annan specialist",
}


@pytest.fixture
def needs_dialysis(made):
    """A person who goes home from the ward, and needs what the agreement does not place."""

    def admitted(person):
        now = timezone.now() - timedelta(hours=5)
        case = begin(made, "Ulla", "utskrivning", person, "oppna", now, tvangsvard="ingen")
        nurses = made.units["Hemsjukvården Norr"].pk
        case = do(
            made,
            "Ulla",
            case,
            "inskrivningsmeddelande",
            now + timedelta(hours=1),
            beraknad=(now + timedelta(days=4)).isoformat(),
            till=[nurses],
        )
        return do(made, "Nora", case, "beskriv_behovet", now + timedelta(hours=2), **NEED)

    return admitted


def raise_on(desk, case):
    desk.go(f"/person/{case.person_id}/nytt/oenighet/anmal_oenighet?fall={case.pk}")


def test_a_disagreement_is_settled_on_the_second_level_and_shown_in_the_next_case(
    desks, somebody, made, needs_dialysis
):
    nora, ulla = desks("Nora"), desks("Ulla")
    care = needs_dialysis(somebody)

    raise_on(nora, care)
    nora.sees("Så svarar avtalet nu")
    nora.look("oenighet-anmal")
    nora.give("Vad gäller det?", "omvårdnaden")
    nora.give("Vad ni är oense om", "Vem utför påsbytena hemma?")
    nora.give("Var vården ska ges", "hemmet")
    nora.page.get_by_role("button", name="Anmäl oenighet", exact=True).click()
    nora.sees("Oenigheten är anmäld. Utse nu vem som agerar tills vidare.")
    nora.sees("Ingen har tagit omvårdnaden.")
    nora.look("oenighet-ingen-agerar")
    case = Case.objects.get(process="oenighet")
    assert case.has_alarm

    nora.click("Utse vem som agerar")
    nora.give("Uppgift", "omvårdnaden")
    nora.give("Enhet som agerar", "Avdelning 5 (sjukhusavdelning)")
    nora.give("Skäl", "Avdelningen har kompetensen i dag.")
    nora.page.get_by_role("button", name="Utse vem som agerar tills vidare", exact=True).click()
    nora.sees("Utse vem som agerar tills vidare: sparat.")
    case.refresh_from_db()
    assert not case.has_alarm
    raised, appointed = case.events.get(kind="anmal_oenighet"), case.events.get(kind="utse_agerande")
    assert appointed.recorded - raised.recorded < timedelta(minutes=1)

    for desk, text in (
        (nora, "Insatsen kräver särskild kompetens. Då är den inte primärvård."),
        (ulla, "Insatsen kan ges hemma. Då är den primärvård."),
    ):
        desk.do(case, "Lägg fram hur ni läser", Så_läser_vi_raderna=text)
    nora.do(
        case,
        "Bedöm en risk",
        Risk_för_patienten="Infektion vid påsbyte",
        **{"Sannolikhet, 1 till 5": "3", "Konsekvens, 1 till 5": "4"},
        Åtgärd="Två går bredvid i två veckor",
        Ansvarig_enhet="Avdelning 5 (sjukhusavdelning)",
        Klar_senast=(timezone.localdate() + timedelta(days=5)).isoformat(),
    )
    ulla.go(f"/fall/{case.pk}/oenighet")
    for words in ("3 × 4 = 12", "vårt förslag, inte avtalets", "Då är den inte primärvård.", "Avtalets egna ord"):
        ulla.sees(words)
    ulla.look("oenighet-nivå-1")

    nora.do(
        case,
        "Lyft till nästa nivå",
        Skäl="Vi kom inte överens.",
        Enheter_på_nästa_nivå="Vårdcentralen Ängen",
        Avgjort_senast=(timezone.localdate() + timedelta(days=10)).isoformat(),
    )
    ulla.do(
        case,
        "Föreslå en lösning",
        Lösningen_för_den_här_patienten="Avdelningen byter påsar i sex veckor och utbildar Hemsjukvården Norr.",
        Vem_som_ansvarar="delat mellan parterna",
        Samma_sak="Regionen bytte påsar i sex veckor och utbildade. Därefter tog hemsjukvården över.",
    )
    nora.go(f"/fall/{case.pk}/oenighet")
    nora.sees("väntar på svar")
    nora.look("oenighet-forslag")
    nora.do(case, "Godta lösningen", **{"Är texten om det enskilda fallet": "ja, den kan visas för andra"})
    ulla.go(f"/fall/{case.pk}/oenighet")
    ulla.sees("avgjord här")
    ulla.look("oenighet-avgjord")
    case.refresh_from_db()
    assert case.stage == "avgjord"

    other = needs_dialysis(patient(made, "193306066044"))
    raise_on(nora, other)
    nora.sees("enskilt fall, inte bindande")
    nora.sees("Regionen bytte påsar i sex veckor och utbildade.")
    nora.look("oenighet-enskilt-fall")

    stina = desks("Stina")
    stina.go("/oenigheter")
    stina.sees("kommunernas exempel")
    stina.look("oenigheter")


def test_a_deviation_is_reported_from_the_case_it_happened_in(desks, somebody, needs_dialysis):
    nora, ulla = desks("Nora"), desks("Ulla")
    care = needs_dialysis(somebody)
    nora.open(care)
    nora.page.get_by_role("link", name="Anmäl avvikelse", exact=True).click()
    nora.look("avvikelse-anmal")
    nora.give("Vad hände?", "Meddelandet kom först dagen efter.")
    nora.give("Var i samarbetet hände det?", "inskrivningsmeddelandet")
    nora.give("Till enheten", "Avdelning 5 (sjukhusavdelning)")
    nora.give("Den som ska svara", "utskrivningssamordnare")
    nora.give("Rader i ett avtal som det gäller", "Tiden för inskrivningsmeddelande")
    nora.page.get_by_role("button", name="Anmäl avvikelse", exact=True).click()
    nora.sees("Avvikelsen är anmäld. Svaret kommer hit och till er startsida.")
    nora.sees("väntar på svar")
    nora.look("avvikelse-anmald")
    ulla.go("/")
    ulla.sees("Svar på avvikelsen")
    case = Case.objects.get(process="avvikelse")
    assert case.events.get().data["rader"] == ["nationell/utskrivning | Frist | Tiden för inskrivningsmeddelande"]
    assert case.events.get().data["fall"] == care.number


def test_a_deviation_answered_late_goes_back_to_the_one_who_reported(desks, somebody, made):
    at = timezone.now() - timedelta(days=20)
    case = begin(
        made,
        "Nora",
        "avvikelse",
        somebody,
        "anmal_avvikelse",
        at,
        text="Läkemedelslistan stämde inte med dosetten.",
        plats="lakemedel",
        till=[made.units["Avdelning 5"].pk],
        roll="utskrivningssamordnare",
        senast=(at + timedelta(days=7)).date().isoformat(),
        rader=["halland/hemsjukvard | utforare | annars"],
    )
    ulla, nora, stina = desks("Ulla"), desks("Nora"), desks("Stina")
    ulla.go("/")
    ulla.look("avvikelse-start")
    ulla.open(case)
    ulla.sees("Svar på avvikelsen")
    ulla.look("avvikelse-forsenad")
    ulla.do(case, "Besvara avvikelsen", Vad_ni_har_kommit_fram_till="En ändring på sista ronden kom inte med.")
    nora.open(case)
    nora.sees("En ändring på sista ronden kom inte med.")
    nora.sees("klart för sent")
    nora.look("avvikelse-besvarad")
    nora.do(
        case,
        "Besluta om en åtgärd",
        Åtgärd="Listan skrivs ut samma dag som patienten åker.",
        Ansvarig_enhet="Avdelning 5 (sjukhusavdelning)",
        Klar_senast=(timezone.localdate() + timedelta(days=20)).isoformat(),
    )
    nora.go(f"/fall/{case.pk}/gor/avsluta_avvikelse", status=403)
    nora.sees("En åtgärd är inte genomförd än.")
    ulla.open(case)
    ulla.page.get_by_role("link", name="Genomförd").filter(has_text="Listan skrivs ut samma dag").click()
    ulla.page.get_by_role("button", name="Åtgärden är genomförd", exact=True).click()
    ulla.sees("Åtgärden är genomförd: sparat.")
    nora.do(case, "Avsluta avvikelsen")
    nora.look("avvikelse-avslutad")
    case.refresh_from_db()
    assert not case.is_open
    stina.go("/avvikelser")
    stina.sees("Läkemedel och läkemedelslista")
    stina.look("avvikelser")
