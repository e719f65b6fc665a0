"""Addresses by their names, for the many links of a page."""

from __future__ import annotations

import re
from functools import lru_cache

from django.urls import NoReverseMatch, reverse

_PLACEHOLDER = "0x0x0x0"
_PLAIN = re.compile(r"[A-Za-z0-9_-]+").fullmatch  # needs no quoting, as public ids do not


def address(name: str, *args: object, **kwargs: object) -> str:
    """As Django's `reverse`, but an address is looked up once and then only filled in."""
    if not args and not kwargs:
        return _fixed(name)
    if len(args) == 1 and not kwargs and isinstance(args[0], str) and _PLAIN(args[0]):
        head, tail = _around(name)
        if head:
            return f"{head}{args[0]}{tail}"
    return reverse(name, args=args or None, kwargs=kwargs or None)


@lru_cache(maxsize=1024)
def _fixed(name: str) -> str:
    return reverse(name)


@lru_cache(maxsize=1024)
def _around(name: str) -> tuple[str, str]:
    """What stands before and after the one argument; empty where it may not be any word."""
    try:
        head, _, tail = reverse(name, args=(_PLACEHOLDER,)).partition(_PLACEHOLDER)
    except NoReverseMatch:
        return "", ""
    return head, tail
