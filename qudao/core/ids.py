"""Opaque, stable public ids: a short prefix that names the kind, then 16 random characters."""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u to misread
LENGTH = 16


def new_public_id(prefix: str) -> str:
    """`prefix` + "_" + 80 random bits; never made from a row's number, which would be a count."""
    signs = (ALPHABET[byte % len(ALPHABET)] for byte in secrets.token_bytes(LENGTH))
    return f"{prefix}_{''.join(signs)}"  # 256 is a multiple of 32: each sign is as likely
