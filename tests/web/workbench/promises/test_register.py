"""The register of promises: every open one can be reached, every wrong field is named, nothing
typed is lost, and each reader sees the own partners' alone."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from qudao.core.models import AuditEntry
from qudao.deals.commitments.models import Promise
from tests.deals.programme import Programme
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import csv_rows, page_for, text_of, words_of
from tests.web.workbench.reading import rows_of

PAGE, SETTLED = "/workbench/promises/", "/workbench/promises/settled/"


def said(programme: Programme, **changes: str) -> dict[str, str]:
    stated = {
        "direction": "given", "partner_id": programme.cast.partner_a.public_id,
        "text": "2 engineer days", "due_on": "2026-03-10", "topic": "resource",
    }  # fmt: skip
    return {**stated, **changes}


def record(programme: Programme, **changes: str) -> Any:
    client = client_of(programme.cast.channel_manager)
    return client.post(PAGE, said(programme, **changes))


def states() -> list[str]:
    return list(Promise.objects.unscoped(reason="test").values_list("state", flat=True))


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="test").count()


def many(programme: Programme, count: int, **values: Any) -> None:
    cast = programme.cast
    Promise.objects.bulk_create(
        Promise(
            public_id=f"pro_{n:016}", partner=cast.partner_a, direction="given", topic="other",
            text=f"Promise {n:03}", made_by_id=cast.channel_manager.user_key,
            made_on=date(2026, 3, 1), due_on=date(2026, 3, 2) + timedelta(days=n), **values,
        )
        for n in range(count)
    )  # fmt: skip


def test_the_ninetieth_open_promise_is_on_the_second_page(programme: Programme) -> None:
    many(programme, 90)
    manager = programme.cast.channel_manager
    first, second = page_for(manager, PAGE), page_for(manager, PAGE, page="2")
    assert first.count("Promise 0") >= 80
    assert "Promise 080" not in first
    assert f'href="{PAGE}?page=2"' in first
    assert "81–90 of 90" in second
    assert "Promise 089" in second
    assert "Promise 079" not in second


def test_a_line_says_who_promised_whom_what_until_when(programme: Programme) -> None:
    cast = programme.cast
    record(programme, authority="Zhou Qiming, 27 Feb", customer_id=programme.customer.public_id)
    record(programme, direction="received", text="Weekly forecast", due_on="")
    (given, received) = rows_of(page_for(cast.channel_manager, PAGE))[1:]
    assert given[0].startswith("2 engineer days")
    assert given[0].endswith("浦岚证券股份有限公司 · Zhou Qiming, 27 Feb")
    assert given[1] == "Xu Mingyuan → Qiheng Info Promised 2 Mar 2026"
    assert given[2] == "Due 10 Mar 2026"
    assert received[1].startswith("Qiheng Info → Xu Mingyuan")
    assert received[2] == "Without a day"


def test_what_is_overdue_stands_first_and_says_so(programme: Programme, now: datetime) -> None:
    many(programme, 2)
    Promise.objects.unscoped(reason="test").filter(text="Promise 001").update(
        due_on=now.date() - timedelta(days=1)
    )
    late, today = rows_of(page_for(programme.cast.channel_manager, PAGE))[1:]
    assert (late[0].split(" ")[1], late[2]) == ("001", "Due 1 Mar 2026 Overdue")
    assert today[2] == "Due 2 Mar 2026"  # due today is not late yet


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("direction", "sideways"),
        ("direction", ""),
        ("partner_id", ""),
        ("partner_id", "par_none"),
        ("customer_id", "cus_none"),
        ("text", ""),
        ("text", "   "),
        ("text", "长" * 301),
        ("due_on", "2026-03-01"),  # yesterday
        ("due_on", "1900-01-01"),
        ("due_on", "9999-12-31"),
        ("due_on", "soon"),
        ("topic", "gossip"),
        ("authority", "a" * 121),
    ],
)
def test_each_wrong_field_is_named_and_the_rest_stays(
    programme: Programme, field: str, value: str
) -> None:
    before = entries()
    typed = {"authority": "The board", "text": "Loan of two gateways", field: value}
    answer = record(programme, **typed)
    page = text_of(answer)
    assert answer.status_code == 422
    assert set(re.findall(r'id="id_(\w+)_error"', page)) == {field}
    for kept in {"The board", "Loan of two gateways"} & set(typed.values()):
        assert f'value="{kept}"' in page
    assert f'value="{programme.cast.partner_a.public_id}" selected' in page or field == "partner_id"
    assert (states(), entries()) == ([], before)


def test_all_wrong_fields_are_named_at_once(programme: Programme) -> None:
    answer = record(programme, direction="x", partner_id="", text="", due_on="x", topic="x")
    named = set(re.findall(r'id="id_(\w+)_error"', text_of(answer)))
    assert named == {"direction", "partner_id", "text", "due_on", "topic"}
    chinese = client_of(programme.cast.channel_manager, "zh-CN").post(PAGE, {"text": "借两台网关"})
    assert chinese.status_code == 422
    assert 'value="借两台网关"' in text_of(chinese)


def test_a_colleagues_partner_cannot_be_promised_anything(programme: Programme) -> None:
    rival = programme.cast.partner_b.public_id
    manager = programme.cast.channel_manager
    assert rival not in page_for(manager, PAGE)
    assert record(programme, partner_id=rival).status_code == 422
    assert record(programme, partner_id=rival, due_on="").status_code == 422
    assert states() == []


def test_the_bounds_of_days_and_words(programme: Programme) -> None:
    for changed in (
        {"due_on": "2026-03-02"},
        {"due_on": ""},
        {"due_on": "2029-03-04"},  # three leap years ahead
        {"text": "长" * 300, "authority": "a" * 120},
    ):
        assert record(programme, **changed).status_code == 302, changed
    assert states() == ["open"] * 4
    assert record(programme, due_on="2029-03-05").status_code == 422


def test_hostile_words_stay_words(programme: Programme) -> None:
    record(programme, text="<img src=x onerror=alert(1)> 🙂 ％")
    page = page_for(programme.cast.channel_manager, PAGE)
    assert "<img src=x" not in page
    assert "&lt;img src=x" in page
    assert "🙂 ％" in page


def test_settling_twice_or_with_nonsense_changes_nothing_more(programme: Programme) -> None:
    record(programme)
    row = Promise.objects.unscoped(reason="test").get()
    client = client_of(programme.cast.channel_manager)
    at = f"{PAGE}{row.public_id}/settle/"
    before = entries()
    for state, status in (("", 422), ("open", 422), ("forgotten", 422)):
        assert client.post(at, {"state": state}).status_code == status
    assert (states(), entries()) == (["open"], before)
    assert client.post(at, {"state": "broken"}).status_code == 302
    assert client.post(at, {"state": "kept"}).status_code == 409
    assert (states(), entries()) == (["broken"], before + 1)
    assert client.get(at).status_code == 405


@pytest.mark.parametrize(
    ("who", "reads", "sees"),
    [
        ("channel_manager", 200, True),
        ("channel_director", 200, True),
        ("other_channel_manager", 200, False),
        ("operations", 403, False),
        ("human_resources", 403, False),
        ("principal_a", 404, False),
        ("seller_b", 404, False),
    ],
)
def test_who_reads_and_settles_what(
    programme: Programme, who: str, reads: int, sees: object
) -> None:
    record(programme)
    row = Promise.objects.unscoped(reason="test").get()
    client = client_of(getattr(programme.cast, who))
    for path in (PAGE, SETTLED):
        answer = client.get(path)
        assert answer.status_code == reads, path
    assert ("2 engineer days" in words_of(client.get(PAGE))) is sees
    settled = client.post(f"{PAGE}{row.public_id}/settle/", {"state": "kept"}).status_code
    assert settled == (302 if sees else 404 if reads == 200 else reads)
    assert states() == (["kept"] if sees else ["open"])


# ------------------------------------------------------------------ settled ones


def test_settled_ones_stand_newest_first_with_their_outcome(
    programme: Programme, now: datetime
) -> None:
    many(programme, 3, state="kept")
    rows = Promise.objects.unscoped(reason="test").order_by("pk")
    for days, (row, state) in enumerate(zip(rows, ("kept", "broken", "withdrawn"), strict=True)):
        rows.filter(pk=row.pk).update(state=state, settled_at=now - timedelta(days=days))
    manager = programme.cast.channel_manager

    shown = rows_of(page_for(manager, SETTLED))[1:]
    lines = csv_rows(manager, SETTLED)

    assert [row[0].split(" ")[1] for row in shown] == ["000", "001", "002"]
    assert ["Open again" in row[3] for row in shown] == [True, False, False]
    assert [line[7] for line in lines[1:]] == [row[2] for row in shown]
    assert len({line[7] for line in lines[1:]}) == 3


def test_open_ones_are_not_among_the_settled_nor_the_other_way_round(programme: Programme) -> None:
    many(programme, 1)
    manager = programme.cast.channel_manager
    assert "Promise 000" not in page_for(manager, SETTLED)
    Promise.objects.unscoped(reason="test").update(state="kept", settled_at=None)
    assert "Promise 000" not in page_for(manager, PAGE)


def test_eighty_settled_ones_fill_a_page(programme: Programme, now: datetime) -> None:
    many(programme, 81, state="kept", settled_at=now - timedelta(days=9))
    manager = programme.cast.channel_manager
    first, second = page_for(manager, SETTLED), page_for(manager, SETTLED, page="2")
    assert len(rows_of(first)) == 81
    assert len(rows_of(second)) == 2
    assert len(csv_rows(manager, SETTLED)) == 82
    assert "Open again" not in first
