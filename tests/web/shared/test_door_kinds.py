"""A door asks for the side first, then for the permission, and lets only then the page answer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from qudao.core.actor import NOBODY, Actor, Role
from qudao.core.actor import Side as Sides
from qudao.core.errors import NotFound, NotPermitted
from qudao.deals.permissions import DealsPermission
from qudao.people.models import User
from qudao.people.permissions import PeoplePermission
from qudao.web.shared import doors, waiting
from qudao.web.shared.doors import (
    Door,
    NoMembership,
    QudaoRequest,
    actor_of,
    member_page,
    open_page,
    page,
    user_of,
)
from tests.web.shared.reading import asked, manager, seller, text_of

Guarded = Callable[..., HttpResponseBase]


def said(request: QudaoRequest, *words: str) -> HttpResponse:
    """What this page is about."""
    return HttpResponse(" ".join((request.actor.name, *words)))


PARTNERS_PAGE: Guarded = page(Sides.PARTNER, DealsPermission.REGISTER)(said)
VENDORS_PAGE: Guarded = page(Sides.VENDOR, DealsPermission.DECIDE_REGISTRATION)(said)
ANY_MEMBERS: Guarded = member_page(DealsPermission.READ_REGISTRATIONS)(said)
EVERYBODYS: Guarded = open_page(said)


@pytest.fixture(autouse=True)
def without_a_programme(monkeypatch: pytest.MonkeyPatch) -> None:
    """None of these doors asks for a second factor, which the programme's row would say."""
    monkeypatch.setattr(doors, "lacks_second_factor", lambda _actor: False)


def of_nobody(path: str = "/page/", user: Any = None) -> Any:
    request = asked(path, NOBODY)
    request.user = user or AnonymousUser()
    return request


@pytest.mark.parametrize(
    ("door", "actor", "refusal"),
    [
        (PARTNERS_PAGE, seller(), None),
        (PARTNERS_PAGE, seller(Role.PARTNER_PRINCIPAL), None),
        (PARTNERS_PAGE, seller(Role.PARTNER_ENGINEER), NotPermitted),
        (PARTNERS_PAGE, seller(Role.PARTNER_ENGINEER, Role.PARTNER_SELLER), None),
        (PARTNERS_PAGE, manager(), NotFound),
        (PARTNERS_PAGE, manager(Role.OPERATIONS), NotFound),
        (VENDORS_PAGE, manager(), None),
        (VENDORS_PAGE, manager(Role.HUMAN_RESOURCES), NotPermitted),
        (VENDORS_PAGE, manager(Role.ACCOUNT_MANAGER), NotPermitted),
        (VENDORS_PAGE, seller(), NotFound),
        (VENDORS_PAGE, seller(Role.PARTNER_ENGINEER), NotFound),
        (ANY_MEMBERS, seller(Role.PARTNER_ENGINEER), None),
        (ANY_MEMBERS, manager(), None),
        (ANY_MEMBERS, manager(Role.HUMAN_RESOURCES), NotPermitted),
        (EVERYBODYS, seller(), None),
        (EVERYBODYS, manager(), None),
        (EVERYBODYS, NOBODY, None),
    ],
)
def test_who_comes_in(
    door: Guarded, actor: Actor, refusal: type[NotFound | NotPermitted] | None
) -> None:
    if refusal is None:
        answer = door(asked("/page/", actor), "hears", "this")
        assert text_of(answer) == f"{actor.name} hears this"  # type: ignore[arg-type]
    else:
        with pytest.raises(refusal):
            door(asked("/page/", actor))


def test_the_wrong_side_learns_nothing_even_of_what_its_role_lacks() -> None:
    """The refusal is the one of an absent page, before any permission is looked at."""
    with pytest.raises(NotFound) as refused:
        VENDORS_PAGE(asked("/page/", seller(Role.PARTNER_ENGINEER)))
    assert refused.value.status == 404
    assert not isinstance(refused.value, NotPermitted)


def test_an_actor_of_a_scope_that_lacks_the_permission_stays_outside() -> None:
    narrow = Actor(
        side=Sides.PARTNER, roles=frozenset({Role.PARTNER_SELLER}), api_scopes=frozenset()
    )
    with pytest.raises(NotPermitted) as refused:
        PARTNERS_PAGE(asked("/page/", narrow))
    assert refused.value.permission_code == DealsPermission.REGISTER.code


