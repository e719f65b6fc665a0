"""Contacts, cells and authorisations of a partner."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from qudao.core.actor import Actor, system_actor
from qudao.core.errors import Conflict, Invalid, NotFound, NotPermitted
from qudao.core.models import AuditEntry
from qudao.market.cells.actions import (
    NodeInput,
    ProductInput,
    cell_for,
    create_product,
    create_territory,
)
from qudao.market.cells.models import Cell, Product
from qudao.market.cells.selectors import CellAxes
from qudao.market.partners.actions import (
    add_contact,
    authorise_product,
    edit_contact,
    end_authorisation,
    remove_contact,
    serve_cell,
    stop_serving_cell,
)
from qudao.market.partners.inputs import ContactInput
from qudao.market.partners.models import PartnerCell, PartnerContact
from qudao.market.partners.selectors import authorised_families, is_authorised
from tests.people import Cast

SYSTEM = system_actor("test")
CONTACT = ContactInput(name="Yao Lin", email="Yao.Lin@Example.com", function="sales")


@pytest.fixture
def products(cast: Cast, now: datetime) -> tuple[Product, Product]:
    family = create_product(
        cast.operations,
        ProductInput(NodeInput("ERP", name_zh="企业资源计划", name_en="ERP"), is_family=True),
        now=now,
    )
    product = create_product(
        cast.operations, ProductInput(NodeInput("ERP-1", name_en="ERP One", parent="ERP")), now=now
    )
    create_territory(cast.operations, NodeInput("EAST", name_zh="华东"), now=now)
    return family, product


def contacts(actor: Actor) -> list[tuple[str, bool]]:
    rows = PartnerContact.objects.visible_to(actor).order_by("pk")
    return list(rows.values_list("person__name", "is_primary"))


@pytest.mark.parametrize("who", ["channel_manager", "principal_a"])
def test_the_vendor_and_the_own_principal_add_contacts(cast: Cast, now: datetime, who: str) -> None:
    row = add_contact(getattr(cast, who), cast.partner_a.public_id, CONTACT, now=now)
    assert (row.person.email, row.person.employer_id) == ("yao.lin@example.com", cast.partner_a.pk)
    entry = AuditEntry.objects.visible_to(SYSTEM).get()
    assert entry.after == {"person": row.person.public_id, "function": "sales"}


@pytest.mark.parametrize("who", ["seller_a", "account_manager"])
def test_a_seller_may_not_add_contacts(cast: Cast, now: datetime, who: str) -> None:
    with pytest.raises(NotPermitted):
        add_contact(getattr(cast, who), cast.partner_a.public_id, CONTACT, now=now)
    assert contacts(SYSTEM) == []


def test_a_principal_reaches_no_other_partners_contacts(cast: Cast, now: datetime) -> None:
    row = add_contact(cast.channel_director, cast.partner_b.public_id, CONTACT, now=now)
    with pytest.raises(NotFound):
        remove_contact(cast.principal_a, cast.partner_b.public_id, row.person.public_id, now=now)
    with pytest.raises(NotFound):
        remove_contact(cast.principal_a, cast.partner_a.public_id, row.person.public_id, now=now)
    assert contacts(SYSTEM) == [("Yao Lin", False)]
    assert contacts(cast.principal_a) == []


def test_a_partner_has_one_primary_contact(cast: Cast, now: datetime) -> None:
    first = ContactInput(name="First", is_primary=True)
    second = ContactInput(name="Second", is_primary=True)
    one = add_contact(cast.principal_a, cast.partner_a.public_id, first, now=now)
    two = add_contact(cast.principal_a, cast.partner_a.public_id, second, now=now)
    assert contacts(SYSTEM) == [("First", False), ("Second", True)]
    edit_contact(
        cast.principal_a,
        cast.partner_a.public_id,
        one.person.public_id,
        contact=first,
        now=now,
    )
    assert contacts(SYSTEM) == [("First", True), ("Second", False)]
    remove_contact(cast.principal_a, cast.partner_a.public_id, two.person.public_id, now=now)
    assert contacts(SYSTEM) == [("First", True)]


def test_a_contact_without_a_name_is_refused(cast: Cast, now: datetime) -> None:
    wrong = ContactInput(name=" ", email="nobody", phone="x", function="boss")
    with pytest.raises(Invalid) as refused:
        add_contact(cast.principal_a, cast.partner_a.public_id, wrong, now=now)
    assert [one.code for one in refused.value.problems] == [
        "required",
        "not_an_email",
        "not_a_phone",
        "unknown_choice",
    ]
    assert contacts(SYSTEM) == []


def test_a_cell_is_made_once_and_served_once(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    axes = CellAxes(product="ERP", region="EAST")
    one = serve_cell(cast.channel_manager, cast.partner_a.public_id, axes, now=now)
    two = serve_cell(cast.channel_manager, cast.sub_reseller.public_id, axes, now=now)
    again = serve_cell(cast.channel_manager, cast.partner_a.public_id, axes, now=now)
    assert one == two == again == cell_for(SYSTEM, axes)
    assert Cell.objects.visible_to(SYSTEM).count() == 1
    assert PartnerCell.objects.visible_to(SYSTEM).count() == 2
    stop_serving_cell(cast.channel_manager, cast.partner_a.public_id, one.public_id, now=now)
    assert PartnerCell.objects.visible_to(SYSTEM).count() == 1
    with pytest.raises(NotFound):
        stop_serving_cell(cast.channel_manager, cast.partner_a.public_id, one.public_id, now=now)


def test_a_cell_of_everything_or_of_unknown_codes_is_refused(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    for axes, codes in (
        (CellAxes(), ["everything"]),
        (CellAxes(product="CRM", region="WEST", industry="GB-A"), ["unknown"] * 3),
    ):
        with pytest.raises(Invalid) as refused:
            serve_cell(cast.channel_manager, cast.partner_a.public_id, axes, now=now)
        assert [one.code for one in refused.value.problems] == codes
    assert Cell.objects.visible_to(SYSTEM).count() == 0


def test_an_authorisation_covers_all_below_its_family_on_its_days(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    family, product = products
    start, end = date(2026, 1, 1), date(2027, 1, 1)
    authorise_product(
        cast.channel_manager,
        cast.partner_a.public_id,
        "ERP",
        valid_from=start,
        valid_until=end,
        now=now,
    )
    pk = cast.partner_a.pk
    assert is_authorised(pk, product, on=start)
    assert is_authorised(pk, family, on=date(2026, 12, 31))
    assert not is_authorised(pk, product, on=end)
    assert not is_authorised(pk, product, on=date(2025, 12, 31))
    assert not is_authorised(cast.partner_b.pk, product, on=start)
    assert authorised_families(pk, on=start) == [family]


def test_a_second_authorisation_on_the_same_days_is_refused(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    public_id = cast.partner_a.public_id
    authorise_product(cast.channel_manager, public_id, "ERP", valid_from=date(2026, 1, 1), now=now)
    with pytest.raises(Conflict):
        authorise_product(
            cast.channel_manager, public_id, "ERP", valid_from=date(2026, 6, 1), now=now
        )
    end_authorisation(cast.channel_manager, public_id, "ERP", on=date(2026, 6, 1), now=now)
    authorise_product(cast.channel_manager, public_id, "ERP", valid_from=date(2026, 6, 1), now=now)
    assert is_authorised(cast.partner_a.pk, products[0], on=date(2026, 6, 1))


def test_an_authorisation_that_ends_before_it_starts_is_refused(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    with pytest.raises(Invalid) as refused:
        authorise_product(
            cast.channel_manager,
            cast.partner_a.public_id,
            "NONE",
            valid_from=date(2026, 1, 2),
            valid_until=date(2026, 1, 2),
            now=now,
        )
    assert [one.code for one in refused.value.problems] == ["ends_too_early", "unknown"]


def test_a_products_code_is_unique_and_its_path_names_its_family(
    cast: Cast, now: datetime, products: tuple[Product, Product]
) -> None:
    assert products[1].path == "/ERP/ERP-1/"
    with pytest.raises(Invalid) as refused:
        create_product(cast.operations, ProductInput(NodeInput("ERP", name_en="x")), now=now)
    assert [one.code for one in refused.value.problems] == ["taken"]
    with pytest.raises(Invalid) as refused:
        create_product(
            cast.operations, ProductInput(NodeInput("a/b", name_en="x", parent="no")), now=now
        )
    assert [one.code for one in refused.value.problems] == ["not_a_code", "unknown"]
