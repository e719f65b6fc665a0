"""The pages of goals: figures by holder, their rows, targets set and taken away by a form."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.deals.funnel.models import Opportunity
from qudao.market.goals.models import Quota
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, text_of, words_of

GOALS = "/workbench/goals/"
Q1 = "2026-01-01/2026-04-01"
GOALS_QUERIES = 30


def deal(programme: Programme, stage: str, amount: int, **changed: Any) -> None:
    usual = {
        "product": programme.gateways, "route": "indirect", "currency": "CNY",
        "partner": programme.cast.partner_a, "name": "Gateways, phase 2",
        "created_at": datetime.fromisoformat("2026-01-01T00:00:00+00:00"),
        "closed_on" if stage == "won" else "expected_on": date(2026, 3, 9),
    }  # fmt: skip
    Opportunity.objects.create(stage=stage, amount=Decimal(amount), **{**usual, **changed})


def quotas() -> list[Quota]:
    return list(Quota.objects.unscoped(reason="a test").order_by("pk"))


def set_target(actor: Actor, holder: str, **said: str) -> Any:
    usual = {"period": Q1, "amount": "2000000", "currency": "CNY"}
    return client_of(actor).post(f"{GOALS}set/{holder}/", {**usual, **said})


@pytest.fixture
def aimed(programme: Programme) -> Programme:
    cast = programme.cast
    set_target(cast.channel_director, "person", key=cast.channel_manager.public_id)
    deal(programme, "won", 500_000)
    deal(programme, "negotiating", 1_000_000)
    return programme


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("channel_manager", 200),
        ("channel_director", 200),
        ("account_manager", 200),
        ("human_resources", 403),
        ("seller_a", 404),
    ],
)
def test_who_may_read_goals(programme: Programme, who: str, status: int) -> None:
    client = client_of(getattr(programme.cast, who))
    assert client.get(GOALS).status_code == status
    assert client.get(f"{GOALS}rows/").status_code == status


def test_a_line_tells_target_done_gap_and_pipeline(aimed: Programme) -> None:
    page = words_of(client_of(aimed.cast.channel_director).get(GOALS))
    line = page[page.rindex("Xu Mingyuan Change the target") :]
    assert "Target ¥2m Done ¥500k 25% Gap ¥1.5m Weighted pipeline ¥700k" in line
    assert "In the order of names, never of figures." in page
    assert "won deals, on the day they were closed. Rulebook 2026.1 says so." in page


def test_a_manager_reads_the_own_line_alone_and_sets_nothing(aimed: Programme) -> None:
    manager = aimed.cast.channel_manager
    deal(aimed, "won", 9, partner=aimed.cast.partner_b)
    page = page_for(manager, GOALS)
    assert "Xu Mingyuan" in page
    assert "Lin Yue" not in page
    assert "Your own figures" in page
    assert "/goals/set/" not in page
    assert "Lin Yue" in page_for(aimed.cast.channel_director, GOALS)


def test_people_are_never_ranked_by_a_figure(aimed: Programme) -> None:
    director = aimed.cast.channel_director
    deal(aimed, "won", 9, partner=aimed.cast.partner_b)
    for sort in ("", "done", "-done", "target", "-expected"):
        page = page_for(director, GOALS, sort=sort)
        body = page[page.index("<tbody") :]
        assert body.index("Lin Yue") < body.index("Xu Mingyuan"), sort
        assert "sort=done" not in body
    turned = page_for(director, GOALS, sort="-name")
    assert turned.index(">Xu Mingyuan<") < turned.index(">Lin Yue<")


def test_partners_are_sorted_by_what_the_address_asks(aimed: Programme) -> None:
    director = aimed.cast.channel_director
    deal(aimed, "won", 900_000, partner=aimed.cast.partner_b)

    def names(sort: str) -> list[str]:
        return [row[0] for row in csv_rows(director, GOALS, by="partner", sort=sort)[1:]]

    assert names("") == names("name") == ["Dingpei Integration", "Qiheng Info"]
    assert names("done") == ["Qiheng Info", "Dingpei Integration"]
    assert names("-done") == ["Dingpei Integration", "Qiheng Info"]
    assert names("-expected") == ["Qiheng Info", "Dingpei Integration"]


def test_the_export_holds_plain_figures(aimed: Programme) -> None:
    head, line = csv_rows(aimed.cast.channel_manager, GOALS)
    assert head == ["People", "Target", "Done", "Gap", "Weighted pipeline", "Outlook"]
    assert line[0] == "Xu Mingyuan"
    assert [Decimal(one) for one in line[1:]] == [2_000_000, 500_000, 1_500_000, 700_000, 1_200_000]


def test_each_figure_opens_its_rows(aimed: Programme) -> None:
    director = client_of(aimed.cast.channel_director)
    page = text_of(director.get(GOALS))
    links = re.findall(r'href="(/workbench/goals/rows/\?[^"]+)"', page)
    opened = {link: words_of(director.get(link.replace("&amp;", "&"))) for link in links}
    assert len(opened) == 7  # four of the quarter, three of the line
    by_key = [words for link, words in opened.items() if "key=" in link]
    assert any("Gateways, phase 2 Won" in words and "¥500,000" in words for words in by_key)
    assert any("× 70%" in words and "¥700,000" in words for words in by_key)
    assert any("until before 1 Apr 2026" in words for words in by_key)


def test_rows_keep_their_holder_in_the_export(aimed: Programme) -> None:
    key = aimed.cast.partner_a.public_id
    deal(aimed, "won", 7, partner=aimed.cast.partner_b)
    page = page_for(aimed.cast.channel_director, f"{GOALS}rows/", by="partner", key=key)
    assert f"key={key}" in page[page.index("export") - 200 :]
    found = csv_rows(aimed.cast.channel_director, f"{GOALS}rows/", by="partner", key=key)
    assert [row[:2] for row in found[1:]] == [["Won", "Gateways, phase 2"]]


@pytest.mark.parametrize(
    "asked",
    [
        {"by": "person"},
        {"key": "usr_none"},
        {"by": "person", "key": "usr_none"},
        {"by": "partner", "key": "par_none"},
        {"by": "cell", "key": "cel_none"},
        {"by": "nonsense", "key": "x"},
    ],
)
def test_rows_of_nobody_are_not_there(programme: Programme, asked: dict[str, str]) -> None:
    director = client_of(programme.cast.channel_director)
    assert director.get(f"{GOALS}rows/", asked).status_code == 404


def test_another_persons_rows_are_for_who_sees_the_whole(aimed: Programme) -> None:
    key = aimed.cast.channel_manager.public_id
    asked = {"by": "person", "key": key, "what": "target"}
    other = client_of(aimed.cast.other_channel_manager)
    assert other.get(f"{GOALS}rows/", asked).status_code == 404
    assert client_of(aimed.cast.sales_director).get(f"{GOALS}rows/", asked).status_code == 200


def test_a_quarter_is_chosen_by_the_address(aimed: Programme) -> None:
    manager = aimed.cast.channel_manager
    page = words_of(client_of(manager).get(GOALS, {"quarter": "2025-10-01"}))
    assert "Q4 target" in page
    assert "not set" in page
    for wrong in ("1900-01-01", "nonsense", "2026-02-01"):
        assert "Q1 target" in words_of(client_of(manager).get(GOALS, {"quarter": wrong}))


def test_an_empty_page_teaches(programme: Programme) -> None:
    page = page_for(programme.cast.channel_director, GOALS, by="cell")
    assert "No target and nothing sold here yet" in page
    assert "/workbench/goals/set/cell/" in page
    other = page_for(programme.cast.other_channel_manager, GOALS)
    assert "No target and nothing sold here yet" in other
    assert "/goals/set/" not in other


# ------------------------------------------------------------------ setting


def test_targets_of_every_kind_are_set(programme: Programme) -> None:
    cast = programme.cast
    director = cast.channel_director
    for answer in (
        set_target(director, "whole"),
        set_target(director, "person", key=cast.account_manager.public_id),
        set_target(director, "partner", key=cast.partner_b.public_id),
        set_target(director, "cell", product="GW", currency=" cny "),
    ):
        assert answer.status_code == 302
    whole, person, partner, cell = quotas()
    assert whole.is_of_the_whole
    assert person.user_id == cast.account_manager.user_id
    assert partner.partner_id == cast.partner_b.pk
    assert cell.cell is not None
    assert cell.cell.product == programme.gateways
    assert {(one.starts_on, one.ends_on, one.amount, one.currency) for one in quotas()} == {
        (date(2026, 1, 1), date(2026, 4, 1), Decimal(2_000_000), "CNY")
    }
    entries = AuditEntry.objects.unscoped(reason="a test").filter(verb="goals.quota_set")
    assert entries.count() == 4


def test_the_form_starts_with_what_the_line_names(aimed: Programme) -> None:
    director = client_of(aimed.cast.channel_director)
    page = text_of(director.get(GOALS))
    address = re.search(r'href="(/workbench/goals/set/person/\?[^"]*key=[^"]+)"', page)
    assert address is not None
    form = text_of(director.get(address.group(1).replace("&amp;", "&")))
    assert f'<option value="{aimed.cast.channel_manager.public_id}" selected>' in form
    assert f'<option value="{Q1}" selected>' in form
    assert "Fiscal year 2026" in form
    assert 'value="CNY"' in form


@pytest.mark.parametrize(
    ("holder", "said", "sentence"),
    [
        ("whole", {"amount": "-1"}, "An amount between 0 and"),
        ("whole", {"amount": "abc"}, "Enter a number"),
        ("whole", {"amount": ""}, "This field is required"),
        ("whole", {"amount": "1.00001"}, "at most four decimals"),
        ("whole", {"currency": "RMB1"}, "at most 3 characters"),
        ("whole", {"currency": "¥"}, "three capital letters"),
        ("whole", {"period": "1900-01-01/1900-04-01"}, "Select a valid choice"),
        ("person", {"key": ""}, "This field is required"),
        ("person", {"key": "usr_none"}, "Select a valid choice"),
        ("partner", {"key": "par_none"}, "Select a valid choice"),
        ("cell", {}, "a cell of everything is no cell"),
    ],
)
def test_a_refused_target_says_why_and_sets_nothing(
    programme: Programme, holder: str, said: dict[str, str], sentence: str
) -> None:
    answer = set_target(programme.cast.channel_director, holder, **said)
    assert answer.status_code == 422
    assert sentence in words_of(answer)
    assert quotas() == []


def test_a_target_is_changed_and_taken_away(aimed: Programme) -> None:
    director = aimed.cast.channel_director
    set_target(director, "person", key=aimed.cast.channel_manager.public_id, amount="3000000")
    (row,) = quotas()
    assert row.amount == Decimal(3_000_000)
    asked = {"what": "target", "by": "person", "key": aimed.cast.channel_manager.public_id}
    page = page_for(director, f"{GOALS}rows/", **asked)
    assert f"/workbench/goals/{row.public_id}/withdraw/" in page
    assert f"/workbench/audit/quota/{row.public_id}/" in page
    trail = words_of(client_of(director).get(f"/workbench/audit/quota/{row.public_id}/"))
    assert "3000000 CNY" in trail

    answer = client_of(director).post(f"{GOALS}{row.public_id}/withdraw/")

    assert answer["Location"] == GOALS
    assert quotas() == []
    assert client_of(director).post(f"{GOALS}{row.public_id}/withdraw/").status_code == 404


def test_others_set_and_take_away_nothing(aimed: Programme) -> None:
    (row,) = quotas()
    for who in ("channel_manager", "account_manager", "operations"):
        actor = getattr(aimed.cast, who)
        assert set_target(actor, "whole").status_code == 403
        client = client_of(actor)
        assert client.post(f"{GOALS}{row.public_id}/withdraw/").status_code == 403
        assert client.get(f"{GOALS}set/whole/").status_code == 403
    assert client_of(aimed.cast.channel_director).get(f"{GOALS}set/nobody/").status_code == 404
    assert len(quotas()) == 1


def test_goals_speak_chinese(aimed: Programme) -> None:
    page = words_of(client_of(aimed.cast.channel_manager, "zh-CN").get(GOALS))
    assert "数字从哪里来" in page
    assert "¥200 万 已完成 ¥50 万 25% 还差 ¥150 万 加权在途 ¥70 万" in page


def test_the_page_asks_as_much_for_many_as_for_few(
    aimed: Programme, django_assert_num_queries: Any
) -> None:
    director = client_of(aimed.cast.channel_director)
    director.get(GOALS)
    for number in range(30):
        deal(aimed, "won", number + 1)
    with django_assert_num_queries(GOALS_QUERIES):
        director.get(GOALS)
