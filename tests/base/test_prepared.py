"""Prepared statements: planned once for a connection, whatever happens to transactions."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.identity.factories import make_enterprise, make_person
from tongban.base import prepared
from tongban.base.transactions import joined
from tongban.identity.models import Subject

pytestmark = pytest.mark.django_db
SUM = prepared.Statement("SELECT $1::int + $2::int")
PLANS = prepared.Statement(
    "SELECT generic_plans, custom_plans FROM pg_prepared_statements"
    " WHERE statement = 'SELECT $1::int + $2::int'"
)


def test_it_is_told_once_and_asked_again_and_again() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert [SUM.rows([1, at])[0][0] for at in range(3)] == [1, 2, 3]

    assert [query["sql"] for query in asked] == [SUM.text] * 3


def test_a_statement_of_parts_takes_its_values_in_their_order() -> None:
    made = prepared.numbered("SELECT %s::text || " + "%s::text")

    assert made.text == "SELECT $1::text || $2::text"
    assert made.rows(["one", "two"]) == [("onetwo",)]
    assert prepared.numbered("SELECT 1").rows([]) == [(1,)]


@pytest.mark.django_db(transaction=True)
def test_one_plan_serves_for_all_values() -> None:
    connection.close()

    for at in range(3):
        SUM.rows([1, at])

    assert PLANS.rows([]) == [(3, 0)]


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


@pytest.mark.django_db(transaction=True)
def test_a_command_joins_the_open_transaction_without_a_savepoint_or_opens_one() -> None:
    with joined():
        assert connection.in_atomic_block

    with transaction.atomic(), CaptureQueriesContext(connection) as asked, joined():
        SUM.rows([1, 1])

    assert len(asked) == 1


def test_rows_are_read_as_the_orm_reads_them() -> None:
    ids = sorted([make_person()[1].pk, make_enterprise().pk])

    with CaptureQueriesContext(connection) as asked:
        found = prepared.having(Subject, "id", ids)

    assert len(asked) == 1
    assert [one.pk for one in found] == ids
    columns = [each.attname for each in Subject._meta.concrete_fields]
    for one in found:
        other = Subject.objects.get(pk=one.pk)
        assert [getattr(one, name) for name in columns] == [
            getattr(other, name) for name in columns
        ]
        assert not one._state.adding
    assert prepared.having(Subject, "id", []) == []
