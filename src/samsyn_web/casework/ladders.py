"""The ladder of levels that a disagreement climbs, by the agreement whose rows are in dispute."""

from collections.abc import Sequence
from dataclasses import replace

from django.conf import settings

from samsyn.processes.fields import AgreementRow
from samsyn.processes.ladder import PROPOSED as OURS
from samsyn.processes.ladder import Ladder, LadderFault, ladder_for


def ladder_of(rows: Sequence[AgreementRow]) -> Ladder:
    """The ladder of the agreement in dispute; ours when it has none, or one that cannot be read, which it then says."""
    try:
        return ladder_for(settings.AGREEMENTS, rows[0].agreement if rows else "")
    except LadderFault as fault:
        return replace(OURS, fault=str(fault))
