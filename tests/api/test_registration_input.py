"""What a registration may state, at both sides of each bound, in whatever way it is submitted: a
refusal names the field, writes nothing and takes no number."""

from __future__ import annotations

from typing import Any

import pytest

from qudao.core.models import AuditEntry
from qudao.deals.registrations.models import Evidence, Registration, Snapshot
from qudao.people.models import Person
from tests.api.caller import Caller, Reply
from tests.api.test_registrations import full, quick
from tests.deals.programme import Programme, upload

# the clock of the tests stands at Monday 2026-03-02, 09:30 in Shanghai
WRONG: list[tuple[str, object, str]] = [
    ("customer_name", "名" * 201, "too_long"),
    ("customer_name", 7, "text_expected"),
    ("customer_name", "浦岚\n证券", "control_sign"),
    ("customer_uscc", "913100001321492370", "wrong_check_digit"),
    ("customer_uscc", "1" * 61, "too_long"),
    ("customer_website", "javascript:alert(1)", "not_a_website"),
    ("customer_city", "城" * 121, "too_long"),
    ("product", "prd_0000000000000000", "unknown_product"),
    ("product", "'; drop table", "unknown_product"),
    ("project", "项" * 201, "too_long"),
    ("site", "点" * 121, "too_long"),
    ("tender_number", "T" * 81, "too_long"),
    ("rival_brand", "x" * 121, "too_long"),
    ("need", "需" * 4001, "too_long"),
    ("value_added", "值" * 2001, "too_long"),
    ("kind", "stolen", "unknown_choice"),
    ("business", "monkey", "unknown_choice"),
    ("purchase", "wish", "unknown_choice"),
    ("purchase_stage", "dream", "unknown_choice"),
    ("tender_kind", "lottery", "unknown_choice"),
    ("amount", "0", "out_of_bounds"),
    ("amount", "1000000000000.0001", "out_of_bounds"),
    ("amount", "12.34567", "too_many_decimals"),
    ("amount", "Infinity", "number_expected"),
    ("currency", "yuan", "wrong_form"),
    ("currency", "CNYX", "wrong_form"),
    ("expected_award_on", "2026-03-01", "out_of_bounds"),
    ("expected_award_on", "9999-12-31", "out_of_bounds"),
    ("expected_award_on", "31.5.2026", "day_expected"),
    ("expected_award_on", ["2026-05-29"], "day_expected"),
    ("expected_tender_on", "1900-01-01", "out_of_bounds"),
    ("tender_published_on", "2026-03-03", "out_of_bounds"),
    ("earlier_work_on", "2026-03-03", "out_of_bounds"),
    ("earlier_work_on", "2021-02-25", "out_of_bounds"),
    ("contact", "Wang", "object_expected"),
    ("contact", {"name": " "}, "required"),
    ("contact", {"phone": "138"}, "required"),
    ("contact", {"name": "名" * 121}, "too_long"),
    ("contact", {"name": "王建国", "email": "@"}, "not_an_email"),
    ("contact", {"name": "王建国", "email": "wang.example.com"}, "not_an_email"),
    ("contact", {"name": "王建国", "phone": "1" * 41}, "too_long"),
    ("contact", {"name": "王建国", "has_consented": "yes"}, "true_or_false_expected"),
    ("contact", {"name": "王建国", "salary": 1}, "unknown_field"),
    ("evidence", "file", "list_expected"),
    ("evidence", [{"kind": "need_document"}], "required"),
    ("evidence", [{"kind": "gossip", "file": "fil_0000000000000000"}], "unknown_choice"),
    ("evidence", [{"kind": "need_document", "file": "fil_0000000000000000"}] * 21, "too_many"),
    ("acknowledges_rulebook", 1, "true_or_false_expected"),
    ("submit_as", "wish", "unknown_choice"),
    ("priority", "first", "unknown_field"),
    ("number", "QIHE-0001", "unknown_field"),
    ("partner", "par_0000000000000000", "unknown_field"),
    ("received_at", "2020-01-01T00:00:00Z", "unknown_field"),
]
LABELS = [f"{field}-{code}-{number}" for number, (field, _value, code) in enumerate(WRONG)]


def written() -> list[int]:
    tables: tuple[Any, ...] = (Registration, Snapshot, Evidence, Person, AuditEntry)
    return [table._base_manager.count() for table in tables]


def named(reply: Reply) -> set[tuple[str, str]]:
    """Field and code of every problem; a part of a field counts as the field."""
    return {(field.split(".")[0], code) for field, code in reply.problems()}


@pytest.mark.parametrize(("field", "value", "code"), WRONG, ids=LABELS)
def test_a_wrong_value_is_refused_and_nothing_is_written(
    programme: Programme, principal_a: Caller, field: str, value: object, code: str
) -> None:
    body = full(programme)
    before = written()

    reply = principal_a.create("/registrations", {**body, field: value})

    assert reply.status == 422, reply.text
    assert named(reply) == {(field, code)}
    assert written() == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("customer_name", "名" * 200),
        ("customer_name", "<b>Pulan</b> & Co. 😀"),
        ("customer_uscc", "91310000132149237G"),
        ("customer_uscc", " ９１３１００００１３２１４９２３７ｇ "),
        ("customer_website", "www.pulan-sec.example"),
        ("project", "=HYPERLINK(1)"),
        ("need", "需" * 4000),
        ("need", "一\n二\t三"),
        ("amount", "0.0001"),
        ("amount", "1000000000000"),
        ("expected_award_on", "2026-03-02"),
        ("expected_tender_on", "2026-12-31"),
        ("tender_published_on", "2026-03-02"),
        ("earlier_work_on", "2021-02-26"),
        ("purchase", None),
        ("site", "浦东营业部"),
    ],
)
def test_each_value_within_its_bounds_is_taken(
    programme: Programme, principal_a: Caller, field: str, value: object
) -> None:
    reply = principal_a.create("/registrations", {**full(programme), field: value})

    assert reply.status == 201, reply.text
    assert reply.json["number"] == "QIHE-0001"


