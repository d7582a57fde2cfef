"""Every duty of the agreement on care homes is kept somewhere, or it is said why not; and what a home's case comes to."""

from datetime import date, timedelta

import pytest

from processes.whatever import ACTORS, LIBRARY, START, UNITS, agreement_on
from samsyn.processes import care_home, discharge, residence
from samsyn.processes.cast import Side
from samsyn.processes.deadlines import Running
from samsyn.processes.events import Event
from samsyn.processes.judging import judge
from samsyn.processes.kinds import PARTY_UNITS, PROCESSES, look
from samsyn.processes.recurrence import Often, Standing, read_recurrence, status
from samsyn.processes.state import fold

AGREEMENT = care_home.AGREEMENT
VERSIONS = LIBRARY.agreements[AGREEMENT]
PROPOSAL = "okänt-datum"
BOTH = {**care_home.KEPT, **residence.KEPT}
WHO = {actor.account: actor for actor in ACTORS}
HOME_AGREED = ("sara", care_home.ENTER, {"avtalstext": PROPOSAL, "galler_fran": "2025-01-01", "till": ["vc", "ledn"]})


def rows(version):
    return [one for one in LIBRARY.usable(AGREEMENT, version).provisions if one.kind == "Åtagande"]


def test_there_is_more_than_one_text_and_a_home_can_follow_each():
    assert set(VERSIONS) == set(care_home.VERSIONS)


@pytest.mark.parametrize("version", VERSIONS)
def test_every_row_of_every_text_is_kept_in_a_case_or_it_is_said_why_not(version):
    for row in rows(version):
        kept = BOTH[row.name]
        assert kept.by or kept.published or kept.why, row.name
        assert not (kept.by and kept.why)


def test_no_row_is_kept_twice_and_none_is_kept_that_no_text_has():
    assert not care_home.KEPT.keys() & residence.KEPT.keys()
    assert set(BOTH) == {row.name for version in VERSIONS for row in rows(version)}


@pytest.mark.parametrize("process", [care_home.CARE_HOME, residence.RESIDENCE], ids=lambda one: one.id)
def test_what_shows_a_duty_is_an_act_with_values_that_its_form_takes(process):
    for kept in process.undertakes.kept.values():
        for shown in (*kept.by, *kept.asked_by, *kept.waived_by):
            act = PROCESSES[shown.process or process.id].acts[shown.act]
            fields = {field.id: field for field in act.fields}
            assert all(values <= set(fields[name].choices) for name, values in shown.when.items())


@pytest.mark.parametrize("version", VERSIONS)
def test_what_is_asked_for_by_an_event_is_asked_for_by_acts_that_bring_it_about(version):
    for row in rows(version):
        recurrence, kept = read_recurrence(row.columns["Hur ofta"]), BOTH[row.name]
        if recurrence.often is Often.EACH_TIME and not kept.stands:
            assert kept.asked_by, row.name
            process = care_home.CARE_HOME if row.name in care_home.KEPT else residence.RESIDENCE
            for shown in kept.asked_by:
                act = PROCESSES[shown.process or process.id].acts[shown.act]
                assert recurrence.event in {one.name for one in act.occurs}


@pytest.mark.parametrize("version", VERSIONS)
def test_whoever_has_a_duty_is_known_in_the_case_it_is_kept_in(version):
    for row in rows(version):
        process = care_home.CARE_HOME if row.name in care_home.KEPT else residence.RESIDENCE
        assert row.columns["Ansvarig"] in {*process.parties, *PARTY_UNITS}, row.name


def test_the_answers_that_a_duty_rests_on_are_given_by_the_text_that_has_it():
    for version in VERSIONS:
        agreement = LIBRARY.usable(AGREEMENT, version)
        for row in rows(version):
            kept = BOTH[row.name]
            assert kept.only_if is None or kept.only_if[0] in agreement.answers


# ---- a home's case


