"""What a process is: its stages, the acts people can do, who may do them, and where each leads. All of it data."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType
from typing import TypeAlias

from samsyn.processes.cast import ROLE_NAMES, UNIT_KIND_NAMES, Duty, Role, UnitKind
from samsyn.processes.fields import Field, Said

_ALWAYS: Mapping[str, frozenset[str]] = MappingProxyType({})
_ALWAYS_UNITS: Mapping[str, frozenset[UnitKind]] = MappingProxyType({})


@dataclass(frozen=True)
class Occurrence:
    """An event of the vocabulary that an act brings about: what the agreements' clocks are started and stopped by.

    `when` names fields and the values they must have; `units` the kinds of unit it must come from.
    """

    name: str
    when: Mapping[str, frozenset[str]] = field(default_factory=lambda: _ALWAYS)
    units: frozenset[UnitKind] = frozenset(UnitKind)

    def holds(self, data: Mapping[str, Said], unit: UnitKind) -> bool:
        """Whether an act with these fields, from such a unit, brings it about."""
        return unit in self.units and all(str(data.get(name)) in values for name, values in self.when.items())


@dataclass(frozen=True)
class Act:
    """Something a person can do in a case. It is recorded as one event of the same name.

    `title` is what the button says, `told` what the time line says of it. `sends_to` is the field that names the units
    it is sent to (empty: every unit that takes part); `wants_receipt` whether they must acknowledge it. `carries` is
    the duties whose bearer the act makes its unit, as far as such a unit can; `releases` those it lets go. `undoes` are
    acts that it takes back. `by_each` says that every unit it fits is expected to do it, `unless` that nobody is once
    one of those acts is done. `replies_to` are acts that it answers: it waits for one of them, is then
    done by a unit that was asked, and is expected until it, or another that answers the same, has been done since. `source` is the paragraph.
    """

    id: str
    title: str
    told: str
    roles: frozenset[Role]
    units: frozenset[UnitKind]
    fields: tuple[Field, ...] = ()
    occurs: tuple[Occurrence, ...] = ()
    hint: str = ""
    sends_to: str = ""
    wants_receipt: bool = False
    carries: frozenset[Duty] = frozenset()
    releases: frozenset[Duty] = frozenset()
    undoes: frozenset[str] = frozenset()
    by_each: bool = False
    unless: frozenset[str] = frozenset()
    replies_to: frozenset[str] = frozenset()
    source: str = ""
    schema: int = 1

    def who(self) -> str:
        """Who may do it, in words."""
        roles = " eller ".join(ROLE_NAMES[role] for role in Role if role in self.roles)
        if self.units == frozenset(UnitKind):
            return roles
        return f"{roles} på {' eller '.join(UNIT_KIND_NAMES[kind] for kind in UnitKind if kind in self.units)}"


@dataclass(frozen=True)
class Leads:
    """An act is allowed, and the case is then in this stage."""

    to: str


@dataclass(frozen=True)
class Refuses:
    """An act is not allowed in a stage, and why: a sentence for the one who tries."""

    why: str


Step: TypeAlias = Leads | Refuses


@dataclass(frozen=True)
class Stage:
    """Where a case stands. `expects` are the acts that should come next, in the order they are told.

    In a stage that `keeps`, those who carry the duties go on until an act releases them; who takes over waits till then.
    `needs` are the duties that must have somebody in it: a plan or a report is no care, and needs none.
    """

    id: str
    name: str
    is_open: bool = True
    expects: tuple[str, ...] = ()
    keeps: bool = False
    hint: str = ""
    needs: frozenset[Duty] = frozenset(Duty)


@dataclass(frozen=True)
class Dated:
    """A day or a moment that people in the case have set themselves, and that is kept like a clock.

    `sets` names the acts that set it, each with the field that says when; the latest holds. `stops` are the acts by which
    it is met. `owner` is a party as the agreements' clocks name theirs, `warns` how long before the end it warns (our
    choice). A day ends when it is over. `owned_in` is the field that names the unit or units that must see to it, where
    the act says that; `is_everybodys` says that every unit of the case must. When `each` act sets a day of its own, several run side by side, and one is met by the act that
    names its event. `about` is the field that tells several apart, called by their `names`: the latest day for each holds,
    and is met by an act about the same with the values of `met_when`. When its day is over the acts that it `bars` are refused until it is set anew; `barred` says why, with
    the last day in `{}`.
    """

    name: str
    sets: Mapping[str, str]
    stops: frozenset[str]
    owner: str
    warns: timedelta
    owned_in: str = ""
    is_everybodys: bool = False
    each: bool = False
    about: str = ""
    names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    met_when: Mapping[str, frozenset[str]] = field(default_factory=lambda: _ALWAYS)
    bars: frozenset[str] = frozenset()
    barred: str = ""


@dataclass(frozen=True)
class Shown:
    """An event that counts for a duty: of which act, with which values in its fields (one of a list is enough).

    `process` is the kind of case it stands in, about the same person; empty: the case itself.
    """

    act: str
    when: Mapping[str, frozenset[str]] = field(default_factory=lambda: _ALWAYS)
    process: str = ""

    def holds(self, act: str, data: Mapping[str, Said]) -> bool:
        """Whether an event of an act, with these fields, is one."""
        return act == self.act and all(
            bool(values & set(map(str, said if isinstance(said := data.get(name), list) else [said])))
            for name, values in self.when.items()
        )


@dataclass(frozen=True)
class Kept:
    """How one duty of an agreement (a row of `Åtagande`) is seen to be kept.

    `by` are the events that show it, `asked_by` those that each time make it due, `waived_by` those that say that such a time
    asks for nothing. Without `by` nothing is recorded of it, and `why` says why not. `stands` says that what was shown once
    goes on holding, as it always does for what is to be so all the time. `published` says that it is shown by the number of places
    in the directory. `only_if` is an answer of the agreement, and the value it must have for the duty to be owed.
    """

    by: tuple[Shown, ...] = ()
    asked_by: tuple[Shown, ...] = ()
    waived_by: tuple[Shown, ...] = ()
    stands: bool = False
    published: bool = False
    only_if: tuple[str, str] | None = None
    why: str = ""


@dataclass(frozen=True)
class Undertakes:
    """The duties of an agreement that are kept in a kind of case, by the rows' names.

    `from_said` and `until_said` name an act and its field when the case says on which day they begin and end; else they hold
    from its opening until it ends. `version_said` are the acts, and the field of theirs, that say which version of the agreement is
    followed: a proposal applies on no day of its own.
    """

    agreement: str
    kept: Mapping[str, Kept]
    from_said: tuple[str, str] | None = None
    until_said: tuple[str, str] | None = None
    version_said: tuple[frozenset[str], str] = (frozenset(), "")


@dataclass(frozen=True, repr=False)
class Process:
    """A kind of case. `steps` is total: every act in every stage leads somewhere or is refused with a reason.

    `agreements` are those whose clocks it keeps, `consults` others that its pages ask; events pin both. `replaced_clocks` names for some clocks the one that counts instead,
    once that has started. `stays_in` says what is kept in the statutory channel and the parties' own records.
    `duties_said` names an act and its field when each case says which duties somebody must carry. A person can have
    several open at once of what is not `one_at_a_time`.
    A case is about a person; or, when there are `about_units`, about a unit of one of these kinds, and then nothing in it is about a
    person. `undertakes` are the duties that are kept in it. `parties` names the kinds of unit that the agreement's parties are where
    they are others than usual.
    """

    id: str
    name: str
    number_prefix: str
    stages: Mapping[str, Stage]
    acts: Mapping[str, Act]
    steps: Mapping[tuple[str, str], Step]
    opens: frozenset[str]
    agreements: tuple[str, ...]
    consults: tuple[str, ...] = ()
    replaced_clocks: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    stays_in: str = ""
    ends_by_act: Mapping[str, tuple[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    dated: tuple[Dated, ...] = ()
    asks: tuple[tuple[str, str], ...] = ()
    settles: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))

    duties_said: tuple[str, str] | None = None
    one_at_a_time: bool = True
    about_units: frozenset[UnitKind] = frozenset()
    undertakes: Undertakes | None = None
    parties: Mapping[str, frozenset[UnitKind]] = field(default_factory=lambda: _ALWAYS_UNITS)

    @property
    def watches(self) -> frozenset[str]:
        """The other kinds of case about the same person whose events count in it."""
        kept = self.undertakes.kept.values() if self.undertakes else ()
        shown = (one for duty in kept for one in (*duty.by, *duty.asked_by, *duty.waived_by))
        return frozenset(one.process for one in shown if one.process)

    def __repr__(self) -> str:
        return f"Process({self.id})"

    def step(self, stage: str, act: str) -> Step:
        """What an act comes to in a stage. The stage before a case is opened is the empty name."""
        return self.steps[stage, act]


def table_of_steps(
    stages: Mapping[str, Stage],
    acts: Mapping[str, Act],
    allowed: Mapping[str, Mapping[str, str]],
    because: Mapping[tuple[str, str], str],
) -> dict[tuple[str, str], Step]:
    """The total table of steps: the allowed ones, and for all others why not.

    `allowed[stage][act]` is the stage it leads to; the empty stage is that of a case not yet opened. `because` has the
    reasons that say more than that the stage does not allow it.
    """
    for stage, leads in allowed.items():
        assert stage in stages or not stage, stage
        assert not leads.keys() - acts.keys(), leads.keys() - acts.keys()
        assert not set(leads.values()) - stages.keys(), set(leads.values()) - stages.keys()
    steps: dict[tuple[str, str], Step] = {}
    for stage in ("", *stages):
        for act in acts:
            if act in allowed.get(stage, {}):
                steps[stage, act] = Leads(allowed[stage][act])
            else:
                steps[stage, act] = Refuses(because.get((stage, act)) or _why(stages, acts[act], stage))
    return steps


def _why(stages: Mapping[str, Stage], act: Act, stage: str) -> str:
    if not stage:
        return "Inget fall är öppnat än. Öppna fallet först."
    found = stages[stage]
    hint = f" {found.hint}" if found.hint else ""
    return f"”{act.title}” går inte att göra när fallet är i skedet ”{found.name}”.{hint}"
