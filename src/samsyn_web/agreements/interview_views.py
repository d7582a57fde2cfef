"""Ansvarskollen: who is responsible, asked one question at a time.

What has been said travels in the form. A page that a case filled in is asked for by POST, and stays in POST: what is
known of somebody never stands in an address, though no fact names anybody.
"""

from datetime import datetime
from typing import Any

from django import forms
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_POST

from samsyn.clocks.almanac import STOCKHOLM
from samsyn.evaluation.answers import Status
from samsyn.evaluation.contradictions import clash
from samsyn.evaluation.receipt import make_receipt, write_receipt
from samsyn.facts.case import FactError, facts_of_moment
from samsyn.facts.phrases import say_case
from samsyn.facts.vocabulary import Fact, Vocabulary
from samsyn.rules.versions import Agreement
from samsyn_web.access.visit import SignedRequest
from samsyn_web.agreements import interview, interview_page
from samsyn_web.agreements.addresses import addressed, standing_sentence, told_when_missing
from samsyn_web.agreements.interview import Asked, Said, Side
from samsyn_web.agreements.question_form import QuestionForm
from samsyn_web.journal.texts import texts


class MomentForm(forms.Form):
    """A moment, which settles weekday, holiday and time of day at once."""

    use_required_attribute = False
    tidpunkt = forms.DateTimeField(
        label="Dag och klockslag",
        help_text="Samsyn räknar ut veckodag och helgdag. Nu står redan ifyllt.",
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={
            "required": "Skriv dag och klockslag.",
            "invalid": "Skriv dag och klockslag som 2026-12-24 11:00.",
        },
    )


@require_http_methods(["GET", "POST"])
@told_when_missing
def ask(request: SignedRequest) -> HttpResponse:
    """The interview: one question, or the answer."""
    data = request.POST if request.method == "POST" else request.GET
    today = timezone.localdate(request.visit.now)
    agreement = addressed(data.get("avtal") or interview.USUAL, today)
    answer = data.get("svar", "")
    if answer not in agreement.answers:
        answer = interview.usual_answer(agreement)
    sides = interview.sides(texts().library, agreement, today)
    said = _said(agreement.vocabulary, data)
    said, page = _heard(data, sides[0], said)
    clashing = clash(sides[0].compiled, said.known)
    if clashing:
        page["clash"] = interview_page.clash_words(agreement.vocabulary, clashing)
    else:
        page |= _answered(sides, answer, said, request.visit.now)
    if request.method == "GET" and page.get("is_heard") and not clashing:
        return redirect(_address(agreement, answer, said) + ("#svar-nu" if page["is_text_done"] else "#fraga"))
    page |= _around(request, agreement, answer, said, page)
    faulty = bool(page.get("clash") or (page.get("form") and page["form"].errors) or page.get("moment_form_errors"))
    return render(request, "agreements/ansvarskollen.html", page, status=422 if faulty else 200)


def _said(vocabulary: Vocabulary, data: QueryDict) -> Said:
    """All that the form carries, but for what is being answered just now or taken back."""
    leaving_out = {data.get("fraga", ""), data.get("bort", "")} | interview_page.OWN_NAMES
    before = interview_page.BEFORE
    facts = ((name, str(data[name])) for name in data if name not in leaving_out and not name.startswith(before))
    unanswerable = [name for name in data.getlist("vet_inte") if name not in leaving_out]
    return interview.read_said(vocabulary, facts, unanswerable)


def _with_old_answer(data: QueryDict, said: Said, fact: Fact) -> Said:
    """A question that is asked anew keeps its old answer until there is a new one."""
    old = fact.domain.read(data.get(interview_page.BEFORE + fact.id, ""))
    return said if old is None else said.with_fact(fact.id, old)


def _heard(data: QueryDict, side: Side, said: Said) -> tuple[Said, dict[str, Any]]:
    """Take in the answer to the question that was asked, if there is one; what is wrong is told, and changes nothing."""
    vocabulary = side.agreement.vocabulary
    if "tidpunkt" in data:
        return _heard_moment(data, side, said)
    fact = vocabulary.facts.get(data.get("fraga", ""))
    if fact is None:
        return said, {"changing": vocabulary.facts.get(data.get("andra", "")), "is_heard": "bort" in data}
    if "vet_inte_nu" in data:
        return said.not_known(fact.id), {"is_heard": True}
    form = QuestionForm(fact, data)
    value = form.value()
    if value is None:
        return _with_old_answer(data, said, fact), {"form": form, "changing": fact}
    heard = said.with_fact(fact.id, value)
    clashing = clash(side.compiled, heard.known)
    if clashing and not clash(side.compiled, said.known):
        told = interview_page.clash_words(vocabulary, clashing)
        form.add_error(fact.id, f"Det går inte ihop med det som redan är sagt. {told}")
        return _with_old_answer(data, said, fact), {"form": form, "changing": fact}
    return heard, {"is_heard": True}


