"""The lists of a market cell, in the order of its tabs."""

from __future__ import annotations

from qudao.web.workbench.market.opportunity_list import OPPORTUNITIES
from qudao.web.workbench.market.part import Part
from qudao.web.workbench.market.people_lists import CUSTOMERS, PARTNERS
from qudao.web.workbench.market.registration_list import REGISTRATIONS

_IN_ORDER: tuple[Part, ...] = (PARTNERS, CUSTOMERS, OPPORTUNITIES, REGISTRATIONS)
PARTS = {one.key: one for one in _IN_ORDER}