def test_a_credit_code_is_kept_in_its_one_spelling(
    programme: Programme, principal_a: Caller
) -> None:
    body = {**full(programme), "customer_uscc": " ９１３１００００１３２１４９２３７ｇ "}

    receipt = principal_a.create("/registrations", body)

    stated = principal_a.get(receipt.headers["Location"]).json["stated"]
    assert stated["customer_uscc"] == "91310000132149237G"


@pytest.mark.parametrize(
    ("left_out", "missing"),
    [
        (("customer_name",), {"customer_name"}),
        (("product",), {"product"}),
        (("project",), {"project"}),
        (("amount",), {"amount"}),
        (("purchase_stage",), {"purchase_stage"}),
        (("expected_award_on",), {"expected_award_on"}),
        (("need",), {"need"}),
        (("customer_name", "product", "amount"), {"customer_name", "product", "amount"}),
    ],
)
def test_a_full_registration_names_all_that_it_lacks(
    programme: Programme, principal_a: Caller, left_out: tuple[str, ...], missing: set[str]
) -> None:
    body = {name: value for name, value in full(programme).items() if name not in left_out}
    before = written()

    reply = principal_a.create("/registrations", body)

    assert reply.status == 422
    assert named(reply) == {(name, "required") for name in missing}
    assert written() == before


def test_a_quick_registration_needs_four_things_only(
    programme: Programme, principal_a: Caller
) -> None:
    reply = principal_a.create("/registrations", {"submit_as": "quick"})

    fields = {field for field, _code in reply.problems()}
    assert reply.status == 422
    assert {"customer_name", "product", "project"} < fields
    assert len(fields) == 4


def test_a_photo_of_the_chat_stands_for_the_contact(
    programme: Programme, principal_a: Caller
) -> None:
    photo = {"kind": "chat_photo", "file": upload(programme.cast.principal_a)}
    body = quick(programme, contact=None)

    refused = principal_a.create("/registrations", body)
    taken = principal_a.create("/registrations", {**body, "evidence": [photo]})

    assert refused.status == 422
    assert (taken.status, taken.json["number"]) == (201, "QIHE-0001")


def test_nobody_attaches_what_another_person_uploaded(
    programme: Programme, principal_a: Caller
) -> None:
    before = written()
    rivals = {"kind": "need_document", "file": upload(programme.cast.seller_b)}
    absent = {"kind": "need_document", "file": "fil_0000000000000000"}

    replies = [
        principal_a.create("/registrations", {**full(programme), "evidence": [one]})
        for one in (rivals, absent)
    ]

    assert [reply.status for reply in replies] == [422, 422]
    assert replies[0].problems() == replies[1].problems()
    assert written()[:3] == before[:3]


@pytest.mark.parametrize(("field", "value", "code"), WRONG[:48], ids=LABELS[:48])
def test_the_check_before_submitting_names_the_same_problem(
    programme: Programme, principal_a: Caller, field: str, value: object, code: str
) -> None:
    body = {name: one for name, one in full(programme).items() if name != "submit_as"}

    reply = principal_a.send("POST", "/eligibility", {**body, field: value})

    assert reply.status == 422, reply.text
    assert named(reply) == {(field, code)}


def test_a_draft_may_hold_next_to_nothing_but_nothing_wrong(
    programme: Programme, principal_a: Caller
) -> None:
    empty = principal_a.create("/registrations", {"submit_as": "draft"})
    wrong = principal_a.create(
        "/registrations", {"submit_as": "draft", "customer_city": "城" * 121}
    )

    assert (empty.status, empty.json["state"], empty.json["number"]) == (201, "draft", None)
    assert wrong.problems() == {("customer_city", "too_long")}


@pytest.mark.parametrize("draft", ["reg_0000000000000000", "reg_", "1", "par_0123456789abcdef"])
def test_a_draft_that_is_none_of_ours_is_absent(
    programme: Programme, principal_a: Caller, draft: str
) -> None:
    before = written()

    reply = principal_a.create("/registrations", quick(programme, draft=draft))

    assert (reply.status, reply.code) == (404, "not_found")
    assert written() == before


def test_a_rivals_draft_is_absent_too(
    programme: Programme, principal_a: Caller, seller_b: Caller
) -> None:
    theirs = seller_b.create("/registrations", {"submit_as": "draft", "project": "theirs"})

    reply = principal_a.create("/registrations", quick(programme, draft=theirs.json["id"]))

    assert (reply.status, reply.code) == (404, "not_found")
    assert seller_b.get(theirs.headers["Location"]).json["stated"]["project"] == "theirs"
