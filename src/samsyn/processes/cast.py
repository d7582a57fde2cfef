"""Who takes part: the roles people hold, the kinds of units they work at, and the two duties that somebody must carry."""

from enum import StrEnum


class Role(StrEnum):
    """What a person is at a unit. One person may hold several, and works as one at a time."""

    HOSPITAL_DOCTOR = "slutenvardslakare"
    DISCHARGE_COORDINATOR = "utskrivningssamordnare"
    LM_DOCTOR = "lm_lakare"
    GP = "vardcentralslakare"
    CARE_CONTACT = "fast_vardkontakt"
    NURSE = "kommunsjukskoterska"
    THERAPIST = "arbetsterapeut_fysioterapeut"
    CHIEF_NURSE = "mas_mar"
    CARE_MANAGER = "bistandshandlaggare"
    HOME_MANAGER = "sabo_chef"
    STRATEGIST = "strateg"
    CONTROLLER = "controller"
    LOG_REVIEWER = "loggranskare"
    ADMINISTRATOR = "administrator"


ROLE_NAMES: dict[Role, str] = {
    Role.HOSPITAL_DOCTOR: "slutenvårdsläkare",
    Role.DISCHARGE_COORDINATOR: "utskrivningssamordnare",
    Role.LM_DOCTOR: "läkare i Läkarmedverkan",
    Role.GP: "vårdcentralsläkare",
    Role.CARE_CONTACT: "fast vårdkontakt",
    Role.NURSE: "kommunsjuksköterska",
    Role.THERAPIST: "arbetsterapeut eller fysioterapeut",
    Role.CHIEF_NURSE: "MAS eller MAR",
    Role.CARE_MANAGER: "biståndshandläggare",
    Role.HOME_MANAGER: "chef på särskilt boende",
    Role.STRATEGIST: "strateg",
    Role.CONTROLLER: "controller",
    Role.LOG_REVIEWER: "loggranskare",
    Role.ADMINISTRATOR: "administratör",
}

CLINICAL: frozenset[Role] = frozenset(
    {
        Role.HOSPITAL_DOCTOR,
        Role.DISCHARGE_COORDINATOR,
        Role.LM_DOCTOR,
        Role.GP,
        Role.CARE_CONTACT,
        Role.NURSE,
        Role.THERAPIST,
        Role.CHIEF_NURSE,
        Role.CARE_MANAGER,
        Role.HOME_MANAGER,
    }
)
"""Roles in care and social services, whose work can need a person's data."""

DOCTORS: frozenset[Role] = frozenset({Role.HOSPITAL_DOCTOR, Role.LM_DOCTOR, Role.GP})


class UnitKind(StrEnum):
    """What a unit does."""

    WARD = "sjukhusavdelning"
    HEALTH_CENTRE = "vardcentral"
    BRANCH = "filial"
    LM = "lakarmedverkan"
    GP_ON_CALL = "beredskapsjour"
    SPECIALIST_ON_CALL = "specialistjour"
    MUNICIPAL_CARE = "kommunal_halso_och_sjukvard"
    SOCIAL_SERVICES = "bistand"
    CARE_HOME = "sabo"
    SHORT_TERM_HOME = "korttids"
    OUTPATIENT_PSYCHIATRY = "psykiatrisk_oppenvard"
    CHILDRENS_CLINIC = "barnmottagning"
    PALLIATIVE_TEAM = "palliativt_team"
    MANAGEMENT = "ledning"


UNIT_KIND_NAMES: dict[UnitKind, str] = {
    UnitKind.WARD: "sjukhusavdelning",
    UnitKind.HEALTH_CENTRE: "vårdcentral",
    UnitKind.BRANCH: "filial",
    UnitKind.LM: "Läkarmedverkan",
    UnitKind.GP_ON_CALL: "allmänmedicinsk beredskapsjour",
    UnitKind.SPECIALIST_ON_CALL: "specialistläkare i jourberedskap",
    UnitKind.MUNICIPAL_CARE: "kommunal hälso- och sjukvård",
    UnitKind.SOCIAL_SERVICES: "biståndsenhet",
    UnitKind.CARE_HOME: "särskilt boende för äldre",
    UnitKind.SHORT_TERM_HOME: "korttidsboende",
    UnitKind.OUTPATIENT_PSYCHIATRY: "psykiatrisk öppenvårdsmottagning",
    UnitKind.CHILDRENS_CLINIC: "barnmottagning",
    UnitKind.PALLIATIVE_TEAM: "palliativt team",
    UnitKind.MANAGEMENT: "ledning",
}

PRIMARY_CARE: frozenset[UnitKind] = frozenset({UnitKind.HEALTH_CENTRE, UnitKind.BRANCH})
SPECIALISED: frozenset[UnitKind] = frozenset(
    {UnitKind.OUTPATIENT_PSYCHIATRY, UnitKind.CHILDRENS_CLINIC, UnitKind.PALLIATIVE_TEAM}
)
"""Specialised care outside the wards."""
OPEN_CARE: frozenset[UnitKind] = PRIMARY_CARE | SPECIALISED | {UnitKind.LM}
"""Care that the region pays and that is not inpatient care."""
MUNICIPAL: frozenset[UnitKind] = frozenset(
    {UnitKind.MUNICIPAL_CARE, UnitKind.SOCIAL_SERVICES, UnitKind.CARE_HOME, UnitKind.SHORT_TERM_HOME}
)
NURSING: frozenset[UnitKind] = MUNICIPAL - {UnitKind.SOCIAL_SERVICES}
"""Municipal units that can carry the nursing of a person."""


class Duty(StrEnum):
    """What somebody must be appointed to carry until further notice, for as long as a case is open."""

    DOCTOR = "lakare"
    NURSING = "omvardnad"


DUTY_NAMES: dict[Duty, str] = {Duty.DOCTOR: "läkaransvaret", Duty.NURSING: "omvårdnaden"}


class Side(StrEnum):
    """The party that a unit belongs to."""

    REGION = "region"
    MUNICIPALITY = "kommun"


SIDE_NAMES: dict[Side, str] = {Side.REGION: "regionen", Side.MUNICIPALITY: "kommunen"}

CAPACITY: dict[UnitKind, frozenset[Duty]] = {
    kind: frozenset(
        duty
        for duty, able in (
            (Duty.DOCTOR, OPEN_CARE | {UnitKind.WARD, UnitKind.GP_ON_CALL}),
            (Duty.NURSING, NURSING | {UnitKind.WARD}),
        )
        if kind in able
    )
    for kind in UnitKind
}
"""The duties that a unit of each kind can carry."""
