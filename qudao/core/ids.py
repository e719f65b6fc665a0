"""Opaque, stable public ids: a short prefix that names the kind, then 16 random characters."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

Chance = Callable[[int], bytes]  # answers so many random bytes
_chance: ContextVar[Chance] = ContextVar("chance", default=secrets.token_bytes)
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
LENGTH = 16


def new_public_id(prefix: str) -> str:
    """`prefix` + "_" + 80 random bits; never made from a row's number, which would be a count."""
    signs = (ALPHABET[byte % len(ALPHABET)] for byte in _chance.get()(LENGTH))
    return f"{prefix}_{''.join(signs)}"  # 256 is a multiple of 32: each sign is as likely


@contextmanager
def ids_drawn_by(chance: Chance) -> Iterator[None]:
    """Let the ids of a block come from a chance of one's own, such as a seeded one.

    For a demonstration, which must come out the same every time: lots are drawn from ids.
    """
    before = _chance.set(chance)
    try:
        yield
    finally:
        _chance.reset(before)
