"""The tables of invented names: whole, told apart, and true to the public codes."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from qudao.core.actor import Role
from qudao.demo.logins import PARTNER_PEOPLE, PASSWORD, VENDOR_PEOPLE, demonstration_logins
from qudao.demo.names import CITIES, CITY, FAMILIES, PARTNERS, PLACES, PRODUCTS, TRADES
from qudao.engines.identity import fold
from qudao.market.cells.places import code_of_place
from qudao.market.cells.seeding import _industries, seed_divisions
from qudao.market.partners.bulk import PartnerLine
from qudao.market.partners.states import BusinessKind, Lifecycle, PartnerType
from qudao.market.partners.twins import Companies

HAN = re.compile(r"[\u3400-\u9fff]")
CODES = {seed.code: seed for seed in PARTNERS}


def test_forty_partners_each_with_a_code_that_stands_in_numbers() -> None:
    assert len(PARTNERS) == len(CODES) == 40
    assert all(re.fullmatch(r"[A-Z]{4}", code) for code in CODES)


def test_names_are_chinese_and_english_and_no_two_alike() -> None:
    for seed in PARTNERS:
        assert HAN.search(seed.zh), seed.code
        assert not HAN.search(seed.en), seed.code
    for names in ([seed.zh for seed in PARTNERS], [seed.en for seed in PARTNERS]):
        assert len({fold(name) for name in names}) == 40


def test_no_partner_would_be_taken_for_another() -> None:
    companies = Companies()
    for seed in PARTNERS:
        line = PartnerLine(name_zh=seed.zh, name_en=seed.en, city=CITY[seed.city].zh)
        assert not companies.has(line), seed.code
        companies.add(line)


def test_web_sites_made_of_names_are_told_apart() -> None:
    sites = [seed.en.split()[0].lower().replace("’", "") for seed in PARTNERS]
    assert len(set(sites)) == 40
    assert all(re.fullmatch(r"[a-z]+", site) for site in sites)


def test_every_kind_and_state_of_partner_is_there() -> None:
    assert {seed.partner_type for seed in PARTNERS} == set(PartnerType)
    assert {seed.lifecycle for seed in PARTNERS} == set(Lifecycle)
    business = [seed for seed in PARTNERS if seed.partner_type is PartnerType.BUSINESS_PARTNER]
    assert {seed.kind for seed in business} == set(BusinessKind)
    assert {seed.tier for seed in PARTNERS} == {"registered", "silver", "gold", "top"}


def test_only_a_distributor_supplies_and_nobody_supplies_itself() -> None:
    supplied = [seed for seed in PARTNERS if seed.supplier]
    assert len(supplied) >= 5
    for seed in supplied:
        assert CODES[seed.supplier].partner_type is PartnerType.DISTRIBUTOR, seed.code
        assert not CODES[seed.supplier].supplier, seed.code
        assert CODES[seed.supplier].lifecycle is Lifecycle.ACTIVE, seed.code


def test_everybody_in_charge_is_a_channel_manager_with_enough_to_do() -> None:
    managers = {one.key for one in VENDOR_PEOPLE if one.role is Role.CHANNEL_MANAGER}
    charges = Counter(seed.owner for seed in PARTNERS)
    assert charges.keys() == managers
    assert min(charges.values()) >= 5


def test_the_weight_of_a_partner_is_a_share_of_the_work() -> None:
    pulls = {seed.code: seed.pull for seed in PARTNERS}
    assert all(1 <= pull <= 15 for pull in pulls.values())
    assert max(pulls, key=lambda code: pulls[code]) == "JING"
    assert pulls["JUNJ"] == 1  # once-off


@pytest.mark.parametrize("city", CITIES, ids=lambda city: city.en)
def test_a_city_has_its_public_code(city: object) -> None:
    code, zh, en = city.code, city.zh, city.en  # type: ignore[attr-defined]
    assert code_of_place(zh) == code
    assert CITY[en] is city
    assert HAN.search(zh)
    assert not HAN.search(en)


def test_cities_of_partners_are_in_the_table() -> None:
    assert {seed.city for seed in PARTNERS} <= CITY.keys()
    assert len(CITIES) == len(CITY) == len({city.code for city in CITIES}) == 20
    codes = {node.code for node in seed_divisions()}
    assert {city.code for city in CITIES} <= codes
    assert {f"{city.code[:2]}0000" for city in CITIES} <= codes


def test_industries_of_customers_are_public_ones() -> None:
    codes = {node.code for node in _industries()}
    assert {industry for _zh, _en, industry in TRADES} <= codes
    assert {"GB-67", "GB-44", "GB-27"} <= codes


def test_every_product_stands_below_a_family() -> None:
    families = {code for code, _zh, _en in FAMILIES}
    assert len(families) == len(FAMILIES) == 5
    assert {family for _code, family, *_rest in PRODUCTS} == families
    codes = [code for code, *_rest in PRODUCTS]
    assert len(set(codes)) == len(codes)
    assert not families & set(codes)
    assert all(code.startswith(f"{family}-") for code, family, *_rest in PRODUCTS)
    assert all(1_000 < price < 10_000_000 for *_rest, price in PRODUCTS)


def test_trades_and_places_give_enough_different_companies() -> None:
    assert len(TRADES) * len(PLACES) >= 600 - 20 * 6 - 11
    assert len({zh for zh, *_rest in TRADES}) == len(TRADES)
    assert len({zh for zh, _en in PLACES}) == len({en for _zh, en in PLACES}) == len(PLACES)


def test_everybody_has_a_key_an_address_and_a_name_in_both_scripts() -> None:
    people = VENDOR_PEOPLE + PARTNER_PEOPLE
    assert len({one.key for one in people}) == len({one.email for one in people}) == len(people)
    assert {one.email.rpartition(".")[2] for one in people} == {"example"}
    for one in people:
        assert HAN.search(one.name), one.key
        assert re.search(r"[A-Za-z]", one.name), one.key


def test_people_of_partners_have_a_partners_role_and_a_partner_that_sells() -> None:
    for one in PARTNER_PEOPLE:
        assert one.role.value.startswith("partner_")
        assert CODES[one.partner].lifecycle is Lifecycle.ACTIVE
    assert all(not one.partner for one in VENDOR_PEOPLE)
    assert all(not one.role.value.startswith("partner_") for one in VENDOR_PEOPLE)
    assert VENDOR_PEOPLE[0].role is Role.CHANNEL_DIRECTOR  # who sets the programme up


def test_the_logins_shown_open_one_door_each() -> None:
    logins = demonstration_logins()
    people = {one.email: one for one in VENDOR_PEOPLE + PARTNER_PEOPLE}
    roles = [people[one.email].role for one in logins]
    assert logins[0].email == "director@chengyan.example"
    assert {one.password for one in logins} == {PASSWORD}
    assert len(PASSWORD) >= 12
    assert all(str(one.role) for one in logins)
    assert {Role.CHANNEL_MANAGER, Role.PARTNER_PRINCIPAL, Role.PARTNER_SELLER} <= set(roles)
