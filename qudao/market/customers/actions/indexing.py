"""The match keys as a whole: checked against the facts, and rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction

from qudao.market.customers.identity import KeyCheck, check_keys, write_keys
from qudao.market.customers.models import Customer, CustomerQuerySet

BATCH = 1000


Progress = Callable[[int, int], None]  # customers done, customers in all


def check(progress: Progress) -> KeyCheck:
    """Count missing and stale keys of all customers."""
    customers = _everybody().count()
    total = KeyCheck(0, 0, 0)
    for batch in _batches():
        found = check_keys(batch)
        total = KeyCheck(
            total.customers + found.customers,
            total.missing + found.missing,
            total.stale + found.stale,
        )
        progress(total.customers, customers)
    return total


def reindex(progress: Progress) -> int:
    """Write the keys of all customers anew, a batch a transaction; returns how many customers.

    Run it after the rules of names have changed. It changes keys only, so it may stop and be
    run again.
    """
    customers, done = _everybody().count(), 0
    for batch in _batches():
        with transaction.atomic():
            write_keys(batch)
        done += len(batch)
        progress(done, customers)
    return done


def _batches() -> Iterator[list[Customer]]:
    last = 0
    while batch := list(_everybody().order_by("pk").filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk


def _everybody() -> CustomerQuerySet:
    return Customer.objects.unscoped(reason="keys of all customers are rebuilt")
