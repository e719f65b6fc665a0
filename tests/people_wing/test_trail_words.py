"""The trail in words: choices by their labels, lists, documents, in the order of the object."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from qudao.core.actor import NOBODY, system_actor
from qudao.core.audit import Change, record
from qudao.core.errors import NotFound, NotPermitted
from qudao.core.scoping import ScopedQuerySet
from qudao.market.partners.models import Partner
from qudao.people.models import Organisation, User
from qudao.people.trail import in_words, subject_of, trail
from qudao.people.verbs import PeopleVerb
from tests.people import Cast, make_actor

EDITED = PeopleVerb.DETAILS_CHANGED


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("lifecycle", "active", "Active"),
        ("lifecycle", "no_such_state", "no_such_state"),
        ("city", "Suzhou", "Suzhou"),
        ("city", "", ""),
        ("city", None, ""),
        ("anything", [], ""),
        ("anything", True, "yes"),
        ("anything", False, "no"),
        ("anything", 0, "0"),
        ("anything", 3, "3"),
        ("anything", ["a", "b"], "a, b"),
        ("anything", ["a", None, "b"], "a, , b"),
        ("role", "operations", "Channel operations"),
        ("roles", ["operations", "channel_manager"], "Channel operations, Channel manager"),
        ("anything", {"city": "Suzhou", "roles": ["operations"]},
         "City: Suzhou; Roles: Channel operations"),
        ("anything", "<b>&", "<b>&"),
        ("anything", 1.5, "1.5"),
    ],
)  # fmt: skip
def test_a_value_is_read_as_a_person_reads_it(name: str, value: Any, words: str) -> None:
    assert in_words(Partner, name, value) == words


def test_what_is_no_model_has_no_choices() -> None:
    assert in_words(str, "lifecycle", "active") == "active"


def test_values_are_worded_in_chinese_too() -> None:
    with translation.override("zh-hans"):
        assert in_words(Partner, "anything", ["a", "b"]) == "a、b"
        assert in_words(Partner, "anything", True) == "是"


def edit(cast: Cast, at: datetime, **after: object) -> None:
    record(cast.channel_manager, EDITED, cast.partner_a, now=at, change=Change({}, after))


def test_fields_come_in_the_order_of_the_object_then_by_name(cast: Cast, now: datetime) -> None:
    edit(cast, now, zebra=1, apple=2, city="x", name_en="y", name_zh="z")
    (line,) = trail(cast.operations, cast.partner_a)
    order = [field.name for field in Partner._meta.concrete_fields]
    known = sorted(["city", "name_en", "name_zh"], key=order.index)
    assert [change.after for change in line.changes] == [
        {"city": "x", "name_en": "y", "name_zh": "z"}[name] for name in known
    ] + ["2", "1"]


def test_a_field_that_came_or_went_is_shown_on_one_side(cast: Cast, now: datetime) -> None:
    change = Change({"city": "Wuhan", "gone": "g"}, {"city": "Suzhou", "new": "n"})
    record(cast.channel_manager, EDITED, cast.partner_a, now=now, change=change)
    (line,) = trail(cast.operations, cast.partner_a)
    assert [(c.before, c.after) for c in line.changes] == [
        ("Wuhan", "Suzhou"),
        ("g", ""),
        ("", "n"),
    ]


def test_the_newest_rows_are_shown_up_to_the_limit(cast: Cast, now: datetime) -> None:
    for number in range(5):
        edit(cast, now + timedelta(minutes=number), city=str(number))
    shown = trail(cast.operations, cast.partner_a, limit=3)
    assert [line.changes[0].after for line in shown] == ["4", "3", "2"]


def test_rows_of_the_same_moment_come_latest_written_first(cast: Cast, now: datetime) -> None:
    for number in range(3):
        edit(cast, now, city=str(number))
    shown = trail(cast.operations, cast.partner_a)
    assert [line.changes[0].after for line in shown] == ["2", "1", "0"]


def test_names_cost_two_queries_however_many_acted(
    cast: Cast, now: datetime, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(6):
        actor = make_actor(
            f"Person {number}", cast.vendor, next(iter(cast.operations.roles)), now=now
        )
        record(actor, EDITED, cast.partner_a, now=now)
    with django_assert_num_queries(3):
        assert len(trail(cast.operations, cast.partner_a)) == 6


def test_who_acted_is_named_as_it_was(cast: Cast, now: datetime) -> None:
    by_key = replace(cast.channel_manager, api_scopes=frozenset({"partners.write"}))
    for minute, actor in enumerate((cast.seller_a, by_key, system_actor("nightly"), NOBODY)):
        record(actor, EDITED, cast.partner_a, now=now + timedelta(minutes=minute))
    lines = trail(cast.operations, cast.partner_a)
    assert [(line.who, line.organisation, line.via_api_key) for line in lines] == [
        ("", "", False),
        ("System (nightly)", "", False),
        ("Xu Mingyuan", "Chengyan Software", True),
        ("Chen Xiaoyu", "Qiheng Info", False),
    ]


def test_a_verb_of_a_newer_version_stays_as_it_is(cast: Cast, now: datetime) -> None:
    entry = record(cast.channel_manager, EDITED, cast.partner_a, now=now)
    assert trail(cast.operations, cast.partner_a)[0].what == "changed the own details"
    from_later = type(entry)(
        at=now,
        actor_side="vendor",
        verb="later.thing",
        subject_kind="partner",
        subject_id=cast.partner_b.public_id,
    )
    from_later.save(force_insert=True)
    assert trail(cast.operations, cast.partner_b)[0].what == "later.thing"


def test_only_vendor_people_with_the_right_read(cast: Cast) -> None:
    for actor in (*cast.partner_people(), cast.human_resources, NOBODY):
        for attempt in (
            lambda who=actor: trail(who, cast.partner_a),
            lambda who=actor: subject_of(who, "partner", cast.partner_a.public_id),
            lambda who=actor: subject_of(who, "programme", "programme"),
        ):
            with pytest.raises(NotPermitted):
                attempt()


def test_a_key_without_the_scope_does_not_read(cast: Cast) -> None:
    actor = replace(cast.operations, api_scopes=frozenset({"partners.read"}))
    with pytest.raises(NotPermitted):
        trail(actor, cast.partner_a)


@pytest.mark.parametrize(
    ("kind", "public_id"),
    [
        ("", ""),
        ("partner", ""),
        ("Partner", "par"),
        ("contenttype", "1"),
        ("user", "1"),
        ("programme.logo", "x"),
        ("partner'; --", "x"),
        ("holiday", "1"),
        ("total", "1"),
    ],
)
def test_no_such_subject_is_absent(cast: Cast, kind: str, public_id: str) -> None:
    with pytest.raises(NotFound):
        subject_of(cast.operations, kind, public_id)


def test_people_and_houses_are_subjects_too(cast: Cast) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    assert subject_of(cast.operations, "user", user.public_id) == user
    house = cast.partner_a.organisation
    assert subject_of(cast.operations, "organisation", house.public_id) == house
    assert isinstance(house, Organisation)


def test_no_two_kinds_share_their_name_in_the_trail() -> None:
    kinds = [
        model._meta.model_name
        for model in apps.get_models()
        if isinstance(model._default_manager.none(), ScopedQuerySet)
        and "public_id" in {field.name for field in model._meta.concrete_fields}
    ]
    assert len(kinds) == len(set(kinds))
