"""All kinds of import by their code."""

from __future__ import annotations

from qudao.engines.tabular.fields import ImportKind
from qudao.engines.tabular.headers import header_key
from qudao.engines.tabular.kinds.customers import CUSTOMERS
from qudao.engines.tabular.kinds.opportunities import OPPORTUNITIES
from qudao.engines.tabular.kinds.partners import PARTNERS
from qudao.engines.tabular.kinds.past_registrations import PAST_REGISTRATIONS
from qudao.engines.tabular.kinds.prices import PRICES
from qudao.engines.tabular.kinds.products import PRODUCTS
from qudao.engines.tabular.kinds.quotas import QUOTAS
from qudao.engines.tabular.kinds.regions import REGIONS
from qudao.engines.tabular.kinds.sales_lines import DIRECT_SALES, SELL_THROUGH
from qudao.engines.tabular.kinds.sales_people import SALES_PEOPLE
from qudao.engines.tabular.kinds.shipments import SHIPMENTS

KINDS: dict[str, ImportKind] = {
    kind.code: kind
    for kind in (
        PRODUCTS,
        PRICES,
        REGIONS,
        SALES_PEOPLE,
        PARTNERS,
        CUSTOMERS,
        OPPORTUNITIES,
        SELL_THROUGH,
        DIRECT_SALES,
        QUOTAS,
        PAST_REGISTRATIONS,
        SHIPMENTS,
    )
}


def known_headers(kind: ImportKind) -> frozenset[str]:
    """All words that headings of this kind use, comparable; helps to find the header row."""
    return frozenset(
        header_key(word) for spec in kind.fields for word in (spec.name, *spec.synonyms)
    )
