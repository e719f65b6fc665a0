"""What narrows each list: values that fit some rows, that fit none, and that are no values."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from qudao.deals.registrations.models import Registration
from qudao.market.cells.models import Product
from qudao.market.customers.actions import merge_customers
from qudao.market.customers.models import AccountAssignment, Customer, PartnerCustomer
from qudao.market.partners.models import Partner, PartnerAssignment
from qudao.market.partners.states import Lifecycle
from tests.api.caller import Caller, caller_for
from tests.choose.coverage.build import Ground, make_ground
from tests.deals.programme import Programme, in_review, quickly
from tests.people import Cast

ABSENT = "0123456789abcdef"
EVERY_DATE_FILTER = ("/registrations?received_from=", "/prices?on=")
EVERY_LIST = (
    "/partners", "/customers", "/registrations", "/products", "/regions", "/industries",
    "/prices", "/cells", "/notices",
)  # fmt: skip


def found(caller: Caller, path: str, field: str) -> list[str]:
    """One field of the rows that a list answers, in order of its values."""
    reply = caller.get(path)
    assert reply.status == 200, (path, reply.text)
    return sorted(item[field] for item in reply.json["items"])


@pytest.fixture
def ground(cast: Cast, now: datetime) -> Ground:
    return make_ground(cast, now)


# ------------------------------------------------------------------ partners


def partner_rows(ground: Ground) -> None:
    """Partner A in Shanghai with a number, B suspended and nobody's, the others as they are."""
    rows = Partner.objects.unscoped(reason="test")
    shanghai = ground.customer("SHA", "BANK").region
    rows.filter(code="QIHE").update(region=shanghai, city="浦东", uscc="91310000132149237G")
    rows.filter(code="DING").update(lifecycle=Lifecycle.SUSPENDED)
    PartnerAssignment.objects.unscoped(reason="test").filter(partner__code="DING").delete()


PARTNERS: tuple[tuple[str, list[str]], ...] = (
    ("?lifecycle=suspended", ["DING"]),
    ("?lifecycle=active", ["HENG", "LIAN", "QIHE"]),
    ("?lifecycle=exited", []),
    ("?partner_type=business_partner", ["DING", "HENG", "QIHE"]),
    ("?partner_type=retailer", []),
    ("?region=SHA", ["QIHE"]),
    ("?region=EAST", ["QIHE"]),
    ("?region=SOUTH", []),
    ("?region=%20EAST%20", ["QIHE"]),
    ("?region=EAST%25", []),
    ("?owner=none", ["DING"]),
    (f"?owner=usr_{ABSENT}", []),
    ("?text=qihe", ["QIHE"]),
    ("?text=91310000132149237g", ["QIHE"]),
    ("?text=浦东", ["QIHE"]),
    ("?text=LIANJI+DIST", ["LIAN"]),
    ("?text=qhxx", ["QIHE"]),
    ("?text=%25", []),
    ("?text=_", []),
    ("?text=%20%20", ["DING", "HENG", "LIAN", "QIHE"]),
    ("?text=%F0%9F%98%80", []),
    ("?lifecycle=active&partner_type=distributor&text=lian", ["LIAN"]),
    ("?lifecycle=suspended&partner_type=distributor", []),
)


def test_partners_are_narrowed_by_each_of_their_filters(ground: Ground, director: Caller) -> None:
    partner_rows(ground)
    sounds = Partner.objects.unscoped(reason="test").filter(code="QIHE")
    sounds.update(sound="qihengxinxi qhxx")
    for query, codes in PARTNERS:
        assert found(director, f"/partners{query}", "code") == codes, query


def test_partners_stand_in_the_order_that_was_asked_for(ground: Ground, director: Caller) -> None:
    rows = Partner.objects.unscoped(reason="test")
    for days, code in enumerate(("LIAN", "DING", "QIHE", "HENG")):
        rows.filter(code=code).update(created_at=ground.now + timedelta(days=days))
    ordered = {
        sort: [item["code"] for item in director.get(f"/partners?sort={sort}").json["items"]]
        for sort in ("code", "created_at", "-created_at")
    }
    assert ordered == {
        "code": ["DING", "HENG", "LIAN", "QIHE"],
        "created_at": ["LIAN", "DING", "QIHE", "HENG"],
        "-created_at": ["HENG", "QIHE", "DING", "LIAN"],
    }
    ids = [item["id"] for item in director.get("/partners?sort=id").json["items"]]
    assert ids == sorted(ids)


# ------------------------------------------------------------------ customers


def customer_rows(ground: Ground, cast: Cast) -> dict[str, Customer]:
    made = {
        "bank": ground.customer("SHA", "RURAL", "Pudong Rural Bank"),
        "hospital": ground.customer("SUZ", "MED", "Suzhou Hospital"),
        "far": ground.customer("SOUTH", "BANK", "Southern Bank"),
    }
    rows = Customer.objects.unscoped(reason="test")
    rows.filter(pk=made["bank"].pk).update(account_class="direct", is_named_account=True)
    rows.filter(pk=made["hospital"].pk).update(kind="site")
    AccountAssignment.objects.create(
        customer=made["bank"], user_id=cast.account_manager.user_key, since=date(2026, 1, 1)
    )
    PartnerCustomer.objects.create(
        partner=cast.partner_a, customer=made["far"], since=date(2026, 1, 1)
    )
    return made


