"""Numbers in named series, without gaps from refused transactions and safe under concurrency."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.db.models import F

from qudao.core.models import Sequence


def next_number(name: str) -> int:
    """The next number of a series, from 1. Call inside the transaction that uses it.

    The updated row stays locked until that transaction ends, so no number is given twice.
    """
    rows = Sequence.objects.unscoped(reason="a counter holds nothing of anybody").filter(name=name)
    if not rows.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                Sequence.objects.create(name=name, last=1)
        except IntegrityError:  # another writer opened the series first
            rows.update(last=F("last") + 1)
    return rows.values_list("last", flat=True)[0]
