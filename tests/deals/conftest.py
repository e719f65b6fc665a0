"""The programme of the tests about deals."""

from __future__ import annotations
