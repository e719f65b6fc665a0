"""The one entry: two files of clean rows in, findings out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from qudao.engines.findings.book import SameCompany, make_book
from qudao.engines.findings.clashes import find_clashes, find_many_names, find_repeats
from qudao.engines.findings.decisions import (
    find_never_decided,
    find_slow_decisions,
    find_unlike_decisions,
)
from qudao.engines.findings.finding import Finding, in_order
from qudao.engines.findings.partners import (
    find_one_customer_partners,
    find_registered_never_shipped,
    find_shipped_without_registering,
)
from qudao.engines.findings.policy import FindingsPolicy
from qudao.engines.findings.protections import (
    find_lapsed,
    find_sold_past_holder,
    find_won_not_shipped,
)
from qudao.engines.findings.rows import RegistrationRow, ShipmentRow
from qudao.engines.findings.territories import find_empty_territories, find_unsold_territories

_FINDERS = (
    find_clashes,
    find_sold_past_holder,
    find_lapsed,
    find_unlike_decisions,
    find_slow_decisions,
    find_never_decided,
    find_one_customer_partners,
    find_shipped_without_registering,
    find_registered_never_shipped,
    find_won_not_shipped,
    find_repeats,
    find_many_names,
    find_unsold_territories,
)


def find_findings(
    registrations: Sequence[RegistrationRow],
    shipments: Sequence[ShipmentRow],
    *,
    same_company: SameCompany,
    today: date,
    policy: FindingsPolicy | None = None,
    territories: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """All findings, the gravest first, each with the numbers of the rows behind it.

    `same_company` gives one key to all spellings of a company, customers and partners alike.
    `territories` is the vendor's own list; without it only territories in the files are judged.
    Either file may be empty: findings that need it are left out.
    """
    book = make_book(
        registrations,
        shipments,
        same_company=same_company,
        policy=policy or FindingsPolicy(),
        today=today,
    )
    found = [finding for finder in _FINDERS for finding in finder(book)]
    found.extend(find_empty_territories(book, territories))
    return in_order(found)