def _heard_moment(data: QueryDict, side: Side, said: Said) -> tuple[Said, dict[str, Any]]:
    """Take in a moment: all that it settles of what the agreement asks."""
    vocabulary = side.agreement.vocabulary
    fact = vocabulary.facts.get(data.get("andra", ""))
    form = MomentForm(data)
    page: dict[str, Any] = {"moment_form": form, "changing": fact}
    if not form.is_valid():
        return said, page
    try:
        told = facts_of_moment(vocabulary, form.cleaned_data["tidpunkt"].astimezone(STOCKHOLM))
    except FactError as error:
        form.add_error("tidpunkt", f"{error.what[:1].upper()}{error.what[1:]}.")
        return said, page
    told = {name: value for name, value in told.items() if name in side.agreement.facts}
    clashing = clash(side.compiled, {**said.known, **told})
    if clashing:
        form.add_error("tidpunkt", interview_page.clash_words(vocabulary, clashing))
        return said, page
    for name, value in told.items():
        said = said.with_fact(name, value)
    return said, {"is_heard": True}


def _answered(sides: tuple[Side, ...], answer: str, said: Said, now: datetime) -> dict[str, Any]:
    """How the text answers, what to ask next, and, when the text has answered, every reading beside it."""
    first, vocabulary = sides[0], sides[0].agreement.vocabulary
    standing = first.standing(said.known, answer)
    told = first.explained(said.known, answer, standing)
    asked = interview.ask_next(sides, answer, said)
    shown = interview_page.shown_answer(first, answer, standing, told)
    is_text_done = standing.status is not Status.UNKNOWN or asked is None or bool(asked.only_for)
    cards = interview_page.reading_cards(sides, answer, said.known, (standing, told)) if is_text_done else []
    case = say_case(vocabulary, {name: value for name, value in said.known.items() if name in first.agreement.facts})
    return {
        "asked": asked,
        "shown": shown,
        "is_text_done": is_text_done,
        "cards": cards if len(cards) > 1 else [],
        "differ": interview_page.do_they_differ(cards),
        "changes": interview_page.changes(vocabulary, told) if is_text_done else [],
        "mattered": told.mattered,
        "mattered_words": interview_page.mattered_words(vocabulary, said.known, told),
        "case": f"{case[:1].upper()}{case[1:]}" if said.known else "",
        "copied": interview_page.as_text(first.agreement, shown, cards, f"{case}." if said.known else "", now),
    }


def _around(
    request: SignedRequest, agreement: Agreement, answer: str, said: Said, page: dict[str, Any]
) -> dict[str, Any]:
    """The question as a form, what has been said, and what else can be chosen."""
    vocabulary = agreement.vocabulary
    today = timezone.localdate(request.visit.now)
    asked: Asked | None = page.get("asked")
    changing = page.get("changing")
    fact = changing or (asked.fact if asked else None)
    if fact is not None and page.get("form") is None:
        page["form"] = QuestionForm(fact, chosen=said.known.get(fact.id))
    is_time = fact is not None and fact.id in interview_page.OF_A_MOMENT
    state = interview.state(said, vocabulary)
    return {
        "agreement": agreement,
        "standing": standing_sentence(agreement, today),
        "is_proposal": agreement.text.status == "förslag",
        "address": f"{agreement.id}@{agreement.version}",
        "answer": agreement.answers[answer],
        "agreements": interview_page.agreements_to_choose(texts().library, today),
        "answers": interview_page.answers_to_choose(agreement),
        "fact": fact,
        "only_for": asked.only_for if asked and not changing else (),
        "before": fact.domain.write(said.known[fact.id]) if changing and fact and fact.id in said.known else "",
        "state": state,
        "state_without": interview.state(said, vocabulary, (fact.id,)) if fact else state,
        "moment_form": (page.get("moment_form") or MomentForm(initial={"tidpunkt": request.visit.now}))
        if is_time
        else None,
        "moment_form_errors": bool(page.get("moment_form") and page["moment_form"].errors),
        "said": interview_page.said_so_far(said, agreement, page.get("mattered", ())),
        "faults": said.faults,
        "method": "post" if request.method == "POST" else "get",
        "restart": f"{reverse('ansvarskollen')}?avtal={agreement.id}@{agreement.version}&svar={answer}",
        "copy_note": "Samsyn för inget vidare. Det som hör hemma i journalen eller i Lifecare skriver du där.",
    }


def _address(agreement: Agreement, answer: str, said: Said) -> str:
    state = interview.state(said, agreement.vocabulary)
    return interview_page.address_of(f"{agreement.id}@{agreement.version}", answer, state, reverse("ansvarskollen"))


@require_POST
@told_when_missing
def receipt(request: SignedRequest) -> HttpResponse:
    """What was answered, as a file that holds all it rests on and can be decided again (`samsyn replay`)."""
    today = timezone.localdate(request.visit.now)
    address = request.POST.get("avtal") or interview.USUAL
    agreement = addressed(address, today)
    said = _said(agreement.vocabulary, request.POST)
    side = Side(agreement)
    clashing = clash(side.compiled, said.known)
    if clashing:
        told = interview_page.clash_words(agreement.vocabulary, clashing)
        return HttpResponse(told, status=422, content_type="text/plain; charset=utf-8")
    moment = request.visit.now.astimezone(STOCKHOLM).replace(microsecond=0)
    written = write_receipt(make_receipt(side.compiled, said.known, side.compiled.decide(said.known), moment))
    response = HttpResponse(written, content_type="application/json; charset=utf-8")
    named = [agreement.id.replace("/", "-"), agreement.version, agreement.reading, f"{today:%Y-%m-%d}"]
    filename = f"samsyn-kvitto-{'-'.join(part for part in named if part)}.json"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=filename) or "attachment"
    return response
