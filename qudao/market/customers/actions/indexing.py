"""The match keys as a whole: checked against the facts, and rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.db import transaction

from qudao.market.customers.identity import KeyCheck, check_keys, write_keys
from qudao.market.customers.models import Customer

BATCH = 1000


def check(progress: Callable[[int], None]) -> KeyCheck:
    """Count missing and stale keys of all customers; `progress` hears how many are done."""
    total = KeyCheck(0, 0, 0)
    for batch in _batches():
        found = check_keys(batch)
        total = KeyCheck(
            total.customers + found.customers,
            total.missing + found.missing,
            total.stale + found.stale,
        )
        progress(total.customers)
    return total


def reindex(progress: Callable[[int], None]) -> int:
    """Write the keys of all customers anew, a batch a transaction; returns how many customers.

    Run it after the rules of names have changed. It changes keys only, so it may stop and be
    run again.
    """
    done = 0
    for batch in _batches():
        with transaction.atomic():
            write_keys(batch)
        done += len(batch)
        progress(done)
    return done


def _batches() -> Iterator[list[Customer]]:
    rows = Customer.objects.unscoped(reason="keys of all customers are rebuilt").order_by("pk")
    last = 0
    while batch := list(rows.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1].pk
