"""The rulebook on its page: read by both sides, acknowledged there, printed."""

from __future__ import annotations

import pytest

from qudao.core.models import AuditEntry
from qudao.rules.models import Acknowledgement
from qudao.rules.verbs import RulesVerb
from tests.deals.programme import Programme
from tests.people import Cast
from tests.web.deals_pages import client_of

WORKBENCH, PORTAL = "/workbench/rulebook/", "/portal/rulebook/"


def acknowledged_by(person: str, programme: Programme) -> int:
    rows = Acknowledgement.objects.unscoped(reason="a test")
    return rows.filter(user_id=getattr(programme.cast, person).user_key).count()


@pytest.mark.parametrize(
    ("person", "path", "status"),
    [
        *((name, WORKBENCH, 200) for name in ("channel_manager", "account_manager", "operations")),
        *((name, PORTAL, 200) for name in ("principal_a", "seller_b", "engineer_a")),
        ("seller_a", WORKBENCH, 404),
        ("channel_manager", PORTAL, 404),
    ],
)
def test_each_side_reads_it_in_its_own_frame(
    programme: Programme, person: str, path: str, status: int
) -> None:
    answer = client_of(getattr(programme.cast, person)).get(path)
    assert answer.status_code == status


def test_the_page_holds_title_rules_and_versions_in_both_languages(programme: Programme) -> None:
    seller = programme.cast.seller_a
    english = client_of(seller).get(PORTAL).content.decode()
    chinese = client_of(seller, "zh-hans").get(PORTAL).content.decode()
    assert "Rulebook 2026.1" in english
    assert "It is decided within 3 working days, with reason and rule." in english
    assert 'href="/portal/rulebook/?version=2026.1" aria-current="page"' in english
    assert "规则手册 2026.1" in chinese
    assert "3 个工作日内作出决定" in chinese


def test_a_seller_of_our_own_acknowledges_for_himself_and_only_once(programme: Programme) -> None:
    manager = client_of(programme.cast.account_manager)
    address = f"{WORKBENCH}{programme.version.public_id}/acknowledge/"
    assert address in manager.get(WORKBENCH).content.decode()
    for _again in range(2):
        assert manager.post(address)["Location"] == WORKBENCH
    assert acknowledged_by("account_manager", programme) == 1
    entries = AuditEntry.objects.unscoped(reason="a test").filter(verb=RulesVerb.ACKNOWLEDGED)
    assert entries.filter(user_id=programme.cast.account_manager.user_key).count() == 1
    assert address not in manager.get(WORKBENCH).content.decode()
    assert acknowledged_by("channel_manager", programme) == 0


def test_nothing_is_acknowledged_by_reading_or_by_a_wrong_name(programme: Programme) -> None:
    manager = client_of(programme.cast.account_manager)
    address = f"{WORKBENCH}{programme.version.public_id}/acknowledge/"
    assert manager.get(address).status_code == 405
    assert manager.post(f"{WORKBENCH}rbk_0123456789abcdef/acknowledge/").status_code == 404
    assert manager.get(f"{WORKBENCH}?version=1999.9").status_code == 404
    assert acknowledged_by("account_manager", programme) == 0


def test_without_a_version_the_page_says_so(cast: Cast) -> None:
    page = client_of(cast.seller_a).get(PORTAL).content.decode()
    assert "No version of the rulebook is in force yet." in page
    assert "I have read it" not in page
