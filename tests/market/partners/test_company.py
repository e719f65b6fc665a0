"""Partners are created, changed and moved by those who keep them, and by nobody else."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.core.actor import system_actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.partners.actions import (
    assign_channel_manager,
    create_partner,
    edit_own_company,
    edit_partner,
    move_partner,
    set_supplier,
)
from qudao.market.partners.inputs import OwnCompanyInput, PartnerInput
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.states import Lifecycle, PartnerType
from qudao.people.models import User
from tests.people import Cast

SYSTEM = system_actor("test")
NEW = PartnerInput(name_zh="云川系统", name_en="Yunchuan Systems", uscc="91310000MA1FL0W635")
WRONG_CHECK_DIGIT = "91310000MA1FL0W630"


def public_user(user_key: int) -> str:
    user: User = User.objects.unscoped(reason="test").get(pk=user_key)
    return user.public_id


def codes(problem: Invalid) -> dict[str, str]:
    return {one.field: one.code for one in problem.problems}


def everything() -> list[tuple[str, str, int]]:
    rows = Partner.objects.visible_to(SYSTEM).order_by("code")
    return list(rows.values_list("code", "lifecycle", "version"))


def test_a_channel_manager_is_in_charge_of_the_partner_that_it_adds(
    cast: Cast, now: datetime
) -> None:
    row = create_partner(cast.channel_manager, NEW, now=now)
    assert Partner.objects.visible_to(cast.channel_manager).one(row.public_id) == row
    assert (row.lifecycle, row.version, row.uscc) == ("prospect", 1, "91310000MA1FL0W635")
    assert row.organisation.name_zh == "云川系统"
    assert len(row.code) == 7
    held = PartnerAssignment.objects.visible_to(SYSTEM).get(partner=row)
    assert (held.user_id, held.since, held.until) == (
        cast.channel_manager.user_id,
        date(2026, 3, 2),
        None,
    )
    entry = AuditEntry.objects.visible_to(SYSTEM).get()
    assert (entry.verb, entry.subject_id) == ("partners.created", row.public_id)


def test_a_director_adds_a_partner_that_is_in_nobodys_charge(cast: Cast, now: datetime) -> None:
    row = create_partner(cast.channel_director, NEW, now=now)
    assert not PartnerAssignment.objects.visible_to(SYSTEM).filter(partner=row).exists()


@pytest.mark.parametrize("who", ["seller_a", "principal_a", "account_manager", "human_resources"])
def test_others_may_not_add_partners(cast: Cast, now: datetime, who: str) -> None:
    before = everything()
    with pytest.raises(NotPermitted):
        create_partner(getattr(cast, who), NEW, now=now)
    assert everything() == before


def test_every_problem_is_named_at_once(cast: Cast, now: datetime) -> None:
    before = everything()
    hostile = PartnerInput(
        name_zh=" ",
        partner_type="reseller",
        code="no spaces",
        region="ATLANTIS",
        city="x" * 121,
        uscc=WRONG_CHECK_DIGIT,
        website="not a site",
        phone="12",
        employees=-1,
        joined_on=date(1900, 1, 1),
    )
    with pytest.raises(Invalid) as refused:
        create_partner(cast.channel_manager, hostile, now=now)
    assert codes(refused.value) == {
        "name_zh": "required",
        "partner_type": "unknown_choice",
        "code": "not_a_code",
        "region": "unknown",
        "city": "too_long",
        "uscc": "wrong_check_digit",
        "website": "not_a_website",
        "phone": "not_a_phone",
        "employees": "out_of_bounds",
        "joined_on": "out_of_bounds",
    }
    assert everything() == before
    assert not AuditEntry.objects.visible_to(SYSTEM).exists()


def test_a_taken_code_and_a_taken_source_key_are_refused(cast: Cast, now: datetime) -> None:
    create_partner(
        cast.operations, PartnerInput(name_en="One", source="erp", source_key="1"), now=now
    )
    for twice, field in (
        (PartnerInput(name_en="Two", code="QIHE"), "code"),
        (PartnerInput(name_en="Two", source="erp", source_key="1"), "source_key"),
    ):
        before = everything()
        with pytest.raises(Invalid) as refused:
            create_partner(cast.operations, twice, now=now)
        assert codes(refused.value) == {field: "taken"}
        assert everything() == before


def test_only_a_business_partner_has_a_kind_of_business(cast: Cast, now: datetime) -> None:
    wrong = PartnerInput(
        name_en="Shop", partner_type="retailer", business_kind="value_added_reseller"
    )
    with pytest.raises(Invalid) as refused:
        create_partner(cast.operations, wrong, now=now)
    assert codes(refused.value) == {"business_kind": "not_a_business_partner"}


def test_an_edit_keeps_code_and_lifecycle_and_renames_the_organisation(
    cast: Cast, now: datetime
) -> None:
    partner = cast.partner_a
    change = PartnerInput(name_zh="启恒信息技术", name_en="Qiheng IT", code="OTHER", city="上海")
    row = edit_partner(
        cast.channel_manager, partner.public_id, change, version=partner.version, now=now
    )
    assert (row.code, row.lifecycle, row.city, row.version) == ("QIHE", "active", "上海", 2)
    assert row.organisation.name_en == "Qiheng IT"
    entry = AuditEntry.objects.visible_to(SYSTEM).get()
    assert entry.before["name_en"] == "Qiheng Info"
    assert entry.after["name_en"] == "Qiheng IT"


def test_the_second_of_two_edits_of_one_version_is_refused(cast: Cast, now: datetime) -> None:
    partner = cast.partner_a
    first = PartnerInput(name_en="First")
    edit_partner(cast.channel_manager, partner.public_id, first, version=1, now=now)
    with pytest.raises(Conflict):
        edit_partner(
            cast.channel_manager, partner.public_id, PartnerInput(name_en="2nd"), version=1, now=now
        )
    assert Partner.objects.visible_to(SYSTEM).get(pk=partner.pk).name_en == "First"


def test_a_partner_in_anothers_charge_is_not_there(cast: Cast, now: datetime) -> None:
    with pytest.raises(NotFound):
        edit_partner(
            cast.channel_manager,
            cast.partner_b.public_id,
            PartnerInput(name_en="Mine"),
            version=1,
            now=now,
        )
    assert Partner.objects.visible_to(SYSTEM).get(pk=cast.partner_b.pk).version == 1


def test_a_partner_moves_only_along_its_life(cast: Cast, now: datetime) -> None:
    public_id = cast.partner_a.public_id
    move_partner(cast.channel_manager, public_id, Lifecycle.SUSPENDED, reason="unpaid", now=now)
    with pytest.raises(Conflict) as refused:
        move_partner(cast.channel_manager, public_id, Lifecycle.APPLICANT, reason="", now=now)
    assert refused.value.code == "no_such_step"
    row = Partner.objects.visible_to(SYSTEM).get(pk=cast.partner_a.pk)
    assert (row.lifecycle, row.version) == ("suspended", 2)
    entry = AuditEntry.objects.visible_to(SYSTEM).get()
    assert (entry.before, entry.after, entry.note) == (
        {"lifecycle": "active"},
        {"lifecycle": "suspended"},
        "unpaid",
    )


def test_suspending_needs_a_reason(cast: Cast, now: datetime) -> None:
    public_id = cast.partner_a.public_id
    with pytest.raises(Invalid) as refused:
        move_partner(cast.channel_manager, public_id, Lifecycle.SUSPENDED, reason=" ", now=now)
    assert codes(refused.value) == {"reason": "required"}
    assert Partner.objects.visible_to(SYSTEM).get(pk=cast.partner_a.pk).lifecycle == "active"


def test_assigning_ends_the_former_charge(cast: Cast, now: datetime) -> None:
    partner, new = cast.partner_a, cast.other_channel_manager
    assign_channel_manager(
        cast.channel_director, partner.public_id, public_user(new.user_key), now=now
    )
    rows = PartnerAssignment.objects.visible_to(SYSTEM).filter(partner=partner).order_by("pk")
    assert list(rows.values_list("user_id", "until")) == [
        (cast.channel_manager.user_id, date(2026, 3, 2)),
        (new.user_id, None),
    ]
    assert not Partner.objects.visible_to(cast.channel_manager).filter(pk=partner.pk).exists()


def test_assigning_the_present_manager_again_changes_nothing(cast: Cast, now: datetime) -> None:
    user = public_user(cast.channel_manager.user_key)
    assign_channel_manager(cast.channel_director, cast.partner_a.public_id, user, now=now)
    assert not AuditEntry.objects.visible_to(SYSTEM).exists()


@pytest.mark.parametrize("who", ["account_manager", "seller_a"])
def test_only_a_channel_manager_can_be_in_charge(cast: Cast, now: datetime, who: str) -> None:
    user = public_user(getattr(cast, who).user_key)
    with pytest.raises(Invalid) as refused:
        assign_channel_manager(cast.channel_director, cast.partner_a.public_id, user, now=now)
    assert codes(refused.value) == {"user": "wrong_role"}


def test_a_channel_manager_may_not_assign(cast: Cast, now: datetime) -> None:
    user = public_user(cast.channel_manager.user_key)
    with pytest.raises(NotPermitted):
        assign_channel_manager(cast.channel_manager, cast.partner_a.public_id, user, now=now)


def test_a_supplier_is_a_distributor_and_makes_no_circle(cast: Cast, now: datetime) -> None:
    distributor, sub = cast.distributor, cast.sub_reseller
    set_supplier(cast.channel_manager, cast.partner_a.public_id, distributor.public_id, now=now)
    row = Partner.objects.visible_to(SYSTEM).get(pk=cast.partner_a.pk)
    assert row.supplied_by_id == distributor.pk
    with pytest.raises(Invalid) as refused:
        set_supplier(cast.channel_manager, cast.partner_a.public_id, sub.public_id, now=now)
    assert codes(refused.value) == {"supplied_by": "not_a_distributor"}
    Partner.objects.visible_to(SYSTEM).filter(pk=sub.pk).update(
        partner_type=PartnerType.DISTRIBUTOR
    )
    with pytest.raises(Invalid) as refused:
        set_supplier(cast.channel_manager, distributor.public_id, sub.public_id, now=now)
    assert codes(refused.value) == {"supplied_by": "circle"}
    with pytest.raises(Invalid) as refused:
        set_supplier(cast.channel_manager, sub.public_id, sub.public_id, now=now)
    assert codes(refused.value) == {"supplied_by": "circle"}
    assert Partner.objects.visible_to(SYSTEM).get(pk=distributor.pk).supplied_by_id is None


def test_a_supplier_can_be_taken_away(cast: Cast, now: datetime) -> None:
    set_supplier(cast.channel_manager, cast.sub_reseller.public_id, "", now=now)
    row = Partner.objects.visible_to(SYSTEM).get(pk=cast.sub_reseller.pk)
    assert row.supplied_by_id is None


def test_a_principal_edits_the_own_address_only(cast: Cast, now: datetime) -> None:
    company = OwnCompanyInput(city="苏州", phone="+86 512 5555 0100", website="qiheng.example")
    row = edit_own_company(cast.principal_a, company, version=1, now=now)
    assert (row.pk, row.city, row.name_en, row.version) == (
        cast.partner_a.pk,
        "苏州",
        "Qiheng Info",
        2,
    )
    with pytest.raises(Conflict):
        edit_own_company(cast.principal_a, company, version=1, now=now)


@pytest.mark.parametrize("who", ["seller_a", "engineer_a", "channel_director"])
def test_others_may_not_edit_a_partners_own_company(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        edit_own_company(getattr(cast, who), OwnCompanyInput(city="北京"), version=1, now=now)
    assert everything()[3] == ("QIHE", "active", 1)
