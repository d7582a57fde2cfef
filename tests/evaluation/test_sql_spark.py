"""An agreement as SQL answers as the agreement itself in Spark SQL (run by Sail, which needs no Java)."""

from collections import Counter
from collections.abc import Iterator

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

pytestmark = pytest.mark.spark


@pytest.fixture(scope="module")
def in_spark() -> Iterator[Engine]:
    server_module = pytest.importorskip("pysail.spark")
    from pyspark.sql import SparkSession

    server = server_module.SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    session = SparkSession.builder.remote(f"sc://127.0.0.1:{server.listening_address[1]}").getOrCreate()
    types = {"text": "string", "int": "int"}

    def engine(query, columns, rows):
        declared = ", ".join(f"`{name}` {types[kind]}" for name, kind in columns.items())
        session.createDataFrame(rows, declared).createOrReplaceTempView("fall")
        return [row.asDict() for row in session.sql(query).collect()]

    yield engine
    session.stop()
    server.stop()


@pytest.fixture(params=FORMS, autouse=True)
def form(request, monkeypatch):
    written_as(request.param, monkeypatch)


@pytest.mark.parametrize(("tables", "impossible"), HAND_MADE_AGREEMENTS)
def test_spark_answers_as_the_agreement(in_spark, tables, impossible):
    compare(in_spark, agreement_of(tables, impossible), "spark", 300)


def test_spark_answers_as_agreements_drawn_at_random(in_spark):
    met = sum((compare(in_spark, agreement, "spark", 100) for agreement in drawn_agreements(8, 40)), Counter())
    assert met.keys() >= EVERY_STATUS
