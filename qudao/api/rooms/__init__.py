"""The rooms of the API, one resource each."""

from __future__ import annotations

from qudao.api.rooms import myself, partners, reference

ROOMS = (myself.room, partners.room, reference.room)
