"""Submitting: priority time, own number, approval by rule, the queue, and what is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry, Deadline
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import (
    LiveClaim,
    Registration,
    RegistrationQuerySet,
    Snapshot,
    StateChange,
)
from qudao.deals.registrations.selectors import counts_by_state
from qudao.deals.registrations.states import State
from qudao.market.customers.models import PartnerCustomer
from tests.deals.programme import CUSTOMER, LARGE, Programme, quickly, submitted, upload


def rows() -> RegistrationQuerySet:
    return Registration.objects.unscoped(reason="a test counts the rows")


def codes(refusal: pytest.ExceptionInfo[Invalid]) -> dict[str, str]:
    return {one.field: one.code for one in refusal.value.problems}


def test_a_clean_small_registration_is_protected_by_rule_at_once(
    programme: Programme, now: datetime
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now)

    assert row.state == State.PROTECTED
    assert (row.number, row.decided_by_rule, row.decided_by_id) == ("QIHE-0001", True, None)
    assert row.protected_until == date(2026, 6, 28)  # expected award 29 May + 30 days
    assert row.customer_id == programme.customer.pk
    assert row.rulebook_version_id == programme.version.pk
    moves = StateChange.objects.unscoped(reason="test").order_by("pk")
    assert list(moves.values_list("move", "source", "target", "by_id")) == [
        ("submit_full", "draft", "in_review", programme.cast.seller_a.user_id),
        ("approve_by_rule", "in_review", "protected", None),
    ]
    verbs = AuditEntry.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    assert list(verbs.order_by("pk").values_list("verb", "rule")) == [
        ("registrations.submitted_full", "2026.1 G2"),
        ("registrations.approved_by_rule", "2026.1 G2"),
    ]


@pytest.mark.parametrize("sign", list("\u3164\u2800\u115f\u034f\ufe00"))
def test_a_name_with_unseen_signs_gets_no_second_protection(
    programme: Programme, now: datetime, sign: str
) -> None:
    cast = programme.cast
    first = submitted(programme, cast.seller_a, now=now)
    disguised = f"浦岚{sign}证券股份有限公司{sign}"
    later = now + timedelta(hours=1)
    second = submitted(programme, cast.seller_b, now=later, customer_name=disguised)

    assert first.state == State.PROTECTED
    assert second.state != State.PROTECTED
    assert second.advice["outcome"] != "approve"
    assert rows().filter(state=State.PROTECTED).count() == 1


def test_a_name_with_a_radical_for_a_sign_gets_no_second_protection(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    plain, radical = "寒舟食品有限公司", "寒舟\u2edd品有限公司"
    first = submitted(programme, cast.seller_a, now=now, customer_name=plain)
    second = submitted(
        programme, cast.seller_b, now=now + timedelta(hours=1), customer_name=radical
    )

    assert first.state == State.PROTECTED
    assert second.state != State.PROTECTED
    assert rows().filter(state=State.PROTECTED).count() == 1


@pytest.mark.parametrize("name", ["\u3164\u3164", "\u2800", "——"])
def test_a_customer_without_a_readable_name_is_refused(
    programme: Programme, now: datetime, name: str
) -> None:
    with pytest.raises(Invalid) as refused:
        submitted(programme, programme.cast.seller_a, now=now, customer_name=name)

    assert codes(refused)["customer_name"] == "no_letters"
    assert rows().count() == 0


def test_a_large_registration_waits_for_its_decider(programme: Programme, now: datetime) -> None:
    row = submitted(programme, programme.cast.seller_a, now=now, amount=LARGE)

    assert row.state == State.IN_REVIEW
    assert row.decide_by == datetime(2026, 3, 5, 1, 30, tzinfo=UTC)  # three working days later
    assert row.advice["outcome"] == "approve"
    assert row.advice["automatically_allowed"] is False
    due = Deadline.objects.unscoped(reason="test").filter(subject_id=row.public_id)
    assert dict(due.values_list("job", "due_at")) == {
        "deals.registrations.remind_decider": datetime(2026, 3, 3, 13, 30, tzinfo=UTC),
        "deals.registrations.escalate": datetime(2026, 3, 5, 1, 30, tzinfo=UTC),
    }


def test_a_quick_registration_holds_its_scope_from_its_receipt(
    programme: Programme, now: datetime
) -> None:
    row = quickly(programme, programme.cast.seller_a, now=now)

    assert row.state == State.SUBMITTED
    assert row.received_at == now
    assert row.complete_by == datetime(2026, 3, 16, 1, 30, tzinfo=UTC)  # ten working days
    claim = LiveClaim.objects.unscoped(reason="test").get()
    assert (claim.registration_id, claim.customer_id, claim.scope_key) == (
        row.pk,
        programme.customer.pk,
        "",
    )
    relation = PartnerCustomer.objects.unscoped(reason="test").get()
    assert (relation.partner_id, relation.customer_id, relation.depth) == (
        programme.cast.partner_a.pk,
        programme.customer.pk,
        1,
    )


def test_completing_keeps_the_priority_time_and_starts_the_review(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)
    later = now + timedelta(days=2)

    actions.complete_registration(
        seller,
        row.public_id,
        replace(programme.full(seller), amount=LARGE),
        version=row.version,
        now=later,
    )

    row.refresh_from_db()
    assert (row.state, row.is_full, row.received_at) == (State.IN_REVIEW, True, now)
    assert row.review_started_at == later
    assert list(row.snapshots.order_by("number").values_list("number", flat=True)) == [1, 2]


def test_a_draft_claims_nothing_and_nobody_else_sees_it(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    draft = actions.save_draft(cast.seller_a, programme.quick(), now=now)

    for stranger in (cast.seller_b, cast.channel_manager, cast.channel_director, cast.operations):
        with pytest.raises(NotFound):
            Registration.objects.visible_to(stranger).one(draft.public_id)
    assert LiveClaim.objects.unscoped(reason="test").count() == 0
    assert counts_by_state(cast.channel_director) == {}

    actions.submit_quick(cast.seller_a, programme.quick(), draft.public_id, now=now)

    draft.refresh_from_db()
    assert (draft.state, draft.number) == (State.SUBMITTED, "QIHE-0001")
    assert counts_by_state(cast.channel_director) == {State.SUBMITTED: 1}


def test_numbers_run_by_partner_and_tell_nothing_of_others(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    for project in ("一", "二"):
        quickly(programme, cast.seller_b, now=now, project=project, site=project)
    row = quickly(programme, cast.seller_a, now=now, site="三")

    assert row.number == "QIHE-0001"


def test_a_snapshot_is_kept_with_the_digest_of_its_canonical_form(
    programme: Programme, now: datetime
) -> None:
    quickly(programme, programme.cast.seller_a, now=now)

    snapshot = Snapshot.objects.unscoped(reason="test").get()
    assert snapshot.content["customer_name"] == CUSTOMER
    assert "王建国" not in str(snapshot.content)  # persons stand in it by id alone
    assert len(snapshot.digest) == 64
    with pytest.raises(TypeError):
        Snapshot.objects.unscoped(reason="test").update(content={})


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"customer_name": ""}, "customer_name", "required"),
        ({"product_id": "prd_0000000000000000"}, "product", "unknown_product"),
        ({"contact": None}, "contact", "required"),
        ({"amount": Decimal(-5)}, "amount", "out_of_bounds"),
        ({"amount": Decimal("NaN")}, "amount", "out_of_bounds"),
        ({"amount": Decimal("1e20")}, "amount", "out_of_bounds"),
        ({"currency": "yuan"}, "currency", "not_a_currency"),
        ({"expected_award_on": date(1900, 1, 1)}, "expected_award_on", "out_of_bounds"),
        ({"expected_award_on": date(9999, 1, 1)}, "expected_award_on", "out_of_bounds"),
        ({"customer_uscc": "91310000MA1FL8W27X"}, "customer_uscc", "wrong_check_digit"),
        ({"project": "x" * 201}, "project", "too_long"),
        ({"project": "a\x00b"}, "project", "control_sign"),
        ({"kind": "stolen"}, "kind", "unknown_choice"),
        ({"need": ""}, "need", "required"),
        ({"tender_kind": ""}, "tender_kind", "required"),
        ({"evidence": ()}, "evidence", "required"),
    ],
)
def test_bad_input_is_refused_by_field_and_nothing_is_written(
    programme: Programme, now: datetime, changes: dict[str, object], field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        submitted(programme, programme.cast.seller_a, now=now, **changes)

    assert codes(refusal)[field] == code
    assert rows().count() == 0
    assert StateChange.objects.unscoped(reason="test").count() == 0


def test_all_problems_are_named_at_once(programme: Programme, now: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        submitted(
            programme, programme.cast.seller_a, now=now, amount=Decimal(-1), project="x" * 300
        )

    assert set(codes(refusal)) == {"amount", "project"}


def test_without_an_acknowledged_rulebook_there_is_no_registration(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_sub_reseller
    with pytest.raises(Invalid) as refusal:
        quickly(programme, seller, now=now)
    assert codes(refusal) == {"": "rulebook_not_acknowledged"}
    assert rows().count() == 0

    row = quickly(programme, seller, now=now, acknowledges_rulebook=True)

    assert row.state == State.SUBMITTED


def test_a_published_tender_closes_the_door(programme: Programme, now: datetime) -> None:
    with pytest.raises(Invalid) as refusal:
        submitted(
            programme,
            programme.cast.seller_a,
            now=now,
            tender_kind="open_tender",
            purchase_stage="tender_published",
            tender_published_on=date(2026, 2, 20),
        )

    assert codes(refusal) == {"tender_published_on": "tender_published"}
    assert rows().count() == 0


def test_an_upload_of_somebody_else_proves_nothing(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    file_id = upload(cast.seller_b)
    evidence = (actions.EvidenceInput(kind="need_document", file_id=file_id),)
    with pytest.raises(Invalid) as refusal:
        submitted(programme, cast.seller_a, now=now, evidence=evidence)

    assert codes(refusal) == {"evidence": "unknown_file"}
    assert rows().count() == 0


def people_who_may_not(programme: Programme) -> tuple[Actor, ...]:
    return (*programme.cast.vendor_people(), programme.cast.engineer_a)


def test_only_partner_sellers_and_principals_register(programme: Programme, now: datetime) -> None:
    for actor in people_who_may_not(programme):
        with pytest.raises(NotPermitted):
            actions.submit_quick(actor, programme.quick(), now=now)
        with pytest.raises(NotPermitted):
            actions.save_draft(actor, programme.quick(), now=now)
    assert rows().count() == 0

    assert quickly(programme, programme.cast.principal_a, now=now).state == State.SUBMITTED


def test_another_partners_draft_cannot_be_submitted(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    draft = actions.save_draft(cast.seller_a, programme.quick(), now=now)

    with pytest.raises(NotFound):
        actions.submit_quick(cast.seller_b, programme.quick(), draft.public_id, now=now)

    draft.refresh_from_db()
    assert draft.state == State.DRAFT


def test_a_registration_is_submitted_once(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    row = quickly(programme, seller, now=now)

    with pytest.raises(Conflict):
        actions.submit_quick(seller, programme.quick(), row.public_id, now=now)

    assert rows().count() == 1