def test_customers_are_narrowed_by_each_of_their_filters(
    ground: Ground, cast: Cast, director: Caller
) -> None:
    made = customer_rows(ground, cast)
    bank, hospital, far = "Pudong Rural Bank", "Suzhou Hospital", "Southern Bank"
    manager = cast.account_manager.public_id
    table: tuple[tuple[str, set[str]], ...] = (
        ("?account_class=direct", {bank}),
        ("?kind=site", {hospital}),
        ("?region=EAST", {bank, hospital}),
        ("?region=SHA", {bank}),
        ("?region=NORTH", set()),
        ("?region=EAST&industry=MED", {hospital}),
        ("?industry=BANK", {bank, far}),
        ("?industry=RURAL", {bank}),
        (f"?account_manager={manager}&region=EAST", {bank}),
        ("?account_manager=none&industry=BANK", {far}),
        (f"?account_manager=usr_{ABSENT}", set()),
        (f"?partner={cast.partner_a.public_id}", {far}),
        (f"?partner={cast.partner_b.public_id}", set()),
        (f"?partner=par_{ABSENT}", set()),
        ("?only_named_accounts=true", {bank}),
        ("?only_named_accounts=1", {bank}),
        ("?only_named_accounts=false&region=EAST", {bank, hospital}),
        ("?text=southern", {far}),
        ("?text=bank&region=EAST", {bank}),
        ("?text=%25", set()),
    )
    for query, names in table:
        assert set(found(director, f"/customers{query}", "name_en")) == names, query
    backwards = [item["id"] for item in director.get("/customers?sort=-id").json["items"]]
    assert backwards == sorted(backwards, reverse=True)
    assert made["far"].public_id in backwards


def test_a_partner_narrows_its_customers_by_text_alone(
    ground: Ground, cast: Cast, seller_a: Caller
) -> None:
    customer_rows(ground, cast)
    for query, names in (
        ("?account_class=direct&kind=site&only_named_accounts=true", ["Southern Bank"]),
        (f"?partner={cast.partner_b.public_id}", ["Southern Bank"]),
        ("?text=SOUTH", ["Southern Bank"]),
        ("?text=pudong", []),
    ):
        assert found(seller_a, f"/customers{query}", "name") == names, query


# ------------------------------------------------------------------ registrations


