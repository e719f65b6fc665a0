"""No actor means nothing; a partner sees its own; a channel manager what is assigned."""

from __future__ import annotations

import pytest

from qudao.core.actor import NOBODY, system_actor
from qudao.core.errors import NotFound
from qudao.market.partners.models import Partner
from tests.people import Cast


def test_nobody_sees_nothing(cast: Cast) -> None:
    assert Partner.objects.visible_to(NOBODY).count() == 0


def test_the_system_and_the_director_see_every_partner(cast: Cast) -> None:
    assert Partner.objects.visible_to(system_actor("test")).count() == 4
    assert Partner.objects.visible_to(cast.channel_director).count() == 4


def test_a_channel_manager_sees_the_partners_in_its_charge(cast: Cast) -> None:
    seen = Partner.objects.visible_to(cast.channel_manager).values_list("code", flat=True)
    assert sorted(seen) == ["HENG", "LIAN", "QIHE"]


def test_a_partner_seller_sees_only_its_own_company(cast: Cast) -> None:
    seen = Partner.objects.visible_to(cast.seller_a).values_list("code", flat=True)
    assert list(seen) == ["QIHE"]


def test_absent_and_not_yours_are_the_same_refusal(cast: Cast) -> None:
    for public_id in (cast.partner_b.public_id, "par_0000000000000000", "par_\x00", "", "马"):
        with pytest.raises(NotFound):
            Partner.objects.visible_to(cast.seller_a).one(public_id)


def test_an_unscoped_read_needs_its_reason(cast: Cast) -> None:
    with pytest.raises(ValueError, match="reason"):
        Partner.objects.unscoped(reason="")
