"""A registration by API, end to end: both sides, each with its own view."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Registration
from tests.api.caller import Caller, Reply, caller_for
from tests.api.scene import Scene
from tests.deals.programme import CUSTOMER, Programme, upload

ABSENT = "reg_0000000000000000"


def quick(programme: Programme, **changes: object) -> dict[str, Any]:
    return {
        "submit_as": "quick",
        "customer_name": CUSTOMER,
        "product": programme.gateways.public_id,
        "project": "网点安全网关二期",
        "contact": {"name": "王建国", "phone": "13800001234", "has_consented": True},
        **changes,
    }


def full(programme: Programme, amount: str = "1860000.00") -> dict[str, Any]:
    """Complete; too large for approval by rule unless a smaller amount is given."""
    return quick(
        programme,
        submit_as="full",
        amount=amount,
        currency="CNY",
        purchase_stage="project_approved",
        tender_kind="direct_purchase",
        expected_award_on="2026-05-29",
        need="全市营业部的网关更换",
        rival_brand="无",
        evidence=[{"kind": "need_document", "file": upload(programme.cast.principal_a)}],
    )


def registered(programme: Programme, caller: Caller, body: dict[str, Any]) -> Reply:
    """The registration as it reads after its receipt."""
    receipt = caller.create("/registrations", body)
    assert receipt.status == 201, receipt.text
    return caller.get(receipt.headers["Location"])


@pytest.fixture
def in_review(programme: Programme, principal_a: Caller) -> Reply:
    return registered(programme, principal_a, full(programme))


def address_of(reply: Reply) -> str:
    return f"/registrations/{reply.json['id']}"


def test_a_quick_registration_gets_its_receipt(
    programme: Programme, principal_a: Caller, now: datetime
) -> None:
    reply = principal_a.create("/registrations", quick(programme))

    assert reply.json["number"] == "QIHE-0001"
    assert reply.json["state"] == "submitted"
    assert reply.json["received_at"] == "2026-03-02T01:30:00Z"
    assert reply.json["complete_by"] == "2026-03-16T01:30:00Z"
    assert reply.json["customer_name"] == CUSTOMER
    assert reply.headers["Location"] == f"/api/v1{address_of(reply)}"
    trail = AuditEntry.objects.unscoped(reason="test").filter(subject_id=reply.json["id"])
    assert set(trail.values_list("request_id", flat=True)) == {reply.headers["X-Request-Id"]}


def test_a_quick_registration_is_completed_with_what_is_missing(
    programme: Programme, principal_a: Caller
) -> None:
    received = registered(programme, principal_a, quick(programme))
    rest = {
        name: value
        for name, value in full(programme).items()
        if name not in {"submit_as", "customer_name", "product", "project", "contact"}
    }

    reply = principal_a.do(f"{address_of(received)}/complete", rest, received.etag)

    assert (reply.status, reply.json["state"]) == (200, "in_review")
    assert reply.json["stated"]["amount"] == "1860000.0000"
    assert reply.json["contact"]["name"] == "王建国"
    assert reply.json["received_at"] == received.json["received_at"]


def test_a_clean_small_registration_is_protected_at_once(
    programme: Programme, principal_a: Caller
) -> None:
    reply = registered(programme, principal_a, full(programme, amount="60000"))

    assert reply.json["state"] == "protected"
    assert reply.json["protected_until"] == reply.json["protected_until"][:10]
    assert reply.json["decision"]["by_rule"] is True


def test_an_approval_protects_and_both_sides_read_until_when(
    principal_a: Caller, manager: Caller, in_review: Reply
) -> None:
    address = address_of(in_review)
    read = manager.get(address)

    approved = manager.do(f"{address}/approve", {"note": "资料齐全"}, read.etag)
    own = principal_a.get(address)

    assert (approved.status, approved.json["state"]) == (200, "protected")
    assert own.json["protected_until"] == approved.json["protected_until"]
    assert own.json["decision"]["note"] == "资料齐全"
    assert [notice["code"] for notice in principal_a.get("/notices").json["items"]]


def test_a_rejection_needs_a_reason_of_the_rules(manager: Caller, in_review: Reply) -> None:
    address = address_of(in_review)
    etag = manager.get(address).etag

    unknown = manager.do(f"{address}/reject", {"code": "dislike", "note": "不"}, etag)
    without = manager.do(f"{address}/reject", {"code": "incomplete"}, etag)
    rejected = manager.do(f"{address}/reject", {"code": "incomplete", "note": "缺文件"}, etag)

    assert (unknown.status, without.status) == (422, 422)
    assert without.problems() == {("note", "required")}
    assert (rejected.status, rejected.json["state"]) == (200, "rejected")


def test_a_question_is_asked_and_answered(
    principal_a: Caller, manager: Caller, in_review: Reply
) -> None:
    address = address_of(in_review)
    asked = manager.do(f"{address}/ask", {"note": "请补充"}, manager.get(address).etag)

    own = principal_a.get(address)
    answered = principal_a.do(f"{address}/answer", {"text": "见附件"}, own.etag)

    assert asked.json["state"] == "info_requested"
    assert own.json["question"] == "请补充"
    assert (answered.status, answered.json["state"]) == (200, "in_review")


def test_a_partner_withdraws_wins_and_loses_its_own(
    programme: Programme, principal_a: Caller
) -> None:
    states = []
    for number, (step, body) in enumerate(
        (("withdraw", {"reason": "客户取消"}), ("lost", {"reason": "预算取消"}), ("won", {}))
    ):
        body_of_new = {**full(programme, amount="60000"), "site": f"分公司 {number}"}
        new = registered(programme, principal_a, body_of_new)
        states.append(principal_a.do(f"{address_of(new)}/{step}", body, new.etag).json["state"])

    assert states == ["withdrawn", "lost", "said_won"]


def test_an_amendment_keeps_what_was_not_sent(principal_a: Caller, in_review: Reply) -> None:
    reply = principal_a.change(address_of(in_review), {"need": "另加两处"}, in_review.etag)

    assert reply.status == 200
    assert reply.json["stated"] == {**in_review.json["stated"], "need": "另加两处"}
    assert reply.json["evidence"] == in_review.json["evidence"]


def test_the_scope_is_not_moved_by_an_amendment(principal_a: Caller, in_review: Reply) -> None:
    body = {"customer_name": "寒舟制药有限公司"}

    reply = principal_a.change(address_of(in_review), body, in_review.etag)

    assert reply.problems() == {("customer_name", "scope_is_fixed")}


def test_a_draft_is_amended_and_submitted_and_nobody_else_sees_it(
    programme: Programme, principal_a: Caller, director: Caller
) -> None:
    draft = registered(programme, principal_a, quick(programme, submit_as="draft"))
    address = address_of(draft)

    changed = principal_a.change(address, {"project": "三期"}, draft.etag)
    hidden = director.get(address)
    submitted = registered(programme, principal_a, quick(programme, draft=draft.json["id"]))

    assert (draft.json["state"], draft.json["number"]) == ("draft", None)
    assert changed.json["stated"]["project"] == "三期"
    assert hidden.status == 404
    assert submitted.json["id"] == draft.json["id"]


def test_a_decision_on_another_version_changes_nothing(
    principal_a: Caller, manager: Caller, in_review: Reply
) -> None:
    address = address_of(in_review)
    old = manager.get(address).etag
    principal_a.change(address, {"need": "另加两处"}, in_review.etag)

    reply = manager.do(f"{address}/approve", {}, old)

    assert (reply.status, reply.code) == (412, "version_mismatch")
    assert manager.get(address).json["state"] == "in_review"


def test_a_move_that_the_state_does_not_allow_is_a_conflict(
    principal_a: Caller, in_review: Reply
) -> None:
    reply = principal_a.do(f"{address_of(in_review)}/won", {}, in_review.etag)

    assert (reply.status, reply.code) == (409, "wrong_state")


def test_a_registration_without_a_product_names_what_is_missing(
    programme: Programme, principal_a: Caller
) -> None:
    before = Registration.objects.unscoped(reason="test").count()

    reply = principal_a.create("/registrations", {"submit_as": "quick", "project": "x"})

    assert reply.status == 422
    assert ("customer_name", "required") in reply.problems()
    assert Registration.objects.unscoped(reason="test").count() == before


@pytest.mark.parametrize(
    ("amount", "problem"),
    [
        (1860000, "amount_expected"),
        ("1,860,000", "amount_expected"),
        ("-5", "too_small"),
        ("0.00001", "too_many_decimals"),
        ("1e30", "amount_too_large"),
        ("NaN", "number_expected"),
    ],
)
def test_an_amount_is_an_exact_text(
    programme: Programme, principal_a: Caller, amount: object, problem: str
) -> None:
    body = {**full(programme), "amount": amount}

    reply = principal_a.create("/registrations", body)

    assert reply.problems() == {("amount", problem)}


def test_the_check_says_the_same_whoever_else_registered(
    programme: Programme, principal_a: Caller, seller_b: Caller
) -> None:
    body = {name: value for name, value in full(programme).items() if name != "submit_as"}
    before = seller_b.send("POST", "/eligibility", body)
    registered(programme, principal_a, full(programme))

    after = seller_b.send("POST", "/eligibility", body)

    assert (before.status, before.json["is_eligible"]) == (200, True)
    assert all(one["is_stated"] for one in before.json["checks"])
    assert after.json == before.json


def test_a_partner_reads_no_rivals_registration(
    programme: Programme, seller_b: Caller, in_review: Reply
) -> None:
    absent, rival = seller_b.get(f"/registrations/{ABSENT}"), seller_b.get(address_of(in_review))
    absent.json.pop("instance")
    rival.json.pop("instance")

    assert (rival.status, rival.json) == (404, absent.json)
    assert seller_b.get("/registrations").json["items"] == []
    for step in ("complete", "answer", "withdraw", "won"):
        body = {"text": "x"} if step == "answer" else {}
        reply = seller_b.do(f"{address_of(in_review)}/{step}", body, in_review.etag)
        assert reply.status == 404


def test_a_partner_decides_nothing(principal_a: Caller, in_review: Reply) -> None:
    for step in ("approve", "reject", "ask", "arbitrate"):
        reply = principal_a.do(f"{address_of(in_review)}/{step}", {}, in_review.etag)
        assert (reply.status, reply.json["scope"]) == (403, "registrations.decide")


def test_the_vendor_registers_nothing(programme: Programme, manager: Caller) -> None:
    reply = manager.create("/registrations", full(programme))

    assert (reply.status, reply.json["scope"]) == (403, "registrations.write")


def test_each_side_lists_its_own_view(
    programme: Programme, principal_a: Caller, manager: Caller, in_review: Reply, now: datetime
) -> None:
    other = caller_for(programme.cast.other_channel_manager, now)
    own = principal_a.get("/registrations?state=in_review").json["items"]
    theirs = manager.get("/registrations?state=in_review").json["items"]

    assert [item["id"] for item in own] == [item["id"] for item in theirs]
    assert set(theirs[0]) - set(own[0]) == {
        "partner",
        "customer",
        "decision_code",
        "decided_by_rule",
        "is_sampled",
    }
    assert other.get("/registrations").json["items"] == []
    assert manager.get("/registrations?state=won").json["items"] == []
    assert manager.get(f"/registrations?partner={theirs[0]['partner']}").json["items"] == theirs


def test_the_vendor_sees_the_contact_masked(manager: Caller, in_review: Reply) -> None:
    contact = manager.get(address_of(in_review)).json["contact"]

    assert contact["name"] == "王＊＊"
    assert contact["phone"] == "••••1234"


def test_a_repeated_registration_gets_the_same_receipt(
    programme: Programme, principal_a: Caller
) -> None:
    body = quick(programme)

    first = principal_a.create("/registrations", body, key="receipt-1")
    second = principal_a.create("/registrations", body, key="receipt-1")

    assert second.json["number"] == first.json["number"] == "QIHE-0001"
    assert Registration.objects.unscoped(reason="test").count() == 1


def test_evidence_comes_as_a_download_to_those_who_see_the_registration(
    scene: Scene, principal_a: Caller, manager: Caller, seller_b: Caller
) -> None:
    ids = scene.ids
    address = f"/registrations/{ids['registration_id']}/evidence/{ids['evidence_id']}"

    replies = [caller.get(address) for caller in (principal_a, manager, seller_b)]

    assert [reply.status for reply in replies] == [200, 200, 404]
    assert replies[0].text == replies[1].text == "%PDF-1.7 the need"
    assert replies[0].headers["X-Content-Type-Options"] == "nosniff"
