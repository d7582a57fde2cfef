"""What the application asks of the database it is given."""

import pytest
from django.db import connection

pytestmark = pytest.mark.django_db


def test_postgresql_compiles_nothing_for_questions_that_take_milliseconds():
    if connection.vendor != "postgresql":
        pytest.skip("PostgreSQL alone has a compiler")
    with connection.cursor() as cursor:
        cursor.execute("SHOW jit")
        assert cursor.fetchone() == ("off",)
