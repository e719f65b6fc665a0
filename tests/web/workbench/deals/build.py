"""A registration as the vendor's pages get it, made by hand: no database behind it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from qudao.deals.registrations.selectors import Clock, NextActor, VendorPage, VendorRow
from qudao.deals.registrations.selectors.comparing import CandidateLine
from qudao.deals.registrations.selectors.pages import AdviceLines
from qudao.deals.registrations.selectors.queue import Badge
from qudao.deals.registrations.selectors.stated import HistoryLine, Statement
from qudao.deals.registrations.states import TRANSITIONS, Mover, State
from qudao.deals.registrations.wording import ReasonLine
from qudao.engines.kinds import Stance

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # Monday 9:30 in Shanghai
PAGE_ID = "reg_0123456789abcdef"


def in_shanghai(month: int, day: int, hour: int = 0, minute: int = 0, *, year: int = 2026) -> Any:
    """A moment by the clock of the programme's zone, which is eight hours ahead."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def a_row(**changes: Any) -> VendorRow:
    """A full registration that waits for its decider."""
    usual: dict[str, Any] = {
        "public_id": PAGE_ID,
        "number": "QIHE-0001",
        "version": 1,
        "state": State.IN_REVIEW.value,
        "state_label": "In review",
        "customer": "浦岚证券",
        "customer_id": "cus_1",
        "partner": "Qiheng Info",
        "partner_id": "par_1",
        "product": "Secure gateway",
        "project": "网点安全网关二期",
        "is_full": True,
        "amount": Decimal(1_860_000),
        "currency": "CNY",
        "received_at": NOW,
        "clock": Clock(NextActor.DECIDER, NOW + timedelta(days=3), timedelta(days=3), 0.1),
        "badges": (),
        "outcome": "approve",
        "outcome_label": "Approve",
        "main_reason": None,
        "is_objected": False,
        "protected_until": None,
        "days_left": None,
        "last_update_at": None,
        "is_update_overdue": False,
        "decided_at": None,
        "is_sampled": False,
    }
    return VendorRow(**{**usual, **changes})


def badge(match: str, count: int = 1) -> Badge:
    return Badge(match=match, count=count)


def a_statement(**changes: Any) -> Statement:
    usual: dict[str, Any] = {
        "customer": "浦岚证券股份有限公司",
        "customer_uscc": "",
        "customer_website": "",
        "customer_city": "上海",
        "product": "Secure gateway",
        "product_id": "prd_1",
        "project": "网点安全网关二期",
        "kind": "found",
        "kind_label": "We found it",
        "business": "project",
        "business_label": "Project",
        "purchase": "",
        "purchase_label": "",
        "site": "",
        "tender_number": "",
        "amount": Decimal(1_860_000),
        "currency": "CNY",
        "purchase_stage": "project_approved",
        "purchase_stage_label": "Project approved",
        "tender_kind": "direct_purchase",
        "tender_kind_label": "Direct purchase",
        "tender_published_on": None,
        "earlier_work_on": None,
        "expected_tender_on": None,
        "expected_award_on": date(2026, 5, 29),
        "need": "全市营业部的网关更换",
        "rival_brand": "无",
        "value_added": "",
    }
    return Statement(**{**usual, **changes})


def a_page(state: State = State.IN_REVIEW, **changes: Any) -> VendorPage:
    """A registration in that state, with the moves that the table gives its decider."""
    usual: dict[str, Any] = {
        "public_id": PAGE_ID,
        "number": "QIHE-0001",
        "version": 4,
        "state": state.value,
        "state_label": str(state.label),
        "is_full": True,
        "stated": a_statement(),
        "contact": None,
        "evidence": (),
        "snapshots": (),
        "history": (),
        "clock": Clock(NextActor.DECIDER, NOW + timedelta(days=3), timedelta(days=3), 0.1),
        "received_at": NOW,
        "partner": "Qiheng Info",
        "partner_id": "par_1",
        "customer": "浦岚证券",
        "customer_id": "cus_1",
        "account_class": "channel",
        "account_class_label": "Channel account",
        "is_named_account": False,
        "advice": None,
        "candidates": 0,
        "overlaps": (),
        "holds_scope": True,
        "decision_code": "",
        "decision_label": "",
        "decision_note": "",
        "names_nobody": True,
        "decided_at": None,
        "decided_by": "",
        "decided_by_rule": False,
        "is_sampled": False,
        "sample_checked_at": None,
        "earlier_work_proven": False,
        "chosen_in_writing": False,
        "protected_until": None,
        "days_left": None,
        "update_due_on": None,
        "is_update_overdue": False,
        "rulebook_label": "2026.1",
        "moves": moves_in(state),
    }
    return VendorPage(**{**usual, **changes})


def moves_in(state: State) -> frozenset[str]:
    """What the table of moves lets a decider do in a state."""
    return frozenset(
        move.value
        for move, way in TRANSITIONS.items()
        if way.mover is Mover.DECIDER and state in way.sources
    )


def an_advice(outcome: str = "approve", **changes: Any) -> AdviceLines:
    usual: dict[str, Any] = {
        "outcome": outcome,
        "outcome_label": outcome.replace("_", " ").capitalize(),
        "reasons": (),
        "what_would_change": (),
        "protect_until": date(2026, 6, 28),
    }
    return AdviceLines(**{**usual, **changes})


def a_reason(text: str, *, rule: str = "", title: str = "", **more: Any) -> ReasonLine:
    stance = more.get("stance", Stance.FOR)
    return ReasonLine(code="x", text=text, stance=stance, rule=rule, rule_title=title)


def a_happening(text: str, *, by: str = "", note: str = "", days_ago: int = 0) -> HistoryLine:
    return HistoryLine(
        move="submit_full",
        text=text,
        state="in_review",
        state_label="In review",
        at=NOW - timedelta(days=days_ago),
        by=by,
        note=note,
    )


def a_candidate(**changes: Any) -> CandidateLine:
    usual: dict[str, Any] = {
        "public_id": "cnd_1",
        "match": "exact",
        "kind": "registration",
        "title": "DING-0001",
        "detail": "Dingpei Integration",
        "score": Decimal("0.93"),
        "overlaps": True,
        "verdict": "",
        "reasons": (),
        "fields": (),
        "visible_id": "",
    }
    return CandidateLine(**{**usual, **changes})
