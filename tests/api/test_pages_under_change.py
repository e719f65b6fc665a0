"""Walking through a list while its rows come, go and move: none is met twice, none that stays is
left out."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.core import signing

from qudao.api.paging import SALT
from qudao.deals.registrations.models import Registration
from qudao.market.customers.models import Customer, PartnerCustomer
from qudao.market.partners.models import Partner
from qudao.people.models import Notice
from tests.api.caller import Caller, caller_for
from tests.deals.programme import Programme, quickly
from tests.people import Cast

ROWS = 7


@pytest.fixture
def customers(cast: Cast, now: datetime) -> list[Customer]:
    return Customer.objects.bulk_create(
        Customer(name_en=f"Customer {number}", created_at=now) for number in range(ROWS)
    )


def step(caller: Caller, path: str, field: str = "id") -> tuple[list[str], str]:
    """One page's values and the address of the next, "" at the end."""
    reply = caller.get(path)
    assert reply.status == 200, reply.text
    return [item[field] for item in reply.json["items"]], reply.json["next"] or ""


def rest(caller: Caller, path: str, field: str = "id") -> list[str]:
    found: list[str] = []
    while path:
        part, path = step(caller, path, field)
        assert part
        found += part
    return found


def remove(*public_ids: str) -> None:
    Customer.objects.unscoped(reason="test").filter(public_id__in=public_ids).delete()


def test_a_row_that_goes_is_simply_gone(customers: list[Customer], director: Caller) -> None:
    ids = sorted(one.public_id for one in customers)
    seen, following = step(director, "/customers?limit=3")
    assert seen == ids[:3]
    remove(ids[0], ids[2], ids[4])  # one seen, the very one that the cursor names, one to come
    assert rest(director, following) == [ids[3], ids[5], ids[6]]


def test_the_end_may_come_sooner(customers: list[Customer], director: Caller) -> None:
    ids = sorted(one.public_id for one in customers)
    _seen, following = step(director, "/customers?limit=3")
    remove(*ids[3:])
    assert step(director, following) == ([], "")


def test_an_exact_last_page_has_no_next(customers: list[Customer], director: Caller) -> None:
    for limit in (ROWS, ROWS + 1, 100):
        assert step(director, f"/customers?limit={limit}")[1] == ""
    seen, following = step(director, f"/customers?limit={ROWS - 1}")
    assert (len(seen), len(rest(director, following))) == (ROWS - 1, 1)


def test_backwards_is_the_same_walk_from_the_other_end(
    customers: list[Customer], director: Caller
) -> None:
    ids = sorted((one.public_id for one in customers), reverse=True)
    assert rest(director, "/customers?sort=-id&limit=2") == ids


def test_a_row_that_moves_forward_is_met_at_its_new_place(
    cast: Cast, director: Caller, now: datetime
) -> None:
    rows = Partner.objects.unscoped(reason="test")
    for days, code in enumerate(("QIHE", "DING", "LIAN", "HENG")):
        rows.filter(code=code).update(created_at=now + timedelta(days=days))
    seen, following = step(director, "/partners?sort=created_at&limit=2", "code")
    rows.filter(code="LIAN").update(created_at=now + timedelta(days=9))
    assert (seen, rest(director, following, "code")) == (["QIHE", "DING"], ["HENG", "LIAN"])


def test_rows_of_the_same_moment_are_each_met_once(
    cast: Cast, seller_a: Caller, now: datetime
) -> None:
    Notice.objects.bulk_create(
        Notice(user_id=cast.seller_a.user_key, code="x", created_at=moment)
        for moment in (now, now, now, now, now - timedelta(seconds=1), now + timedelta(seconds=1))
    )
    for sort in ("created_at", "-created_at"):
        ids = rest(seller_a, f"/notices?sort={sort}&limit=2")
        assert len(ids) == len(set(ids)) == 6
    moments = rest(seller_a, "/notices?limit=1", "created_at")
    assert moments == sorted(moments, reverse=True)


def test_reading_a_notice_on_the_way_hides_no_other(
    cast: Cast, seller_a: Caller, now: datetime
) -> None:
    Notice.objects.bulk_create(
        Notice(user_id=cast.seller_a.user_key, code="x", created_at=now - timedelta(hours=hours))
        for hours in range(5)
    )
    seen, following = step(seller_a, "/notices?unread_only=true&limit=2")
    for one in seen:
        seller_a.send("POST", f"/notices/{one}/read")
    assert len(rest(seller_a, following)) == 3
    assert len(rest(seller_a, "/notices?unread_only=true")) == 3


