"""No text that reaches a partner names the other side, however it is written."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from qudao.core.errors import Invalid
from qudao.deals.accountroom.actions import MessageInput
from qudao.deals.registrations import actions
from qudao.deals.registrations.actions import Rejection
from qudao.deals.registrations.actions.discretion import require_no_rival_named
from qudao.deals.registrations.models import Candidate, Registration
from qudao.deals.registrations.selectors import vendor_page
from qudao.deals.sellthrough.models import SalesLine
from tests.deals.looking import codes, everything
from tests.deals.programme import Programme, fresh, in_review, submitted
from tests.people import make_partner


@pytest.fixture
def row(programme: Programme, now: datetime) -> Registration:
    """A registration of partner A in whose scope partner B stands."""
    in_review(programme, programme.cast.seller_b, now=now - timedelta(hours=1))
    return in_review(programme, programme.cast.seller_a, now=now)


NAMING = [
    "鼎沛集成已报备",
    "与鼎沛集成撞单",
    "鼎 沛 集 成",
    "鼎沛\n集成",
    "Dingpei Integration holds it",
    "DINGPEI INTEGRATION",
    "DingpeiIntegration",
    "Ｄｉｎｇｐｅｉ　Ｉｎｔｅｇｒａｔｉｏｎ",
    "see DING-0001",
    "ding-0001",
    "与DING-0001冲突",
    "编号ＤＩＮＧ－０００１",
    "DING–0001",
    "DING - 0001",
    "（DING-12）",
    "鼎沛那边还在做，请先补充",
    "鼎沛那邊還在做",
    "Dingpei Intl also asked",
    "与Dingpei冲突",
    "x" * 400 + "鼎沛集成" + "x" * 400,
]
HARMLESS = [
    "",
    " ",
    "该范围已有更早的报备，按规则处理。",
    "您的编号 QIHE-0001 已收到",
    "启恒信息请补充材料",
    "LANDING-0001 是机型",
    "BUILDING-7 号楼",
    "鼎盛 沛然 集成电路",
    "DING",
]


def test_every_way_to_name_the_rival_is_refused(row: Registration) -> None:
    for text in NAMING:
        with pytest.raises(Invalid) as refusal:
            require_no_rival_named(row, text)
        assert codes(refusal) == {"note": "names_a_rival"}, text


def test_what_names_nobody_passes(row: Registration) -> None:
    for text in HARMLESS:
        require_no_rival_named(row, text)


def test_a_partner_that_was_not_met_is_not_named_either(row: Registration) -> None:
    for text in ("联集分销也在谈", "Lianji also asked", "恒博网络", "LIANJI DISTRIBUTION"):
        with pytest.raises(Invalid):
            require_no_rival_named(row, text)


def test_a_short_form_of_a_partner_not_met_may_be_any_word(row: Registration) -> None:
    require_no_rival_named(row, "联集 恒博 LIAN-0001 the lianji")


def test_the_own_distributor_and_the_own_customer_may_be_named(row: Registration) -> None:
    cast = make_partner("DENG", "登峰科技", "Summit Technology", now=row.created_at)
    row.partner.supplied_by = cast
    row.customer_name = "联集分销大厦"
    require_no_rival_named(row, "请通过登峰科技下单，联集分销大厦的合同要附上")


def test_the_field_of_the_text_is_named(row: Registration) -> None:
    with pytest.raises(Invalid) as refusal:
        require_no_rival_named(row, "鼎沛集成", field="text")
    [problem] = refusal.value.problems
    assert problem.field == "text"
    assert "鼎沛" not in str(problem.message)


Write = Callable[[Programme, Registration, str, datetime], object]


def approve(programme: Programme, row: Registration, note: str, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.approve(manager, row.public_id, version=row.version, now=now, note=note)


def reject(programme: Programme, row: Registration, note: str, now: datetime) -> object:
    manager, why = programme.cast.channel_manager, Rejection(code="no_project", note=note)
    return actions.reject(manager, row.public_id, why, version=row.version, now=now)


def ask(programme: Programme, row: Registration, note: str, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.request_information(manager, row.public_id, note, version=row.version, now=now)


def arbitrate(programme: Programme, row: Registration, note: str, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.send_to_arbitration(
        manager, row.public_id, version=row.version, now=now, note=note
    )


def write(programme: Programme, row: Registration, note: str, now: datetime) -> object:
    manager = programme.cast.channel_manager
    return actions.write_message(manager, row.public_id, MessageInput(text=note), now=now)


@pytest.mark.parametrize("act", [approve, reject, ask, arbitrate, write])
def test_no_action_lets_the_name_through(
    programme: Programme, now: datetime, row: Registration, act: Write
) -> None:
    before = everything(row)
    for text in ("与鼎沛集成冲突", "与DING-0001冲突"):
        with pytest.raises(Invalid) as refusal:
            act(programme, row, text, now)
        assert list(codes(refusal).values()) == ["names_a_rival"]
    assert everything(row) == before


@pytest.mark.parametrize("act", [ask, arbitrate, write, reject])
def test_the_same_text_without_the_name_goes_through(
    programme: Programme, now: datetime, row: Registration, act: Write
) -> None:
    assert act(programme, row, "该范围已有更早的报备", now)


def test_a_protection_is_revoked_without_naming_anybody(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    row = submitted(programme, cast.seller_a, now=now)
    in_review(programme, cast.seller_b, now=now + timedelta(hours=1))
    actions.amend(
        cast.seller_a,
        row.public_id,
        replace(programme.full(cast.seller_a), evidence=()),
        version=row.version,
        now=now + timedelta(hours=2),
    )
    row = fresh(row)
    why = Rejection(code="customer_choice", note="客户书面选择了鼎沛集成")

    with pytest.raises(Invalid) as refusal:
        actions.revoke(cast.channel_director, row.public_id, why, version=row.version, now=now)

    assert codes(refusal) == {"note": "names_a_rival"}
    assert fresh(row).state == "protected"


def test_a_partner_may_write_what_it_believes(
    programme: Programme, now: datetime, row: Registration
) -> None:
    """Its own guess tells it nothing; only the vendor's words are held back."""
    said = MessageInput(text="是不是鼎沛集成？")
    assert actions.write_message(programme.cast.seller_a, row.public_id, said, now=now)


