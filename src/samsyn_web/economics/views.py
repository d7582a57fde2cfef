"""What is printed of the compensation for home care, and whether it agrees with itself."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from samsyn.economics.figures import MUNICIPALITIES
from samsyn.economics.published import COUNTY, printed_amount
from samsyn_web.access.visit import SignedRequest
from samsyn_web.economics import section
from samsyn_web.economics.explaining import Figures, slug
from samsyn_web.economics.ground import ground


@require_GET
def overview(request: SignedRequest) -> HttpResponse:
    """What each party was paid each year."""
    section.reads(request)
    table = ground().table
    figures = Figures(request)
    rows = [
        {
            "party": party,
            "cells": [
                figures.add(
                    slug(party, year),
                    printed_amount(table, party, year),
                    ["published", "--why", f"{party} {year}"],
                )
                for year in table.years
            ],
        }
        for party in (*MUNICIPALITIES, COUNTY)
    ]
    return figures.answer("economics/oversikt.html", {"years": table.years, "rows": rows})