@pytest.mark.parametrize("door", [PARTNERS_PAGE, VENDORS_PAGE, ANY_MEMBERS])
def test_nobody_is_sent_to_the_login_and_back_to_the_page(door: Guarded) -> None:
    answer = door(of_nobody("/page/?q=a&sort=-name"))
    assert answer.status_code == 302
    assert answer["Location"] == "/account/login/?next=/page/%3Fq%3Da%26sort%3D-name"


@pytest.mark.parametrize("door", [PARTNERS_PAGE, VENDORS_PAGE, ANY_MEMBERS])
def test_a_login_that_belongs_nowhere_is_told_so(door: Guarded) -> None:
    with pytest.raises(NoMembership) as refused:
        door(of_nobody(user=User(email="nobody@example.com")))
    assert (refused.value.status, refused.value.code) == (403, "no_membership")


def test_a_door_tells_whom_it_admits_and_keeps_the_pages_name() -> None:
    doors: list[tuple[Any, object]] = [
        (PARTNERS_PAGE, (Sides.PARTNER, DealsPermission.REGISTER)),
        (ANY_MEMBERS, (None, DealsPermission.READ_REGISTRATIONS)),
        (EVERYBODYS, (None, None)),
    ]
    for view, whom in doors:
        door: Door = view
        assert door.door == whom
        assert (view.__name__, view.__doc__) == ("said", "What this page is about.")


# ------------------------------------------------------------------ what a door adds to an answer


def answering(response: HttpResponseBase) -> Guarded:
    def view(request: QudaoRequest) -> HttpResponseBase:
        return response

    return page(Sides.PARTNER, DealsPermission.REGISTER)(view)


def test_an_answer_is_kept_by_nobody_in_between() -> None:
    response = answering(HttpResponse("secret"))(asked("/page/", seller()))
    assert response["Cache-Control"] == "private, no-store"


def test_an_export_is_kept_by_nobody_in_between() -> None:
    response = answering(StreamingHttpResponse(iter(["secret"])))(asked("/page/", seller()))
    assert response["Cache-Control"] == "private, no-store"


def test_an_answer_that_says_how_long_it_keeps_is_left_alone() -> None:
    own = HttpResponse("logo", headers={"Cache-Control": "public, max-age=300"})
    assert answering(own)(asked("/page/", seller()))["Cache-Control"] == "public, max-age=300"


def test_an_open_page_may_be_kept() -> None:
    assert not EVERYBODYS(asked("/page/")).has_header("Cache-Control")


@pytest.mark.parametrize(
    ("method", "is_counted_anew"),
    [("GET", False), ("HEAD", False), ("POST", True), ("PUT", True), ("DELETE", True)],
)
def test_whoever_did_something_is_counted_anew(*, method: str, is_counted_anew: bool) -> None:
    counted: list[int] = []

    def count() -> dict[str, int]:
        counted.append(1)
        return {"portal:home": len(counted)}

    actor = seller()
    waiting.kept_counts(actor, count)
    PARTNERS_PAGE(asked("/page/", actor, method=method))
    waiting.kept_counts(actor, count)
    assert len(counted) == (2 if is_counted_anew else 1)


def test_a_refused_act_leaves_the_counts() -> None:
    actor = seller(Role.PARTNER_ENGINEER)
    counted: list[int] = []
    waiting.kept_counts(actor, lambda: {"portal:home": len(counted)})
    with pytest.raises(NotPermitted):
        PARTNERS_PAGE(asked("/page/", actor, method="POST"))
    counted.append(1)
    assert waiting.kept_counts(actor, lambda: {"portal:home": 9}) == {"portal:home": 0}


def test_the_actor_of_a_request_is_made_once() -> None:
    request = asked("/page/", seller())
    assert actor_of(request) is actor_of(request)
    assert actor_of(of_nobody()) == NOBODY


def test_an_inactive_login_is_nobody() -> None:
    request = of_nobody(user=User(email="gone@example.com", is_active=False))
    del request.actor
    assert actor_of(request) == NOBODY
    assert request.actor == NOBODY


def test_only_a_login_is_a_login() -> None:
    user = User(email="chen@example.com")
    assert user_of(of_nobody(user=user)) is user
    with pytest.raises(NotPermitted):
        user_of(of_nobody())


def test_permissions_of_other_wings_open_no_other_doors() -> None:
    door: Guarded = page(Sides.PARTNER, PeoplePermission.READ_PEOPLE)(said)
    with pytest.raises(NotPermitted):
        door(asked("/page/", seller()))
    assert door(asked("/page/", seller(Role.PARTNER_PRINCIPAL))).status_code == 200