def story(*told, start=START):
    """Events a day apart; each who, what and what is said."""
    events = []
    units = {}
    for number, (who, kind, data) in enumerate(told, 1):
        actor = WHO[who]
        at = start + timedelta(days=number - 1)
        to = data.get("till", list(units))
        named = ["sabo", *to] if number == 1 and kind == care_home.ENTER else to
        addressed = tuple(unit for unit in named if unit != actor.unit)
        units |= dict.fromkeys((actor.unit, *addressed))
        events.append(
            Event(number, kind, at, at, who, actor.role, actor.unit, actor.unit_kind, actor.side, data, addressed)
        )
    return events


def seen(process, events, day="2026-11-20", elsewhere=(), **about):
    now = START.replace(year=int(day[:4]), month=int(day[5:7]), day=int(day[8:]))

    def find(agreement, occurred, version=""):
        return agreement_on(agreement, date.fromisoformat(day), version or PROPOSAL)

    return look(process, events, now, find, LIBRARY.vocabulary, UNITS, about, elsewhere)


def standings(case, year, today="2026-11-20"):
    return {one.record.row: status(one.record, year, date.fromisoformat(today)).standing for one in case.undertakings}


def test_a_new_agreement_has_nothing_to_show_yet():
    case = seen(care_home.CARE_HOME, story(HOME_AGREED))
    found = standings(case, 2026)
    assert found["huvudansvarig läkare"] is Standing.UNPROVEN
    assert found["avstämningsmöte"] is Standing.DUE
    assert found["nås akut"] is Standing.UNPROVEN
    assert found["konsultativt stöd"] is Standing.NO_OCCASION
    assert found["nödvändig tid"] is Standing.SILENT
    assert standings(case, 2025)["avstämningsmöte"] is Standing.MISSED


def test_what_is_done_shows_and_by_whom():
    events = story(
        HOME_AGREED,
        ("viktor", care_home.CHIEF_DOCTOR, {"lakare": "Viktor"}),
        ("hedda", care_home.MEETING, {"kom": ["chef"], "text": "Bra."}),
        ("hedda", care_home.TIMES, {"tider": "tisdagar", "text": "telefon"}),
        ("fatima", care_home.AGREE, {}),
        ("hedda", care_home.INFECTION, {"text": "Kräksjuka."}),
    )
    case = seen(care_home.CARE_HOME, events)
    found = standings(case, 2026)
    met = {"huvudansvarig läkare", "avstämningsmöte", "tider och former: vårdcentralen", "tider och former: boendet"}
    assert {row for row, standing in found.items() if standing is Standing.MET} == met
    assert found["smittskydd"] is Standing.DUE
    assert [task.act for task in case.tasks if task.act == care_home.SCREENED] == [care_home.SCREENED]
    (proof,) = next(one.record.proofs for one in case.undertakings if one.record.row == "huvudansvarig läkare")
    assert (proof.unit, proof.version) == ("vc", 2)


def test_a_yearly_duty_is_a_clock_of_those_who_have_it():
    case = seen(care_home.CARE_HOME, story(HOME_AGREED))
    clocks = {clock.name: clock for clock in case.running()}
    assert case.owners(clocks["avstämningsmöte"]) == ("vc",)
    assert case.owners(clocks["mötena granskas"]) == ("regk",)
    assert clocks["avstämningsmöte"].standing(START) is Running.OVERDUE  # the year 2025 went by without it
    assert clocks["avstämningsmöte"].sources[0][2] == "förslag"
    assert "antal platser" not in clocks


def test_the_text_that_the_home_follows_is_the_one_that_was_said():
    old = ("sara", care_home.ENTER, {"avtalstext": "2023", "galler_fran": "2025-01-01", "till": ["vc"]})
    assert {one.agreement.version for one in seen(care_home.CARE_HOME, story(old)).undertakings} == {"2023"}
    renewed = story(old, ("sara", care_home.RENEW, {"avtalstext": PROPOSAL}))
    assert {one.agreement.version for one in seen(care_home.CARE_HOME, renewed).undertakings} == {PROPOSAL}


def test_an_agreement_that_ends_owes_nothing_after_its_last_day():
    events = story(HOME_AGREED, ("sara", care_home.TERMINATE, {"upphor": "2026-06-30", "skal": "x"}))
    case = seen(care_home.CARE_HOME, events)
    assert standings(case, 2026)["avstämningsmöte"] is Standing.NOT_OWED
    assert standings(case, 2025)["avstämningsmöte"] is Standing.MISSED


