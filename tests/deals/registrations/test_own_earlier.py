"""Before submitting, a partner is told of its own registration of the same thing, and of nobody
else's."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from qudao.deals.registrations import actions
from qudao.deals.registrations.inputs import RegistrationInput
from qudao.deals.registrations.selectors import full_check, quick_check
from qudao.deals.registrations.states import State
from tests.deals.programme import OTHER_CUSTOMER, Programme, in_review, quickly, submitted

USCC, OTHER_USCC = "91310000132149237G", "91110000710925462X"


def numbers(programme: Programme, now: datetime, **changes: object) -> list[str]:
    """What the check of a quick registration of partner A names as registered already."""
    stated = replace(programme.quick(), **changes)  # type: ignore[arg-type]
    answer = quick_check(programme.cast.seller_a, stated, now=now)
    return [one.number for one in answer.already]


def test_the_check_names_the_own_earlier_registration(programme: Programme, now: datetime) -> None:
    first = in_review(programme, programme.cast.seller_a, now=now)

    answer = full_check(
        programme.cast.seller_a,
        programme.full(programme.cast.seller_a),
        now=now + timedelta(hours=1),
    )

    assert [(one.public_id, one.number) for one in answer.already] == [
        (first.public_id, "QIHE-0001")
    ]
    assert answer.is_eligible  # a word of warning: the rules decide after submission


@pytest.mark.parametrize(
    "name",
    [
        "浦岚证券股份有限公司",
        " 浦岚证券 股份有限公司 ",
        "浦岚证券股份有限公司。",
        "浦岚证券（上海）有限公司",
        "浦岚证券",
    ],
)
def test_another_spelling_makes_no_other_customer(
    programme: Programme, now: datetime, name: str
) -> None:
    in_review(programme, programme.cast.seller_a, now=now)

    assert numbers(programme, now, customer_name=name) == ["QIHE-0001"]


def test_another_customer_product_site_or_tender_is_another_thing(
    programme: Programme, now: datetime
) -> None:
    in_review(programme, programme.cast.seller_a, now=now)

    assert numbers(programme, now, customer_name=OTHER_CUSTOMER) == []
    assert numbers(programme, now, product_id=programme.backup.public_id) == []
    assert numbers(programme, now, site="浦东营业部") == []
    assert numbers(programme, now, tender_number="ZB-2026-1") == []


def test_credit_codes_decide_where_both_have_one(programme: Programme, now: datetime) -> None:
    quickly(programme, programme.cast.seller_a, now=now, customer_uscc=USCC)

    assert numbers(programme, now, customer_name="PLZQ", customer_uscc=USCC) == ["QIHE-0001"]
    assert numbers(programme, now, customer_uscc=OTHER_USCC) == []
    assert numbers(programme, now) == ["QIHE-0001"]  # without one, the name decides


def test_an_empty_form_names_nothing(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)

    assert numbers(programme, now, customer_name="") == []
    assert numbers(programme, now, product_id="") == []


def test_what_has_ended_or_is_a_draft_is_not_named(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    actions.save_draft(cast.seller_a, programme.quick(), now=now)
    row = in_review(programme, cast.seller_a, now=now)
    actions.withdraw(cast.seller_a, row.public_id, version=row.version, now=now, reason="取消")

    assert numbers(programme, now) == []


def test_a_rivals_registration_is_never_named(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_b, now=now)

    assert numbers(programme, now) == []


def test_the_check_calls_nothing_met_that_the_form_does_not_say(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a

    empty = quick_check(seller, RegistrationInput(), now=now)
    stated = full_check(seller, programme.full(seller), now=now)

    assert {line.code for line in empty.checks if not line.is_stated} == {
        "family_not_authorized",
        "too_small",
        "tender_published",
        "award_date_passed",
    }
    assert [line.code for line in stated.checks if not line.is_stated] == []
    texts = [line.text for line in empty.checks if not line.is_stated]
    assert all(text.startswith("Not known yet:") for text in texts)


def test_what_is_withdrawn_and_registered_again_is_shown_and_waits_for_a_person(
    programme: Programme, now: datetime
) -> None:
    seller = programme.cast.seller_a
    first = submitted(programme, seller, now=now)
    version, later = first.version, now + timedelta(days=5)
    actions.withdraw(seller, first.public_id, version=version, now=later, reason="重新报")

    again = submitted(programme, seller, now=later + timedelta(days=1))

    assert again.state == State.IN_REVIEW
    assert "filed_before" in str(again.advice)
    shown = again.candidates.get()
    assert (shown.match, shown.other_id, shown.overlaps) == ("self", first.public_id, False)


def test_a_partner_that_registers_itself_is_found_out(programme: Programme, now: datetime) -> None:
    seller = programme.cast.seller_a
    own = programme.cast.partner_a

    row = submitted(programme, seller, now=now, customer_name=own.name_zh or own.name_en)

    assert row.state == State.IN_REVIEW
    assert [one["code"] for one in row.advice["reasons"]] == ["own_company"]
