"""Forms of targets: what they offer, what they refuse, and that nothing typed is lost."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.translation import override

from qudao.core.actor import Actor
from qudao.core.models import AuditEntry
from qudao.market.goals.models import Quota
from qudao.market.partners.models import Partner
from qudao.web.workbench.goals.setting import KINDS, TargetForm, _input
from qudao.web.workbench.records.doing import Ask
from tests.choose.coverage.build import Ground
from tests.people import Cast
from tests.web.deals_pages import client_of
from tests.web.workbench.pages import text_of, words_of

SET = "/workbench/goals/set/"
GOOD = {"period": "2026-01-01/2026-04-01", "amount": "2000000", "currency": "CNY"}


def form(actor: Actor, holder: str, now: datetime, **said: str) -> TargetForm:
    data = QueryDict(mutable=True)
    data.update({**GOOD, **said})
    return KINDS[holder].form(Ask(actor, "", now), data)


def wrong(actor: Actor, holder: str, now: datetime, **said: str) -> set[str]:
    return set(form(actor, holder, now, **said).errors)


def quotas() -> list[tuple[Decimal, str]]:
    rows = Quota.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("amount", "currency"))


def entries() -> int:
    return AuditEntry.objects.unscoped(reason="a test").count()


def post(actor: Actor, holder: str, **said: str) -> Any:
    return client_of(actor).post(f"{SET}{holder}/", {**GOOD, **said})


def test_every_form_offers_the_same_spans_and_its_own_holders(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    spans = [value for value, _label in form(director, "whole", now).fields["period"].choices]  # type: ignore[attr-defined]
    assert len(spans) == 7
    assert spans[1] == GOOD["period"]
    people = [name for _key, name in form(director, "person", now).fields["key"].choices]  # type: ignore[attr-defined]
    assert {"Xu Mingyuan", "Lin Yue", "He Jia", "Sun Wei"} <= set(people)
    assert "Qian Hui" not in people  # human resources sell nothing
    assert "Chen Xiaoyu" not in people  # nor do the partners' people for us
    partners = [name for _key, name in form(director, "partner", now).fields["key"].choices]  # type: ignore[attr-defined]
    assert partners[0] == ""
    assert {"Qiheng Info", "Dingpei Integration", "Hengbo Networks"} <= set(partners)


def test_each_wrong_field_is_named(cast: Cast, now: datetime) -> None:
    director = cast.channel_director
    good = cast.channel_manager.public_id
    assert wrong(director, "person", now, key=good) == set()
    for field, values in (
        ("period", ["", "2026-01-01", "2026-04-01/2026-01-01", "2026-01-02/2026-04-02", "x/y"]),
        ("amount", ["", " ", "many", "NaN", "Infinity", "--1"]),
        ("currency", ["", "  ", "EURO"]),
        ("key", ["", "usr_none", cast.seller_a.public_id, cast.human_resources.public_id]),
    ):
        for value in values:
            assert wrong(director, "person", now, **{"key": good, field: value}) == {field}, value
    assert wrong(director, "person", now, period="", amount="", currency="", key="") == {
        "period", "amount", "currency", "key",
    }  # fmt: skip


def test_a_currency_is_read_in_capitals_without_blanks(cast: Cast, now: datetime) -> None:
    found = form(cast.channel_director, "whole", now, currency=" eu ")
    assert found.is_valid()
    assert found.cleaned_data["currency"] == "EU"
    assert _input(form_checked(cast, now, currency="usd")).currency == "USD"


def form_checked(cast: Cast, now: datetime, **said: str) -> TargetForm:
    found = form(cast.channel_director, "whole", now, **said)
    assert found.is_valid(), found.errors
    return found


def test_a_span_becomes_its_two_days(cast: Cast, now: datetime) -> None:
    stated = _input(form_checked(cast, now, period="2027-01-01/2028-01-01", amount="12.5000"))
    assert (stated.starts_on, stated.ends_on) == (date(2027, 1, 1), date(2028, 1, 1))
    assert stated.amount == Decimal("12.5")
    assert (stated.user, stated.partner, stated.cell) == ("", "", None)


@pytest.mark.parametrize(
    ("amount", "kept"),
    [
        ("0", True),
        ("0.0001", True),
        ("99999999999999", True),
        ("99999999999999.0001", False),
        ("1e999", False),
        ("-0.0001", False),
        ("0.00001", False),
        ("1" + "0" * 17, False),
    ],
)
def test_the_bounds_of_an_amount(cast: Cast, amount: str, kept: object) -> None:
    answer = post(cast.channel_director, "whole", amount=amount)
    assert (answer.status_code == 302) is kept
    assert bool(quotas()) is kept
    if not kept:
        assert f'value="{amount}"' in text_of(answer)


def test_a_refused_form_keeps_all_that_was_typed_in_both_languages(cast: Cast) -> None:
    said = {"amount": "-5", "currency": "eur", "key": cast.partner_b.public_id,
            "period": "2026-04-01/2026-07-01"}  # fmt: skip
    before = entries()
    for language, sentence in (("en", "An amount between 0 and"), ("zh-CN", "须在 0 至")):
        client = client_of(cast.channel_director, language)
        answer = client.post(f"{SET}partner/", said)
        page = text_of(answer)
        assert answer.status_code == 422
        assert sentence in words_of(answer)
        assert f'<option value="{cast.partner_b.public_id}" selected>' in page
        assert '<option value="2026-04-01/2026-07-01" selected>' in page
        assert 'value="-5"' in page
        assert 'value="eur"' in page.lower()
    assert (quotas(), entries()) == ([], before)


def test_the_same_form_twice_sets_one_target_and_says_so_once_in_the_trail(cast: Cast) -> None:
    for _time in range(2):
        assert post(cast.channel_director, "whole").status_code == 302
    assert quotas() == [(Decimal(2_000_000), "CNY")]
    verbs = AuditEntry.objects.unscoped(reason="a test").filter(verb="goals.quota_set")
    assert verbs.count() == 1
    assert post(cast.channel_director, "whole", currency="USD").status_code == 302
    assert len(quotas()) == 2  # another currency is another target


def test_a_partner_that_left_between_form_and_sending_is_refused(cast: Cast) -> None:
    gone = cast.partner_b.public_id
    Partner.objects.unscoped(reason="a test").filter(pk=cast.partner_b.pk).delete()
    assert post(cast.channel_director, "partner", key=gone).status_code == 422
    assert quotas() == []


def test_a_cells_refusal_stands_beside_its_first_axis(ground: Ground) -> None:
    director = ground.cast.channel_director
    page = text_of(post(director, "cell"))
    assert 'id="id_product_error"' in page
    assert "a cell of everything is no cell" in page
    taken = post(director, "cell", product="GW", region="EAST", industry="BANK")
    assert taken.status_code == 302
    assert taken["Location"] == "/workbench/goals/?by=cell"
    assert len(quotas()) == 1


def test_after_setting_the_reader_is_back_among_the_same_holders(cast: Cast) -> None:
    director = cast.channel_director
    assert post(director, "whole")["Location"] == "/workbench/goals/"
    back = post(director, "partner", key=cast.partner_a.public_id)["Location"]
    assert back == "/workbench/goals/?by=partner"
    page = text_of(client_of(director).get(f"{SET}partner/"))
    assert f'href="{back}"' in page
    assert "the portal does not show it" in page


def test_titles_and_sentences_speak_the_readers_language() -> None:
    english = {name: (str(kind.title), str(kind.sentence)) for name, kind in KINDS.items()}
    with override("zh-hans"):
        chinese = {name: (str(kind.title), str(kind.sentence)) for name, kind in KINDS.items()}
    assert list(english) == ["whole", "person", "partner", "cell"]
    for name, pair in english.items():
        assert all(one.isascii() is False for one in chinese[name]), name
        assert all(one != other for one, other in zip(pair, chinese[name], strict=True))


def test_who_may_not_set_targets_is_refused_before_anything_is_read(cast: Cast) -> None:
    before = entries()
    for who, status in (
        ("channel_manager", 403),
        ("account_manager", 403),
        ("human_resources", 403),
        ("principal_a", 404),
    ):
        for holder in ("whole", "nobody"):
            assert post(getattr(cast, who), holder).status_code == status, (who, holder)
    assert (quotas(), entries()) == ([], before)
