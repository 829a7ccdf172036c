"""Prepared statements: planned once for a connection, whatever happens to transactions."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongban.base import prepared

pytestmark = pytest.mark.django_db
SUM = prepared.Statement("tests_sum", ("integer", "integer"), "SELECT $1 + $2")


def test_it_is_told_once_and_asked_again_and_again() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert [SUM.rows([1, at])[0][0] for at in range(3)] == [1, 2, 3]

    assert sum("PREPARE" in query["sql"] for query in asked) <= 1
    assert sum("EXECUTE" in query["sql"] for query in asked) == 3


def test_it_outlives_a_transaction_that_is_taken_back() -> None:
    with transaction.atomic():
        SUM.rows([1, 1])
        transaction.set_rollback(True)

    assert SUM.rows([2, 2]) == [(4,)]


@pytest.mark.django_db(transaction=True)
def test_a_new_connection_is_told_again() -> None:
    assert SUM.rows([1, 1]) == [(2,)]
    connection.close()

    assert SUM.rows([3, 3]) == [(6,)]
