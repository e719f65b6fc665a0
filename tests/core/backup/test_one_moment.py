"""A backup sees one moment, and nobody waits for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

import pytest
from django.db import connection

from qudao.core.backup.rows import one_moment
from qudao.people.models import Organisation

pytestmark = pytest.mark.django_db(transaction=True)


def organisations() -> int:
    return Organisation.objects.unscoped(reason="a test").count()


def write_elsewhere(now: datetime) -> None:
    """Another process's write, on a connection of its own."""

    def write() -> None:
        try:
            Organisation.objects.create(side="partner", name_en="Newcomer", created_at=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=1) as elsewhere:
        elsewhere.submit(write).result(timeout=10)


def test_what_is_written_meanwhile_is_not_seen_and_does_not_wait(now: datetime) -> None:
    Organisation.objects.create(side="partner", name_en="First", created_at=now)

    with one_moment():
        before = organisations()
        write_elsewhere(now)
        meanwhile = organisations()

    assert (before, meanwhile, organisations()) == (1, 1, 2)


def test_writing_is_as_safe_afterwards_as_it_was_before(now: datetime) -> None:
    connection.ensure_connection()
    before = getattr(connection, "transaction_mode", None)

    with one_moment():
        organisations()

    assert getattr(connection, "transaction_mode", None) == before
