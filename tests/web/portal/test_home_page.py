"""The partner's home on real rows: what waits, where things stand, which rules hold."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client

from qudao.deals.registrations.models import Registration
from qudao.market.partners.models import PartnerAssignment
from qudao.people.models import User
from qudao.rules.actions import VersionInput, publish_version
from qudao.rules.models import Acknowledgement, RulebookVersion
from tests.people import Cast
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import Deals, main_of, page_of

HOME = "/portal/"


def test_an_empty_home_leads_to_the_first_registration(deals: Deals, seller: Client) -> None:
    page = main_of(seller, HOME)
    assert "Hello, Chen Xiaoyu" in page
    assert "Nothing waits for you." in page
    assert "No open registration" in page
    assert page.count('href="/portal/register/"') == 2
    assert "Next for you" not in page


def test_home_counts_what_is_open_and_shows_the_newest_six(deals: Deals, seller: Client) -> None:
    rows = [deals.quick() for _number in range(8)]
    page = main_of(seller, HOME)
    lines = page.partition("My registrations")[2]
    assert "8 things wait for you." in page
    assert sum(f'href="{page_of(row)}"' in lines for row in rows) == 6
    assert all(f'href="{page_of(row, "complete")}/"' in page for row in rows)


def test_what_has_ended_and_what_is_a_draft_are_not_among_the_open(
    deals: Deals, seller: Client
) -> None:
    ended = [deals.in_state(state) for state in ("won", "withdrawn", "rejected", "expired")]
    draft, open_ = deals.draft(), deals.full()
    page = main_of(seller, HOME)
    lines = page.partition("My registrations")[2]
    assert open_.customer_name in lines
    for row in (*ended, draft):
        assert row.customer_name not in lines
    assert "1 thing waits for you." in page
    assert f'href="/portal/register/{draft.public_id}/"' in page


def test_an_engineer_reads_what_is_open_and_nothing_waits_there(
    deals: Deals, log_in: LogIn
) -> None:
    row = deals.asked()
    page = main_of(log_in(deals.cast.engineer_a), HOME)
    assert row.customer_name in page
    assert "Nothing waits for you." in page
    assert "/portal/register/" not in page


def test_a_colleague_sees_the_same_waits(deals: Deals, log_in: LogIn) -> None:
    row = deals.asked()
    for actor in (deals.cast.seller_a, deals.cast.principal_a):
        page = main_of(log_in(actor), HOME)
        assert f'href="{page_of(row, "answer")}/"' in page
        assert "1 thing waits for you." in page
    for actor in (deals.cast.seller_b, deals.cast.seller_distributor):
        assert row.customer_name not in main_of(log_in(actor), HOME)


def test_an_update_that_is_overdue_is_told(deals: Deals, seller: Client) -> None:
    row = deals.protected()
    assert "Nothing waits for you." in main_of(seller, HOME)
    rows = Registration.objects.unscoped(reason="a test").filter(pk=row.pk)
    rows.update(update_due_on=deals.at.date() - timedelta(days=3))
    page = main_of(seller, HOME)
    assert "An update was due on" in page
    assert f'href="{page_of(row, "update")}/"' in page


def test_home_says_who_answers(deals: Deals, seller: Client) -> None:
    assert "Xu Mingyuan, channel manager" in main_of(seller, HOME)
    PartnerAssignment.objects.filter(partner=deals.cast.partner_a).delete()
    page = main_of(seller, HOME)
    assert "Xu Mingyuan" not in page
    assert "The channel team" in page


def test_home_speaks_chinese(deals: Deals, seller: Client) -> None:
    row = deals.asked()
    answer = seller.get(HOME, headers={"accept-language": "zh-CN"})
    page = answer.content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    assert '<html lang="zh-hans"' in page
    assert row.customer_name in main
    for english in ("Hello", "waits", "Answer by", "Rulebook", "channel manager"):
        assert english not in main


# ------------------------------------------------------------------ the rules of the game


def acknowledged(cast: Cast) -> int:
    rows = Acknowledgement.objects.unscoped(reason="a test")
    return rows.filter(organisation_id=cast.sub_reseller.organisation_id).count()


def test_rules_are_acknowledged_once_for_the_company(deals: Deals, log_in: LogIn) -> None:
    cast = deals.cast
    client = log_in(cast.seller_sub_reseller)
    page = main_of(client, HOME)
    assert "waits for your acknowledgement" in page
    assert 'href="/portal/rulebook/"' in page
    for _again in range(2):
        client.post(f"/portal/rulebook/{deals.programme.version.public_id}/acknowledge/")
    assert acknowledged(cast) == 1
    assert "Rulebook 2026.1, acknowledged on" in main_of(client, HOME)


def test_the_next_rulebook_is_announced(deals: Deals, seller: Client) -> None:
    publish_version(
        deals.cast.channel_director,
        VersionInput(label="2027.1", effective_from=deals.at + timedelta(days=40), policy={}),
        now=deals.at,
    )
    page = main_of(seller, HOME)
    assert "Rulebook 2027.1 takes effect on" in page
    assert "Rulebook 2026.1, acknowledged on" in page


def test_before_any_rulebook_the_home_says_so_and_nothing_can_be_registered(
    cast: Cast, client: Client
) -> None:
    assert not RulebookVersion.objects.unscoped(reason="a test").exists()
    client.force_login(User.objects.get(pk=cast.seller_a.user_key))
    page = main_of(client, HOME)
    assert "No rulebook is published yet; registrations open with it." in page
    refused = client.get("/portal/register/")
    assert refused.status_code == 409
    assert "No version of the rulebook is in force yet." in refused.content.decode()