def test_a_partner_walks_through_its_own_customers(
    cast: Cast, customers: list[Customer], seller_a: Caller
) -> None:
    own = customers[:4]
    PartnerCustomer.objects.bulk_create(
        PartnerCustomer(partner=partner, customer=one, since=date(2026, 1, 1))
        for partner, some in ((cast.partner_a, own), (cast.partner_b, customers))
        for one in some
    )
    ids = sorted(one.public_id for one in own)
    assert rest(seller_a, "/customers?limit=1") == ids
    assert rest(seller_a, "/customers?limit=3&sort=-id") == ids[::-1]
    assert rest(seller_a, "/customers?limit=2&text=Customer+3") == [own[3].public_id]


def test_the_newest_registrations_come_first_while_new_ones_arrive(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    director = caller_for(cast.channel_director, now)
    rows = Registration.objects.unscoped(reason="test")
    for number in range(3):
        row = quickly(programme, cast.seller_b, now=now, project=f"项目{number}",
                      customer_name=f"湾口热电第{number}有限公司")  # fmt: skip
        rows.filter(pk=row.pk).update(created_at=now + timedelta(minutes=number))
    seen, following = step(director, "/registrations?sort=-created_at&limit=1", "project")
    late = quickly(programme, cast.seller_b, now=now, project="后来", customer_name="岚山纸业公司")
    rows.filter(pk=late.pk).update(created_at=now + timedelta(hours=1))
    assert seen == ["项目2"]
    assert rest(director, following, "project") == ["项目1", "项目0"]
    assert step(director, "/registrations?sort=-created_at&limit=1", "project")[0] == ["后来"]


# ------------------------------------------------------------------ cursors


def cursor_of(address: str) -> str:
    return parse_qs(urlsplit(address).query)["cursor"][0]


def test_a_next_address_keeps_what_was_asked(customers: list[Customer], director: Caller) -> None:
    asked = "/customers?limit=2&text=Customer&sort=-id&only_named_accounts=false"
    _seen, following = step(director, asked)
    query = parse_qs(urlsplit(following).query)
    assert urlsplit(following).path == "/api/v1/customers"
    assert query.pop("cursor")
    assert query == {
        "limit": ["2"],
        "text": ["Customer"],
        "sort": ["-id"],
        "only_named_accounts": ["false"],
    }


def test_a_cursor_is_signed_for_its_list_filters_and_order(
    customers: list[Customer], director: Caller
) -> None:
    cursor = cursor_of(step(director, "/customers?limit=2")[1])
    assert director.get(f"/customers?cursor={cursor}&limit=50").status == 200
    kind, values = signing.loads(cursor, salt=SALT)
    forged = (
        cursor[:-1] + ("A" if cursor[-1] != "A" else "B"),
        signing.dumps([kind, values], salt="another"),
        signing.dumps(["0" * 16, values], salt=SALT),
        signing.dumps("text", salt=SALT),
        signing.dumps([kind, values, "more"], salt=SALT),
        signing.dumps({"a": 1}, salt=SALT),
        signing.dumps(7, salt=SALT),
    )
    for one in forged:
        reply = director.get(f"/customers?cursor={one}")
        assert (reply.status, reply.problems()) == (422, {("cursor", "wrong_cursor")}), one
    for path in (
        f"/customers?sort=-id&cursor={cursor}",
        f"/customers?text=x&cursor={cursor}",
        f"/cells?cursor={cursor}",
    ):
        assert director.get(path).problems() == {("cursor", "wrong_cursor")}, path


def test_a_cursor_of_one_person_opens_nothing_more_to_another(
    cast: Cast, director: Caller, manager: Caller
) -> None:
    """It only says where to go on: what is visible is the reader's own."""
    _seen, following = step(director, "/partners?limit=1&sort=code", "code")
    assert rest(director, following, "code") == ["HENG", "LIAN", "QIHE"]
    assert rest(manager, following, "code") == ["HENG", "LIAN", "QIHE"]
    first = step(director, "/partners?sort=code&limit=2", "code")[1]
    assert "DING" not in rest(manager, first, "code")
