"""Addresses and good forms of the settings, and what a refused one says."""

from __future__ import annotations

import re
from typing import Any

from qudao.core.models import AuditEntry
from tests.web.workbench.pages import text_of

SETTINGS = "/workbench/settings/"
PROGRAMME, CALENDAR = f"{SETTINGS}programme/", f"{SETTINGS}calendar/"
RATES, MAIL = f"{SETTINGS}rates/", f"{SETTINGS}mail/"
GOOD: dict[str, dict[str, str]] = {
    PROGRAMME: {
        "version": "1", "name_zh": "澄岩联盟", "name_en": "Chengyan Alliance",
        "default_language": "zh-hans", "time_zone": "Asia/Shanghai", "currency": "CNY",
        "holiday_calendar": "CN", "fiscal_year_starts_in": "4",
    },
    CALENDAR: {"day": "2026-03-09", "is_working_day": "no", "name": "年会"},
    RATES: {"currency": "USD", "valid_from": "2026-03-01", "rate": "7.1234"},
    MAIL: {
        "version": "1", "mail_host": "smtp.example.com", "mail_port": "587",
        "mail_use_tls": "on", "mail_user": "channel", "password": "s3cret-word",
        "mail_from": "channel@example.com",
    },
}  # fmt: skip


def wrong_fields(answer: Any) -> set[str]:
    """The fields that a refused page names."""
    return set(re.findall(r'id="id_(\w+)_error"', text_of(answer)))


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="a test").count()


def verbs() -> list[str]:
    rows = AuditEntry.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("verb", flat=True))
