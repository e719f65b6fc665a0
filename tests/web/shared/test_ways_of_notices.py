"""Where a notice leads on each side: to its object, to the talk about it, or home again."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from qudao.core.actor import Actor
from qudao.deals.accountroom.notices import AccountroomNotice
from qudao.people.notifications import NoticeLine
from qudao.web.shared.account.notices import notice_page, page_of
from tests.web.shared.reading import manager, seller

HOME = "/notices/"


def line(kind: str, *, code: str = "people.roles_changed") -> NoticeLine:
    return NoticeLine(
        public_id="ntc_1",
        code=code,
        text="Something happened.",
        at=datetime(2026, 3, 2, tzinfo=UTC),
        is_read=False,
        subject_kind=kind,
        subject_id="obj_1",
    )


@pytest.mark.parametrize(
    ("actor", "kind", "leads_to"),
    [
        (manager(), "registration", "/workbench/registrations/obj_1/"),
        (seller(), "registration", "/portal/registrations/obj_1/"),
        (manager(), "partner", "/workbench/partners/obj_1/"),
        (manager(), "customer", "/workbench/customers/obj_1/"),
        (seller(), "customer", "/portal/customers/obj_1/"),
        (seller(), "company", "/portal/company/"),
        (seller(), "partner", HOME),
        (manager(), "user", HOME),
        (seller(), "user", HOME),
        (seller(), "", HOME),
        (seller(), "no such kind", HOME),
    ],
)
def test_an_object_has_its_page_on_the_readers_side(actor: Actor, kind: str, leads_to: str) -> None:
    assert page_of(actor, kind, "obj_1", otherwise=HOME) == leads_to
    assert notice_page(actor, line(kind), otherwise=HOME) == leads_to


@pytest.mark.parametrize(
    ("actor", "kind", "leads_to"),
    [
        (manager(), "registration", "/workbench/registrations/obj_1/talk/"),
        (manager(), "partner", "/workbench/partners/obj_1/talk/"),
        (manager(), "customer", "/workbench/customers/obj_1/talk/"),
        (seller(), "registration", "/portal/registrations/obj_1/talk/"),
        (seller(), "partner", "/portal/company/talk/"),
        (seller(), "user", HOME),
    ],
)
def test_a_message_leads_to_the_talk_about_its_object(
    actor: Actor, kind: str, leads_to: str
) -> None:
    message = line(kind, code=AccountroomNotice.MESSAGE)
    assert notice_page(actor, message, otherwise=HOME) == leads_to


@pytest.mark.parametrize("public_id", ["../../me", "a b", "浦", "%2e%2e", "?x=1#y"])
def test_an_id_of_any_kind_stays_within_its_address(public_id: str) -> None:
    found = page_of(seller(), "registration", public_id, otherwise=HOME)
    assert found == HOME or found.startswith("/portal/registrations/")
    assert "?" not in found
    assert "#" not in found
    assert found.count("/") <= 4