def test_who_served_the_customer_before_is_not_named_either(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    SalesLine.objects.create(
        source="erp", source_key="1", route="indirect", partner=cast.partner_b,
        customer=programme.customer, product=programme.gateways, sold_on=date(2025, 11, 3),
        quantity=1, amount=Decimal(9), currency="CNY",
    )  # fmt: skip
    row = submitted(programme, cast.seller_a, now=now, purchase="repeat")
    assert Candidate.objects.unscoped(reason="test").get(registration=row).other_kind == "sale"

    with pytest.raises(Invalid):
        require_no_rival_named(row, "鼎沛集成去年交付过")


def test_a_rival_ruled_out_by_a_person_is_still_not_named(
    programme: Programme, now: datetime, row: Registration
) -> None:
    candidate = Candidate.objects.unscoped(reason="test").get(registration=row)
    actions.judge_candidate(
        programme.cast.channel_manager, row.public_id, candidate.public_id, "not_the_same", now=now
    )

    with pytest.raises(Invalid):
        require_no_rival_named(row, "与鼎沛集成无关")


def test_a_page_says_that_nobody_is_named_only_where_it_is_so(
    programme: Programme, now: datetime, row: Registration
) -> None:
    notes = {"": True, "金额与合同一致": True, "鼎沛那边先报": False}
    for note, names_nobody in notes.items():
        Registration.objects.unscoped(reason="test").update(decision_note=note)
        page = vendor_page(programme.cast.channel_manager, row.public_id, now=now)
        assert page.names_nobody is names_nobody
