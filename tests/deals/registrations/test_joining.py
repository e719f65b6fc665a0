"""A customer named under another spelling is joined with the known one by a decider's tap, and can
be taken apart again."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

import pytest

from qudao.core.actor import Actor
from qudao.core.errors import Conflict, NotFound, NotPermitted
from qudao.deals.registrations import actions, selectors
from qudao.deals.registrations.models import Candidate, Registration
from qudao.market.customers.models import Customer
from tests.deals.looking import everything, last_entry, trail
from tests.deals.programme import LARGE, OTHER_CUSTOMER, Programme, fresh, in_review, submitted
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of

SPELT = "浦岚证券（有限公司）"


@pytest.fixture
def spelt(programme: Programme, now: datetime) -> Registration:
    """A registration that names the programme's customer under another spelling."""
    return submitted(programme, programme.cast.seller_a, now=now, amount=LARGE, customer_name=SPELT)


def offers(actor: Actor, row: Registration) -> list[str]:
    return [one.public_id for one in selectors.joining_of(actor, row.public_id).offers]


def named(row: Registration) -> Customer:
    found = fresh(row).customer
    assert found is not None
    return found


def matches(row: Registration) -> list[str]:
    rows = Candidate.objects.unscoped(reason="test").filter(registration=row)
    return list(rows.order_by("pk").values_list("match", flat=True))


def test_one_tap_joins_the_two_and_another_takes_them_apart(
    programme: Programme, now: datetime, spelt: Registration
) -> None:
    manager, known = programme.cast.channel_manager, programme.customer
    in_review(programme, programme.cast.seller_b, now=now)
    assert named(spelt).pk != known.pk
    assert offers(manager, spelt) == [known.public_id]

    actions.join_customer(manager, spelt.public_id, known.public_id, now=now)

    assert named(spelt).canonical_id == known.pk
    joining = selectors.joining_of(manager, spelt.public_id)
    assert (joining.offers, joining.joined and joining.joined.public_id) == ((), known.public_id)
    assert matches(spelt) == ["exact"]
    assert trail(spelt)[-1] == "registrations.customer_joined"
    assert last_entry(spelt).after == {"customer": known.public_id}

    actions.part_customer(manager, spelt.public_id, now=now)

    assert named(spelt).canonical_id is None
    assert offers(manager, spelt) == [known.public_id]
    assert matches(spelt) == ["likely"]
    assert trail(spelt)[-1] == "registrations.customer_parted"
    with pytest.raises(Conflict):
        actions.part_customer(manager, spelt.public_id, now=now)


def test_only_a_decider_joins_and_only_with_what_is_alike(
    programme: Programme, now: datetime, spelt: Registration
) -> None:
    cast, key = programme.cast, spelt.public_id
    other = submitted(programme, cast.seller_a, now=now, customer_name=OTHER_CUSTOMER)
    before = everything(spelt)

    with pytest.raises(NotPermitted):
        actions.join_customer(cast.seller_a, key, programme.customer.public_id, now=now)
    with pytest.raises(NotFound):
        actions.join_customer(cast.channel_manager, key, named(other).public_id, now=now)
    with pytest.raises(NotFound):
        selectors.joining_of(cast.seller_a, key)
    assert everything(spelt) == before
    version = fresh(other).version
    actions.withdraw(cast.seller_a, other.public_id, version=version, now=now, reason="取消")
    with pytest.raises(Conflict):
        actions.join_customer(
            cast.channel_manager, other.public_id, programme.customer.public_id, now=now
        )

    assert named(spelt).canonical_id is None


def test_a_namesake_in_another_city_is_not_offered(programme: Programme, now: datetime) -> None:
    Customer.objects.filter(pk=programme.customer.pk).update(city="上海")
    stated = {"customer_name": SPELT, "customer_city": "北京", "amount": LARGE}
    row = submitted(programme, programme.cast.seller_a, now=now, **stated)

    assert offers(programme.cast.channel_manager, row) == []


def test_the_decision_page_asks_and_undoes(
    programme: Programme, now: datetime, spelt: Registration
) -> None:
    manager = client_of(programme.cast.channel_manager)
    page = f"/workbench/registrations/{spelt.public_id}/"
    assert "It is this one" in text_of(manager.get(page))
    assert "It is this one" not in text_of(client_of(programme.cast.operations).get(page))
    assert client_of(programme.cast.operations).post(f"{page}join/").status_code == 403

    joined = manager.post(f"{page}join/", {"customer": programme.customer.public_id}, follow=True)
    assert "is joined with" in text_of(joined)
    parted = manager.post(f"{page}join/", follow=True)
    assert "It is this one" in text_of(parted)


def test_nothing_is_approved_at_a_tender_before_its_proof_is_checked(
    programme: Programme, now: datetime
) -> None:
    cast = programme.cast
    stated = replace(
        programme.full(cast.seller_a),
        purchase_stage="tender_published",
        tender_kind="open_tender",
        tender_published_on=now.date(),
    )
    row = actions.submit_full(cast.seller_a, stated, now=now)
    before = everything(row)

    for actor in (cast.channel_manager, cast.channel_director):
        with pytest.raises(Conflict) as refused:
            actions.approve(actor, row.public_id, version=row.version, note="同意", now=now)
        assert (refused.value.code, refused.value.rule) == ("proof_not_checked", "G4")
    assert everything(row) == before

    key, paper = row.public_id, "earlier_work_proven"
    actions.confirm_paper(cast.channel_manager, key, paper, version=row.version, now=now)
    done = actions.approve(
        cast.channel_manager, key, version=fresh(row).version, note="同意", now=now
    )
    assert done.state == "protected"
