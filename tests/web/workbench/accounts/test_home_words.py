"""The account manager's home: whose accounts, what counts, what the partner does next, in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import translation

from qudao.core.actor import Actor, Role, Side
from qudao.core.models import Programme as ProgrammeRow
from qudao.core.money import Money
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.selectors import AccountRow, Clock, NextActor
from qudao.deals.registrations.selectors.credit import CreditTotals
from qudao.deals.registrations.states import State
from qudao.market.customers.models import AccountAssignment
from qudao.web.workbench.accounts.home import (
    _at_work,
    _credit_sentence,
    _figured,
    _rulebook,
    _sub,
)
from qudao.web.workbench.navigation import looks_after_accounts
from tests.deals.looking import in_state
from tests.deals.programme import Programme, in_review, quickly
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.deals.build import NOW, in_shanghai
from tests.web.workbench.pages import page_for, words_of
from tests.web.workbench.today.test_quarter_line import an_outlook

HOME = "/workbench/"
NOTHING = Money(Decimal(0), "CNY")
NO_CREDIT = CreditTotals(won=NOTHING, won_deals=0, coming=NOTHING, coming_deals=0, missing=())


@pytest.fixture
def english(kept_programme: ProgrammeRow) -> object:
    with translation.override("en"):
        yield


def a_row(**changes: Any) -> AccountRow:
    usual: dict[str, Any] = {
        "registration_id": "reg_1",
        "number": "QIHE-0001",
        "customer": "浦岚证券",
        "customer_id": "cus_1",
        "partner": "Qiheng Info",
        "partner_id": "par_1",
        "product": "Secure gateway",
        "project": "二期",
        "amount": Decimal(1_860_000),
        "currency": "CNY",
        "credit": Decimal(1),
        "state": "in_review",
        "state_label": "In review",
        "clock": Clock(NextActor.DECIDER, in_shanghai(3, 5, 17), timedelta(days=3), 0.1),
        "days_left": None,
        "last_update_at": None,
    }
    return AccountRow(**{**usual, **changes})


def someone(*roles: Role) -> Actor:
    return Actor(side=Side.VENDOR, user_id=1, roles=frozenset(roles))


@pytest.mark.parametrize(
    ("roles", "has_it"),
    [
        ({Role.ACCOUNT_MANAGER}, True),
        ({Role.ACCOUNT_MANAGER, Role.CHANNEL_MANAGER}, True),
        ({Role.ACCOUNT_MANAGER, Role.SALES_DIRECTOR}, False),
        ({Role.SALES_DIRECTOR}, False),
        ({Role.CHANNEL_MANAGER}, False),
        (set(), False),
    ],
)
def test_who_has_this_home(roles: set[Role], *, has_it: bool) -> None:
    assert looks_after_accounts(someone(*roles)) is has_it


@pytest.mark.usefixtures("english")
def test_what_the_partner_does_next_is_said() -> None:
    waits = _at_work(a_row(), now=NOW)
    assert (waits.next, waits.credit) == ("3 workdays · Thu 17:00", "100%, as if direct")
    assert waits.url == "/workbench/registrations/reg_1/"
    held = a_row(state="protected", days_left=1, clock=Clock(NextActor.PARTNER))
    assert _at_work(held, now=NOW).next == "Partner: protected, 1 day left"
    last = _at_work(replace(held, days_left=0), now=NOW)
    assert last.next == "Partner: protected, 0 days left"
    heard = a_row(state="conflicted", clock=Clock(NextActor.ARBITRATION))
    assert (_at_work(heard, now=NOW).next, _at_work(heard, now=NOW).status) == (
        "In arbitration",
        "arbitration",
    )


@pytest.mark.usefixtures("english")
def test_the_head_says_at_how_many_accounts() -> None:
    assert _sub(1, 0, now=NOW) == (
        "Monday 2 March. A partner is at work at 1 of your accounts; your credit stays."
    )
    assert _sub(3, 2, now=NOW) == (
        "Monday 2 March. Partners are at work at 3 of your accounts; your credit stays. "
        "2 overlaps are unread."
    )
    assert "at work at 0 of your accounts" in _sub(0, 0, now=NOW)


@pytest.mark.usefixtures("english")
def test_what_the_channel_brought_is_one_sentence() -> None:
    assert _credit_sentence(NO_CREDIT) == (
        "No deal through a partner has been won on your accounts this quarter."
    )
    one = replace(NO_CREDIT, won=Money(Decimal(1_200_000), "CNY"), won_deals=1)
    assert _credit_sentence(one) == (
        "1 deal through partners, ¥1.2m: all of it counts for you, as if sold direct."
    )
    assert _credit_sentence(replace(one, won_deals=2)).startswith("2 deals through partners")


@pytest.mark.usefixtures("english")
def test_the_quarter_is_told_in_words_of_credit() -> None:
    sums = replace(
        NO_CREDIT,
        won=Money(Decimal(1_200_000), "CNY"),
        coming=Money(Decimal(60_000), "CNY"),
        coming_deals=1,
        missing=("USD", "EUR"),
    )
    shown = _figured(an_outlook(missing=("USD",)), sums)
    assert [(one.label, one.value, one.detail) for one in shown.figures] == [
        ("My quota", "¥4m", "2026"),
        ("Credited", "¥1m", "25%"),
        ("Of it, through partners", "¥1.2m", "full credit"),
        ("Protected for partners, will count", "¥60k", "1 deal"),
    ]
    rows = "/workbench/goals/rows/?what=target&quarter=2026-01-01"
    assert [one.url for one in shown.figures] == [rows, None, None, None]
    assert shown.missing == "USD, EUR"
    assert shown.pipeline == 1.5  # of the quota: the bar draws the figure beneath it
    assert shown.label == "Credited ¥1m, protected for partners ¥60k"


@pytest.mark.django_db
def test_before_the_first_rulebook_no_rulebook_is_named(cast: Cast) -> None:
    assert _rulebook(NOW) == ""


# ------------------------------------------------------------------ the page


def test_the_home_names_the_rulebook_in_force(programme: Programme) -> None:
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "Credit rule G10: same account, same credit by either route · Rulebook 2026.1" in page
    for words in (
        "No partner is at work on your accounts",
        "You have read them all.",
        "No promise is open.",
        "It counts no visits, ranks nobody and reads no calendar or call.",
    ):
        assert words in page


def test_a_colleagues_accounts_are_not_mine(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    rows = AccountAssignment.objects.unscoped(reason="test")
    rows.update(user_id=programme.cast.sales_director.user_key)
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "at work at 0 of your accounts" in page
    assert "浦岚" not in page


def test_an_account_that_was_given_away_is_no_longer_mine(
    programme: Programme, now: datetime
) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    rows = AccountAssignment.objects.unscoped(reason="test")
    rows.update(until=now.date() - timedelta(days=1))
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "浦岚" not in page


def test_only_what_lives_is_at_work(programme: Programme, now: datetime) -> None:
    cast = programme.cast
    in_state(programme, State.REJECTED, now=now)
    assert "at work at 0" in words_of(client_of(cast.account_manager).get(HOME))
    quickly(programme, cast.seller_a, now=now, project="新项目")
    page = words_of(client_of(cast.account_manager).get(HOME))
    assert "at work at 1 of your accounts" in page
    assert "新项目" in page


def test_won_deals_through_partners_are_listed_and_summed(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.WON, now=now)
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "1 deal through partners, ¥60k: all of it counts for you" in page
    assert "Through Qiheng Info, 100% to you · 2 Mar 2026" in page
    rows = Registration.objects.unscoped(reason="test").filter(pk=row.pk)
    rows.update(currency="XAU")
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "Amounts in XAU are left out: no exchange rate is set." in page


def test_a_deal_won_before_the_quarter_is_no_longer_told(
    programme: Programme, now: datetime
) -> None:
    row = in_state(programme, State.WON, now=now)
    row.changes.filter(move="win").update(at=now - timedelta(days=62))  # 30 December
    page = words_of(client_of(programme.cast.account_manager).get(HOME))
    assert "No deal through a partner has been won on your accounts this quarter." in page


def test_the_home_speaks_chinese(programme: Programme, now: datetime) -> None:
    in_review(programme, programme.cast.seller_a, now=now)
    page = page_for(programme.cast.account_manager, HOME, "zh-CN")
    for words in ("我的客户", "我的指标", "已记业绩", "其中经伙伴成交", "启恒信息", "¥186 万"):
        assert words in page
    for english_words in ("My quota", "Credited", "at work", "Overlaps to read", "Noted"):
        assert english_words not in page
    assert date(2026, 3, 2) == now.date()
