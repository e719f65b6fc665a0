"""The form of each move: asked for, refused, carried out, sent twice, sent too late."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import REASONS_TO_REJECT, State
from qudao.web.workbench.deals.moves import BY_NAME, LONGEST_NOTE
from tests.deals.looking import everything, in_state, last_entry, told
from tests.deals.programme import Programme, fresh, in_review
from tests.web.deals_pages import client_of, contested
from tests.web.workbench.pages import text_of, words_of

NOTE = "客户已书面确认，请三天内补齐立项批文。"


@dataclass(frozen=True)
class Case:
    """A move: from where to where, who makes it, and a form that it takes."""

    name: str
    source: State
    target: State
    done: str
    by: str = "channel_manager"
    stated: dict[str, str] = field(default_factory=dict)
    asks: tuple[str, ...] = ()  # what it refuses when empty


REASON = {"code": "no_project", "note": NOTE}
CASES = (
    Case("approve", State.IN_REVIEW, State.PROTECTED, "Approved. The partner has been told."),
    Case(
        "ask", State.SUBMITTED, State.INFO_REQUESTED, "Asked. The clock stands still.",
        stated={"note": NOTE}, asks=("note",),
    ),
    Case(
        "reject", State.INFO_REQUESTED, State.REJECTED, "Rejected. The partner has been told.",
        stated=REASON, asks=("code", "note"),
    ),
    Case(
        "recall", State.CONFLICTED, State.IN_REVIEW, "Taken back into review.",
        stated={"note": NOTE}, asks=("note",),
    ),
    Case(
        "revoke", State.PROTECTED, State.REVOKED, "Revoked. The partner has been told.",
        by="channel_director", stated=REASON, asks=("code", "note"),
    ),
)  # fmt: skip


def at(row: Registration, name: str) -> str:
    return f"/workbench/registrations/{row.public_id}/do/{name}/"


def decider(programme: Programme, case: Case) -> Client:
    return client_of(getattr(programme.cast, case.by))


def form_of(row: Registration, case: Case, **changed: str) -> dict[str, str]:
    return {"version": str(fresh(row).version), "note": "", **case.stated, **changed}


def refused(answer: Any, words: str) -> str:
    assert answer.status_code == 422
    page = text_of(answer)
    assert words in page
    return page


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.name)
def test_a_move_is_asked_for_refused_and_carried_out_once(
    programme: Programme, now: datetime, case: Case
) -> None:
    row = in_state(programme, case.source, now=now)
    client, before = decider(programme, case), everything(row)

    asked = text_of(client.get(at(row, case.name)))
    assert f'name="version" value="{row.version}"' in asked
    assert str(BY_NAME[case.name].sentence)[:20] in asked

    for empty in case.asks:
        blank = "" if empty == "code" else "   "
        answer = client.post(at(row, case.name), form_of(row, case, **{empty: blank}))
        page = refused(answer, "This field is required.")
        if empty == "code":
            assert NOTE in page
    late = client.post(at(row, case.name), form_of(row, case, version=str(row.version - 1)))
    assert late.status_code == 422
    assert everything(row) == before

    sent = form_of(row, case)
    done = client.post(at(row, case.name), sent, follow=True)
    assert done.redirect_chain == [(at(row, "x").replace("do/x/", ""), 302)]
    assert case.done in text_of(done)
    assert fresh(row).state == case.target
    after = everything(row)

    again = client.post(at(row, case.name), sent)
    refused(again, "has changed since you opened it")
    assert everything(row) == after


def test_arbitration_needs_something_to_be_weighed_against(
    programme: Programme, now: datetime
) -> None:
    alone = in_review(programme, programme.cast.seller_a, now=now)
    client = client_of(programme.cast.channel_manager)
    sent = {"version": alone.version, "note": "Please hear both."}
    page = refused(client.post(at(alone, "arbitrate"), sent), "nothing that this registration")
    assert "Please hear both." in page
    assert fresh(alone).state == State.IN_REVIEW


def test_a_contested_one_goes_to_arbitration_with_a_note(
    programme: Programme, now: datetime
) -> None:
    row = contested(programme, now)
    client = client_of(programme.cast.channel_manager)
    sent = {"version": row.version, "note": "Please hear both."}
    done = client.post(at(row, "arbitrate"), sent, follow=True)
    assert "Sent to arbitration." in text_of(done)
    assert "Take back from arbitration" in text_of(done)
    assert fresh(row).state == State.CONFLICTED
    assert last_entry(row).note == "Please hear both."


def test_a_scope_that_is_held_is_not_approved_and_the_note_is_kept(
    programme: Programme, now: datetime
) -> None:
    row = contested(programme, now)
    before = everything(row)
    client = client_of(programme.cast.channel_manager)
    sent = {"version": row.version, "note": "All the same"}
    page = refused(client.post(at(row, "approve"), sent), "Another registration holds this scope")
    assert "All the same</textarea>" in page
    assert everything(row) == before


def test_approving_with_a_note_keeps_the_note_for_the_partner(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    client = client_of(programme.cast.channel_manager)
    client.post(at(row, "approve"), {"version": row.version, "note": f"  {NOTE}  "})
    after = fresh(row)
    assert (after.state, after.decision_note, after.decided_by_rule) == ("protected", NOTE, False)
    assert told(programme.cast.seller_a)[-1].endswith("approved")


def test_a_note_is_as_long_as_the_field_says_and_no_longer(
    programme: Programme, now: datetime
) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    client = client_of(programme.cast.channel_manager)
    long = "长" * (LONGEST_NOTE + 1)
    stated = {"version": str(row.version), "code": "no_project", "note": long}
    for name in ("approve", "ask", "reject"):
        page = refused(client.post(at(row, name), stated), "2000")
        assert long in page
    assert fresh(row).state == State.IN_REVIEW
    assert client.post(at(row, "ask"), {**stated, "note": long[1:]}).status_code == 302
    assert last_entry(row).note == long[1:]


HOSTILE = (
    {"version": "0"},
    {"version": "-1"},
    {"version": "one"},
    {"version": ""},
    {"version": "9" * 30},
    {"version": "1.0e3"},
)


def test_a_version_that_is_none_decides_nothing(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    client, before = client_of(programme.cast.channel_manager), everything(row)
    for sent in HOSTILE:
        assert client.post(at(row, "approve"), {"note": "", **sent}).status_code == 422
    assert client.post(at(row, "approve"), {}).status_code == 422
    assert everything(row) == before


def test_only_reasons_of_the_rules_reject(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    client = client_of(programme.cast.channel_manager)
    form = text_of(client.get(at(row, "reject")))
    for code in REASONS_TO_REJECT:
        assert f'<option value="{code.value}">' in form
    for other in ("meets_rules", "against_advice", "", "x"):
        sent = {"version": row.version, "code": other, "note": NOTE}
        assert client.post(at(row, "reject"), sent).status_code == 422
        assert 'value="meets_rules"' not in form
    assert fresh(row).state == State.IN_REVIEW


NOT_MINE = {
    "other_channel_manager": 404,
    "account_manager": 403,
    "sales_director": 403,
    "operations": 403,
    "human_resources": 403,
    "principal_a": 404,
    "seller_a": 404,
    "seller_b": 404,
    "engineer_a": 404,
}


def test_nobody_else_decides(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    before = everything(row)
    sent = {"version": row.version, "note": NOTE, "code": "no_project"}
    for name in ("approve", "reject"):
        found = {
            who: client_of(getattr(programme.cast, who)).post(at(row, name), sent).status_code
            for who in NOT_MINE
        }
        assert found == NOT_MINE
    anonymous = Client().post(at(row, "approve"), sent)
    assert anonymous["Location"].startswith("/account/login/")
    assert everything(row) == before


def test_revoking_is_the_directors(programme: Programme, now: datetime) -> None:
    row = in_state(programme, State.PROTECTED, now=now)
    manager = client_of(programme.cast.channel_manager)
    sent = {"version": row.version, **REASON}
    assert manager.get(at(row, "revoke")).status_code == 403
    assert manager.post(at(row, "revoke"), sent).status_code == 403
    assert fresh(row).state == State.PROTECTED


def test_a_move_of_another_state_has_no_page_and_is_refused(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.REJECTED, now=now)
    director, before = client_of(programme.cast.channel_director), everything(row)
    sent = {"version": row.version, **REASON}
    for name in BY_NAME:
        assert director.get(at(row, name)).status_code == 403
        assert director.post(at(row, name), sent).status_code == 422
    assert director.get(at(row, "delete")).status_code == 404
    assert director.put(at(row, "approve")).status_code == 405
    assert everything(row) == before


def test_a_move_is_offered_and_refused_in_chinese(programme: Programme, now: datetime) -> None:
    row = in_review(programme, programme.cast.seller_a, now=now)
    client = client_of(programme.cast.channel_manager, "zh-CN")
    page = words_of(client.get(at(row, "reject")))
    for words in ("拒绝", "规则理由", "客户没有此项目"):
        assert words in page
    late = client.post(at(row, "approve"), {"version": row.version + 1})
    assert "打开之后已有人改动" in words_of(late)
