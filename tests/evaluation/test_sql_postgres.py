"""An agreement as SQL answers as the agreement itself in PostgreSQL."""

import os
from collections import Counter

import pytest

from evaluation.test_sql import (
    EVERY_STATUS,
    FORMS,
    HAND_MADE_AGREEMENTS,
    Engine,
    agreement_of,
    compare,
    drawn_agreements,
    written_as,
)

pytestmark = pytest.mark.postgres


@pytest.fixture(scope="module")
def in_postgres() -> Engine:
    psycopg = pytest.importorskip("psycopg")
    types = {"text": "text", "int": "integer"}

    def engine(query, columns, rows):
        with (
            psycopg.connect(os.environ["DATABASE_URL"]) as connection,
            connection.cursor(row_factory=psycopg.rows.dict_row) as cursor,
        ):
            declared = ", ".join(f'"{name}" {types[kind]}' for name, kind in columns.items())
            cursor.execute(f"CREATE TEMPORARY TABLE fall ({declared}) ON COMMIT DROP")
            with cursor.copy("COPY fall FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
            return cursor.execute(query).fetchall()

    return engine


@pytest.fixture(params=FORMS, autouse=True)
def form(request, monkeypatch):
    written_as(request.param, monkeypatch)


@pytest.mark.parametrize(("tables", "impossible"), HAND_MADE_AGREEMENTS)
def test_postgres_answers_as_the_agreement(in_postgres, tables, impossible):
    compare(in_postgres, agreement_of(tables, impossible), "postgres", 600)


def test_postgres_answers_as_agreements_drawn_at_random(in_postgres):
    met = sum((compare(in_postgres, agreement, "postgres", 150) for agreement in drawn_agreements(8, 40)), Counter())
    assert met.keys() >= EVERY_STATUS
