"""The rooms of the API, one resource each."""

from __future__ import annotations

from qudao.api.rooms import (
    customers,
    decisions,
    files,
    imports,
    market,
    messages,
    myself,
    notices,
    opportunities,
    partners,
    prices,
    reference,
    registrations,
)

ROOMS = (
    myself.room,
    partners.room,
    customers.room,
    reference.room,
    prices.room,
    market.room,
    registrations.room,
    decisions.room,
    opportunities.room,
    messages.room,
    files.room,
    imports.room,
    notices.room,
)
