"""Partners by API: read, added, amended and moved by the vendor; the own company by the partner."""

from __future__ import annotations

from datetime import datetime

from qudao.core.models import AuditEntry
from qudao.market.partners.models import Partner
from tests.api.caller import Caller, caller_for
from tests.people import Cast

ABSENT = "par_0000000000000000"
NEW = {"name_en": "Haoyue Systems", "name_zh": "昊越系统", "phone": "+86 21 5555 0100"}


def rows() -> int:
    return Partner.objects.unscoped(reason="test").count()


def codes(caller: Caller, query: str = "") -> list[str]:
    return sorted(item["code"] for item in caller.get(f"/partners{query}").json["items"])


def test_a_channel_manager_lists_the_partners_in_charge(manager: Caller) -> None:
    assert codes(manager) == ["HENG", "LIAN", "QIHE"]


def test_a_director_lists_every_partner(director: Caller) -> None:
    assert codes(director) == ["DING", "HENG", "LIAN", "QIHE"]


def test_filters_narrow_the_list(cast: Cast, director: Caller) -> None:
    owner = cast.channel_manager.public_id

    assert codes(director, "?partner_type=distributor") == ["LIAN"]
    assert codes(director, f"?owner={owner}") == ["HENG", "LIAN", "QIHE"]
    assert codes(director, "?text=鼎沛") == ["DING"]
    assert codes(director, "?lifecycle=exited") == []


def test_a_filter_with_an_unknown_choice_is_refused(director: Caller) -> None:
    reply = director.get("/partners?lifecycle=asleep&sort=name")

    assert reply.status == 422
    assert reply.problems() == {("lifecycle", "unknown_choice"), ("sort", "unknown_choice")}


def test_a_partner_lists_and_reads_only_itself(cast: Cast, seller_a: Caller) -> None:
    own = seller_a.get(f"/partners/{cast.partner_a.public_id}")

    assert codes(seller_a) == ["QIHE"]
    assert codes(seller_a, "?text=鼎沛") == ["QIHE"]
    assert own.json["channel_manager"] == "Xu Mingyuan"
    assert {"source", "employees", "supplied_by", "lifecycle"}.isdisjoint(own.json)


def test_another_partner_looks_like_an_absent_one(
    cast: Cast, seller_a: Caller, manager: Caller
) -> None:
    for caller in (seller_a, manager):
        absent = caller.get(f"/partners/{ABSENT}")
        rival = caller.get(f"/partners/{cast.partner_b.public_id}")

        assert (absent.status, rival.status) == (404, 404)
        absent.json.pop("instance")
        rival.json.pop("instance")
        assert absent.json == rival.json


def test_a_partner_is_added_once_with_its_trail(cast: Cast, manager: Caller, now: datetime) -> None:
    reply = manager.create("/partners", NEW)

    assert reply.status == 201
    assert reply.json["name_zh"] == "昊越系统"
    assert reply.json["lifecycle"] == "prospect"
    assert reply.json["channel_manager"]["id"] == cast.channel_manager.public_id
    assert reply.headers["Location"] == f"/api/v1/partners/{reply.json['id']}"
    assert manager.get(reply.headers["Location"]).json == reply.json
    trail = AuditEntry.objects.unscoped(reason="test").get(subject_id=reply.json["id"])
    assert (trail.via_api_key, trail.request_id) == (True, reply.headers["X-Request-Id"])


def test_a_partner_person_adds_no_partner(seller_a: Caller) -> None:
    before = rows()

    reply = seller_a.create("/partners", NEW)

    assert (reply.status, reply.json["scope"]) == (403, "partners.write")
    assert rows() == before


def test_all_problems_of_a_partner_are_named_at_once(manager: Caller) -> None:
    before = rows()

    reply = manager.create("/partners", {"uscc": "123", "phone": "call me", "region": "atlantis"})

    assert reply.status == 422
    assert {field for field, _code in reply.problems()} == {"name_zh", "uscc", "phone", "region"}
    assert rows() == before


def test_a_field_that_does_not_exist_is_named(manager: Caller) -> None:
    reply = manager.create("/partners", {**NEW, "colour": "red"})

    assert reply.problems() == {("colour", "unknown_field")}


def test_amending_leaves_the_fields_that_were_not_sent(cast: Cast, manager: Caller) -> None:
    address = f"/partners/{cast.partner_a.public_id}"
    before = manager.get(address)

    reply = manager.change(address, {"city": "苏州"}, before.etag)

    assert reply.status == 200
    assert {**before.json, "city": "苏州", "version": 2} == reply.json
    assert reply.etag == manager.get(address).etag != before.etag


def test_amending_a_version_that_has_gone_changes_nothing(cast: Cast, manager: Caller) -> None:
    address = f"/partners/{cast.partner_a.public_id}"
    old = manager.get(address).etag
    manager.change(address, {"city": "苏州"}, old)

    reply = manager.change(address, {"city": "无锡"}, old)

    assert (reply.status, reply.code) == (412, "version_mismatch")
    assert manager.get(address).json["city"] == "苏州"


def test_amending_without_a_version_is_refused(cast: Cast, manager: Caller) -> None:
    address = f"/partners/{cast.partner_a.public_id}"

    for headers in ({}, {"If-Match": "*"}):
        reply = manager.send("PATCH", address, {"city": "苏州"}, headers=headers)
        assert (reply.status, reply.code) == (428, "if_match_required")
    assert manager.change(address, {"city": "苏州"}, '"someone-elses"').status == 412
    assert manager.get(address).json["version"] == 1


def test_a_partner_moves_by_the_table_of_its_life(cast: Cast, manager: Caller) -> None:
    address = f"/partners/{cast.partner_a.public_id}"
    etag = manager.get(address).etag

    impossible = manager.do(f"{address}/lifecycle", {"to": "applicant"}, etag)
    unexplained = manager.do(f"{address}/lifecycle", {"to": "suspended"}, etag)
    moved = manager.do(f"{address}/lifecycle", {"to": "suspended", "reason": "审计"}, etag)
    again = manager.do(f"{address}/lifecycle", {"to": "active"}, etag)

    assert (impossible.status, impossible.code) == (409, "no_such_step")
    assert unexplained.problems() == {("reason", "required")}
    assert (moved.status, moved.json["lifecycle"], moved.json["version"]) == (200, "suspended", 2)
    assert again.status == 412


def test_a_principal_amends_the_own_company_only(cast: Cast, now: datetime) -> None:
    principal = caller_for(cast.principal_a, now)
    own, rival = (f"/partners/{p.public_id}" for p in (cast.partner_a, cast.partner_b))
    etag = principal.get(own).etag

    changed = principal.change(f"{own}/company", {"phone": "+86 21 5555 0199"}, etag)
    refused = principal.change(f"{rival}/company", {"phone": "+86 21 5555 0199"}, etag)

    assert (changed.status, changed.json["phone"]) == (200, "+86 21 5555 0199")
    assert refused.status == 404
    assert Partner.objects.unscoped(reason="test").get(pk=cast.partner_b.pk).phone == ""


def test_a_seller_does_not_amend_the_own_company(cast: Cast, seller_a: Caller) -> None:
    address = f"/partners/{cast.partner_a.public_id}"
    etag = seller_a.get(address).etag

    assert seller_a.change(f"{address}/company", {"city": "苏州"}, etag).status == 403