def test_a_case_opened_by_mistake_keeps_nothing():
    assert seen(care_home.CARE_HOME, story(HOME_AGREED, ("sara", "avbryt", {"skal": "Fel."}))).undertakings == ()


def test_the_municipality_s_strategist_does_not_enter_the_region_s_agreement():
    sara = WHO["sara"]
    entry = care_home.CARE_HOME.acts[care_home.ENTER]
    state = fold(care_home.CARE_HOME, ())
    assert judge(state, entry, sara) is None
    other = type(sara)(sara.account, sara.role, sara.unit, sara.unit_kind, Side.MUNICIPALITY)
    assert "regionens" in str(judge(state, entry, other))


# ---- somebody who lives there

LISTED = {"bor_i": "särskilt boende för äldre", "listad_vid_boendets_vardcentral": "ja"}


def moved_in(wishes="ja"):
    return ("hedda", residence.MOVE_IN, {residence.WISHES: wishes, "till": ["vc"]})


def came_home(days, to=residence.SABO, told=("sabo",)):
    ulla = WHO["ulla"]
    at = START + timedelta(days=days)
    data = {"hem_till": to}
    event = Event(9, discharge.LEAVE, at, at, "ulla", ulla.role, ulla.unit, ulla.unit_kind, ulla.side, data, told)
    return (discharge.DISCHARGE.id, event)


@pytest.mark.parametrize(
    ("listed", "wishes", "review"),
    [
        ("ja", "nej", Standing.DUE),
        ("nej", "ja", Standing.DUE),
        ("nej", "nej", Standing.NOT_COVERED),
    ],
)
def test_the_agreement_s_own_table_says_whether_somebody_is_covered(listed, wishes, review):
    about = {**LISTED, "listad_vid_boendets_vardcentral": listed}
    events = story(moved_in(wishes), start=START - timedelta(days=700))
    found = standings(seen(residence.RESIDENCE, events, **about), 2026)
    assert found["läkemedelsgenomgång"] is review
    assert found["fast läkarkontakt"] is Standing.UNPROVEN


def later(who, kind, said, to, days=12):
    """Something done some days after the first event, as the third."""
    actor, at = WHO[who], START + timedelta(days=days)
    return Event(3, kind, at, at, who, actor.role, actor.unit, actor.unit_kind, actor.side, said, (to,))


AFTER = "besök efter utskrivning"


def test_a_discharge_to_the_home_asks_for_a_visit_until_it_is_made_or_the_needs_are_not_new():
    events = story(moved_in(), ("viktor", residence.CONTACT, {"lakare": "Viktor"}))
    back = [came_home(10)]
    case = seen(residence.RESIDENCE, events, elsewhere=back, **LISTED)
    assert standings(case, 2026)[AFTER] is Standing.DUE
    assert case.facts["nyss_utskriven"] == "ja"
    assert residence.VISIT in {task.act for task in case.tasks}
    visited = [*events, later("viktor", residence.VISIT, {"grund": residence.AFTER_DISCHARGE}, "sabo")]
    assert standings(seen(residence.RESIDENCE, visited, elsewhere=back, **LISTED), 2026)[AFTER] is Standing.MET
    judged = [*events, later("hedda", residence.NEEDS_AFTER, {residence.FRESH_NEEDS: "nej"}, "vc")]
    waived = seen(residence.RESIDENCE, judged, elsewhere=back, **LISTED)
    assert waived.facts["nyss_utskriven"] == "nej"
    assert residence.VISIT not in {task.act for task in waived.tasks}


@pytest.mark.parametrize(
    "elsewhere",
    [came_home(-5), came_home(10, to="korttidsboende"), came_home(10, told=("hsv",))],
    ids=["before moving in", "not to the home", "nobody here was told"],
)
def test_other_discharges_ask_for_nothing(elsewhere):
    case = seen(residence.RESIDENCE, story(moved_in()), elsewhere=[elsewhere], **LISTED)
    assert standings(case, 2026)["besök efter utskrivning"] is Standing.NO_OCCASION
