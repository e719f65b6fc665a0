"""Talk about a customer stands in the customer's own page, with one thread for each partner."""

from __future__ import annotations

from datetime import date, datetime

from qudao.market.customers.models import PartnerCustomer
from qudao.market.partners.models import Partner
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import page_for, text_of


def address(programme: Programme) -> str:
    return f"/workbench/customers/{programme.customer.public_id}/talk/"


def know(programme: Programme, partner: Partner) -> None:
    PartnerCustomer.objects.create(
        partner=partner, customer=programme.customer, depth=2, since=date(2025, 1, 1)
    )


def test_the_tabs_of_the_customer_stand_above_its_talk(programme: Programme) -> None:
    page = page_for(programme.cast.channel_manager, address(programme))
    own = f"/workbench/customers/{programme.customer.public_id}/"
    assert f'href="{own}">Overview' in page
    assert f'href="{own}talk/" aria-current="page">Talk' in page
    assert f'href="{own}audit/">Audit' in page
    assert "<h1>浦岚证券股份有限公司</h1>" in page


def test_partners_are_chosen_only_where_there_are_some(programme: Programme) -> None:
    cast = programme.cast
    assert "With whom" not in page_for(cast.channel_manager, address(programme))
    know(programme, cast.partner_a)
    know(programme, cast.partner_b)

    page = page_for(cast.channel_director, address(programme), partner=cast.partner_b.public_id)

    chips = page[page.index('aria-label="With whom"') :]
    chips = chips[: chips.index("</nav>")]
    assert chips.count("<a ") == 3
    assert chips.count('aria-current="page"') == 1
    assert chips.index("Dingpei Integration") > chips.index('aria-current="page"')


def test_a_note_is_kept_and_the_page_comes_back(programme: Programme, now: datetime) -> None:
    manager = client_of(programme.cast.channel_manager)
    answer = manager.post(address(programme), {"kind": "note", "text": "Ask for the org chart"})
    assert answer["Location"] == address(programme)
    assert "Ask for the org chart" in text_of(manager.get(address(programme)))


def test_a_refused_note_keeps_frame_and_words(programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)
    answer = manager.post(address(programme), {"kind": "note", "text": "x" * 5001})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "x" * 5001 in page
    assert "Parts of this customer" in page


def test_talk_about_an_absent_customer_is_absent(programme: Programme) -> None:
    manager = client_of(programme.cast.channel_manager)
    assert manager.get("/workbench/customers/cus_none/talk/").status_code == 404
    assert client_of(programme.cast.seller_a).get(address(programme)).status_code == 404
