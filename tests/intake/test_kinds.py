"""The kinds of import: whose they are, what they take, and what they leave out."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.utils import translation

from qudao.core.actor import Actor, Role, Side, system_actor
from qudao.core.errors import NotPermitted
from qudao.engines.tabular.kinds.catalogue import KINDS
from qudao.engines.tabular.mapping import FieldRule, SavedMapping
from qudao.intake.kinds import IMPORTABLE, open_to
from qudao.intake.permissions import IntakePermission
from qudao.intake.samples import SAMPLES_EN, SAMPLES_ZH, sample_of
from qudao.intake.selectors import kind_choices, saved_mappings, sources_used
from tests.intake.rows import open_text

EVERY = [
    "products",
    "prices",
    "regions",
    "sales_people",
    "partners",
    "customers",
    "opportunities",
    "sell_through",
    "direct_sales",
    "quotas",
]


def actor_with(*roles: Role, side: Side = Side.VENDOR) -> Actor:
    return Actor(side=side, user_id=1, roles=frozenset(roles))


def test_the_kinds_stand_in_the_order_in_which_they_need_each_other() -> None:
    assert list(IMPORTABLE) == EVERY
    assert all(one.code == code for code, one in IMPORTABLE.items())


@pytest.mark.parametrize("role", list(Role))
def test_who_may_import_may_at_least_one_kind_and_the_others_none(role: Role) -> None:
    side = Side.PARTNER if role.value.startswith("partner_") else Side.VENDOR
    actor = actor_with(role, side=side)
    kinds = [one.code for one in open_to(actor)]
    if not actor.may(IntakePermission.IMPORT):
        return
    assert side is Side.VENDOR
    assert kinds
    assert [choice.code for choice in kind_choices(actor)] == kinds


def test_what_each_role_may_bring_in() -> None:
    manager = [one.code for one in open_to(actor_with(Role.CHANNEL_MANAGER))]
    director = [one.code for one in open_to(actor_with(Role.CHANNEL_DIRECTOR))]
    assert "partners" in manager
    assert not {"products", "prices", "regions", "quotas"} & set(manager)
    assert director == EVERY
    assert [one.code for one in open_to(system_actor("import"))] == EVERY
    assert open_to(actor_with()) == []


@pytest.mark.parametrize("role", [role for role in Role if role.value.startswith("partner_")])
def test_a_partner_brings_nothing_in(role: Role) -> None:
    actor = actor_with(role, side=Side.PARTNER)
    assert not actor.may(IntakePermission.IMPORT)
    assert open_to(actor) == []


@pytest.mark.parametrize("read", [lambda a: saved_mappings(a, "partners")])
def test_reading_about_imports_needs_the_right_to_import(read: Callable[[Actor], object]) -> None:
    for role in (Role.ACCOUNT_MANAGER, Role.HUMAN_RESOURCES, Role.SALES_DIRECTOR):
        with pytest.raises(NotPermitted):
            read(actor_with(role))


@pytest.mark.django_db
def test_names_of_sources_are_those_of_own_runs() -> None:
    assert sources_used(actor_with(Role.CHANNEL_MANAGER)) == []


@pytest.mark.parametrize("code", EVERY)
def test_a_kind_takes_no_field_without_a_place(code: str) -> None:
    one = IMPORTABLE[code]
    kind = one.kind
    assert not one.left_out & kind.names
    assert all(kind.field(name).required for name in one.required)
    assert all(set(group) <= kind.names for group in kind.one_of)
    assert set(kind.key) <= kind.names


def test_a_quota_needs_its_person_since_others_have_no_place() -> None:
    kind = IMPORTABLE["quotas"].kind
    assert kind.field("sales_person").required
    assert not KINDS["quotas"].field("sales_person").required
    assert kind.one_of == (("sales_person",), ("starts_on", "year"))


def test_rules_for_fields_without_a_place_are_dropped_from_a_mapping() -> None:
    rules = {name: FieldRule(header=name) for name in ("name", "tier", "year_opened", "no_field")}
    kept = IMPORTABLE["partners"].kept(SavedMapping(kind="partners", rules=rules))
    assert set(kept.rules) == {"name"}
    assert kept.kind == "partners"


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_kind_is_named_and_explained(language: str) -> None:
    with translation.override(language):
        words = [(str(one.label), str(one.hint)) for one in IMPORTABLE.values()]
    assert len({label for label, _hint in words}) == len(words)
    assert all(label and hint for label, hint in words)
    has_han = ["\u4e00" <= label[0] <= "\u9fff" for label, _hint in words]
    assert all(has_han) is (language == "zh-hans")


@pytest.mark.parametrize("code", EVERY)
def test_a_sample_is_a_table_of_its_kind_in_both_languages(code: str) -> None:
    for samples, language in ((SAMPLES_ZH, "zh-hans"), (SAMPLES_EN, "en")):
        rows = sample_of(code, language)
        assert rows is samples[code]
        assert len({len(row) for row in rows}) == 1
        assert len(rows) >= 2
        opened = open_text(code, "\n".join(",".join(row) for row in rows))
        mapped = {bound.header for bound in opened.bound.fields}
        assert mapped == set(rows[0]), set(rows[0]) - mapped


def test_other_languages_get_the_english_sample() -> None:
    assert sample_of("partners", "de") is SAMPLES_EN["partners"]
    assert sample_of("partners", "zh-hant") is SAMPLES_ZH["partners"]
    assert SAMPLES_ZH.keys() == SAMPLES_EN.keys() == set(EVERY)


def test_samples_hold_invented_companies_only() -> None:
    text = " ".join(
        cell for samples in (SAMPLES_ZH, SAMPLES_EN) for rows in samples.values() for row in rows
        for cell in row
    )  # fmt: skip
    sites = [word for word in text.split() if word.startswith("www.")]
    assert sites
    assert all(site.endswith(".example") for site in sites)
