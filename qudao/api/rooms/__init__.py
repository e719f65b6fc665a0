"""The rooms of the API, one resource each."""

from __future__ import annotations

from qudao.api.rooms.myself import myself

ROOMS = (myself,)