def test_registrations_are_narrowed_by_each_of_their_filters(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    director = caller_for(cast.channel_director, now)
    large = in_review(programme, cast.principal_a, now=now)
    quick = quickly(programme, cast.seller_b, now=now, project="备份二期",
                    product_id=programme.backup.public_id)  # fmt: skip
    both, one, two = [large.number, quick.number], [large.number], [quick.number]
    merged = Customer.objects.create(name_en="Same company", created_at=now)
    merge_customers(cast.operations, merged.public_id, programme.customer.public_id,
                    reason="重复", now=now)  # fmt: skip
    table: tuple[tuple[str, list[str | None]], ...] = (
        ("?state=in_review", one),
        ("?state=submitted", two),
        ("?state=won", []),
        (f"?product={programme.backup.public_id}", two),
        (f"?product=prd_{ABSENT}", []),
        (f"?partner={cast.partner_a.public_id}", one),
        (f"?partner=par_{ABSENT}", []),
        (f"?customer={merged.public_id}&state=in_review", one),
        (f"?customer=cus_{ABSENT}", []),
        ("?text=备份", two),
        ("?text=ding-", two),
        ("?text=0001", []),
        ("?text=%25", []),
        ("?received_from=2026-03-02", both),
        ("?received_from=2026-03-03", []),
        (f"?state=submitted&partner={cast.partner_a.public_id}", []),
    )
    for query, numbers in table:
        expected = sorted(str(number) for number in numbers)
        assert found(director, f"/registrations{query}", "number") == expected, query


def test_a_day_of_receipt_begins_at_midnight_of_the_programme(
    programme: Programme, now: datetime
) -> None:
    director = caller_for(programme.cast.channel_director, now)
    row = in_review(programme, programme.cast.principal_a, now=now)
    midnight = datetime.fromisoformat("2026-03-01T16:00:00+00:00")  # of the 2nd in Shanghai
    for received, seen in ((midnight, 1), (midnight - timedelta(microseconds=1), 0)):
        Registration.objects.unscoped(reason="test").filter(pk=row.pk).update(received_at=received)
        numbers = found(director, "/registrations?received_from=2026-03-02", "number")
        assert len(numbers) == seen


@pytest.mark.parametrize("path", EVERY_DATE_FILTER)
@pytest.mark.parametrize("day", ["0001-01-01", "1900-01-01", "9999-12-31"])
def test_the_first_and_the_last_day_of_all_break_nothing(
    cast: Cast, director: Caller, path: str, day: str
) -> None:
    reply = director.get(path + day)
    assert (reply.status, reply.json["items"]) == (200, [])


# ------------------------------------------------------------------ codes


def test_codes_are_narrowed_to_a_branch_and_by_text(ground: Ground, director: Caller) -> None:
    Product.objects.create(code="GW-1", name_zh="网关一型", path="/GW/GW-1/", depth=1)
    Product.objects.create(code="GONE", name_en="Gone", path="/GONE/", is_active=False)
    for path, codes in (
        ("/products", ["BK", "GW", "GW-1"]),
        ("/products?below=GW", ["GW", "GW-1"]),
        ("/products?below=GW-1", ["GW-1"]),
        ("/products?text=网关", ["GW", "GW-1"]),
        ("/products?text=gw-", ["GW-1"]),
        ("/products?text=appliance", ["BK"]),
        ("/products?text=W-1", []),
        ("/products?text=_W", []),
        ("/regions?below=EAST", ["EAST", "SHA", "SUZ"]),
        ("/regions?below=EAST&text=s", ["EAST", "SHA", "SUZ"]),
        ("/regions?below=EAST&text=sh", ["SHA"]),
        ("/industries?below=BANK", ["BANK", "RURAL"]),
        ("/industries?text=医院", ["MED"]),
        ("/prices?below=BK", ["BK"]),
        ("/prices?text=网关一", ["GW-1"]),
    ):
        assert found(director, path, "code") == codes, path
    backwards = [row["code"] for row in director.get("/products?sort=-code").json["items"]]
    assert backwards == ["GW-1", "GW", "BK"]


@pytest.mark.parametrize("path", ["/products", "/regions", "/industries", "/prices"])
@pytest.mark.parametrize("code", ["NOWHERE", "GONE", "%25", "EAST/"])
def test_a_branch_that_is_not_there_is_named(
    cast: Cast, director: Caller, path: str, code: str
) -> None:
    reply = director.get(f"{path}?below={code}")
    assert (reply.status, reply.problems()) == (422, {("below", "unknown")})


# ------------------------------------------------------------------ what is no value at all

NO_VALUES = (
    ("/partners?lifecycle=ACTIVE", {("lifecycle", "unknown_choice")}),
    ("/partners?lifecycle=", {("lifecycle", "unknown_choice")}),
    ("/partners?sort=-code", {("sort", "unknown_choice")}),
    ("/customers?only_named_accounts=maybe", {("only_named_accounts", "true_or_false_expected")}),
    ("/customers?kind=planet", {("kind", "unknown_choice")}),
    ("/customers?kind=&account_class=Direct", {("kind", "unknown_choice"),
                                               ("account_class", "unknown_choice")}),
    ("/customers?sort=name", {("sort", "unknown_choice")}),
    ("/registrations?state=approved", {("state", "unknown_choice")}),
    ("/registrations?received_from=2026-02-30", {("received_from", "day_expected")}),
    ("/registrations?received_from=02.03.2026", {("received_from", "day_expected")}),
    ("/registrations?received_from=2026-03-02T09:30:00Z", {("received_from", "day_expected")}),
    ("/prices?on=tomorrow", {("on", "day_expected")}),
    ("/cells?sort=code", {("sort", "unknown_choice")}),
    ("/notices?unread_only=si", {("unread_only", "true_or_false_expected")}),
    ("/notices?sort=id", {("sort", "unknown_choice")}),
    (f"/partners?text={'长' * 61}&region={'x' * 41}", {("text", "too_long"),
                                                       ("region", "too_long")}),
    (f"/registrations?partner={'p' * 41}", {("partner", "too_long")}),
    ("/customers?text=a%07b", {("text", "control_character")}),
)  # fmt: skip


def test_what_is_no_value_of_a_filter_is_named_with_its_rule(cast: Cast, now: datetime) -> None:
    operations = caller_for(cast.operations, now)
    for path, problems in NO_VALUES:
        reply = operations.get(path)
        assert (reply.status, reply.problems()) == (422, problems), path


def test_every_list_refuses_the_same_sizes_and_cursors(cast: Cast, now: datetime) -> None:
    operations = caller_for(cast.operations, now)
    for path in EVERY_LIST:
        for query, code in (
            ("limit=0", ("limit", "too_small")),
            ("limit=-1", ("limit", "too_small")),
            ("limit=101", ("limit", "too_large")),
            ("limit=1.5", ("limit", "whole_number_expected")),
            ("limit=%EF%BC%91x", ("limit", "whole_number_expected")),
            ("cursor=made-up", ("cursor", "wrong_cursor")),
            (f"cursor={'c' * 601}", ("cursor", "too_long")),
            ("offset=20", ("offset", "unknown_parameter")),
        ):
            reply = operations.get(f"{path}?{query}")
            assert (reply.status, reply.problems()) == (422, {code}), (path, query)
        assert operations.get(f"{path}?limit=100").status == 200
