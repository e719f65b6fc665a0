"""Lists of customers: what a row adds is learnt once, and whole."""

from __future__ import annotations

from datetime import datetime

from qudao.core.actor import system_actor
from qudao.market.customers.models import Customer, CustomerDomain, CustomerIdentifier
from tests.intake.build import bring_text, counts
from tests.people import Cast

SYSTEM = system_actor("test")
NAMES = "公司全称,省份\n甲方证券股份有限公司,\n乙方证券股份有限公司,\n"


def test_one_unproven_number_of_two_companies_is_learnt_for_both(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    bring_text(actor, "customers", NAMES, now=now)
    numbered = "公司全称,注册号\n甲方证券股份有限公司,N-1\n乙方证券股份有限公司,N-1\n"

    first = bring_text(actor, "customers", numbered, now=now)
    again = bring_text(actor, "customers", numbered, now=now)

    assert (counts(first), counts(again)) == ({"updated": 2}, {"unchanged": 2})
    assert CustomerIdentifier.objects.visible_to(SYSTEM).filter(value="N-1").count() == 2


def test_a_learnt_web_site_is_a_domain_to_be_recognised_by(cast: Cast, now: datetime) -> None:
    actor = cast.channel_director
    bring_text(actor, "customers", NAMES, now=now)
    sites = "公司全称,网址\n甲方证券股份有限公司,www.jiafang-sec.com.cn\n"

    first = bring_text(actor, "customers", sites, now=now)
    again = bring_text(actor, "customers", sites, now=now)

    assert (counts(first), counts(again)) == ({"updated": 1}, {"unchanged": 1})
    row = Customer.objects.visible_to(SYSTEM).get(name_zh="甲方证券股份有限公司")
    domains = CustomerDomain.objects.visible_to(SYSTEM).filter(customer=row)
    assert list(domains.values_list("domain", flat=True)) == ["jiafang-sec.com.cn"]
    assert row.keys.filter(kind="domain", value="jiafang-sec.com.cn").exists()


def test_an_import_that_changes_a_customer_makes_open_forms_stale(
    cast: Cast, now: datetime
) -> None:
    actor = cast.channel_director
    bring_text(actor, "customers", NAMES, now=now)
    bring_text(actor, "customers", "公司全称,城市\n甲方证券股份有限公司,上海\n", now=now)

    rows = Customer.objects.visible_to(SYSTEM).order_by("pk")
    assert list(rows.values_list("city", "version")) == [("上海", 2), ("", 1)]
