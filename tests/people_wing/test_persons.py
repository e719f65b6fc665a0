"""Lists of persons, members, colleagues and houses: exact rows, in order, within the own scope."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from qudao.core.actor import NOBODY, Role
from qudao.core.errors import NotFound, NotPermitted
from qudao.people.actions.account import (
    DetailsInput,
    PreferencesInput,
    change_own_details,
    change_preferences,
)
from qudao.people.colleagues import colleagues
from qudao.people.models import Invitation, Membership, Organisation, Person, User
from qudao.people.persons import (
    basis_choices,
    count_persons,
    own_account,
    person_page,
    persons,
)
from qudao.people.selectors import (
    home_organisation,
    members_of,
    open_invitations,
    organisation_choice,
    organisation_choices,
    role_choices,
)
from tests.people import Cast, make_actor
from tests.refusals import problems, refused


def test_persons_are_listed_by_name_window_by_window(cast: Cast) -> None:
    names = [row.name for row in persons(cast.operations)]
    assert names == sorted(names)
    assert len(names) == 14
    assert [row.name for row in persons(cast.operations, window=slice(2, 4))] == names[2:4]
    assert count_persons(cast.operations) == 14
    assert count_persons(cast.operations, search="CHEN") == 2


@pytest.mark.parametrize(
    ("search", "names"),
    [
        ("CHEN", ["Chen Bo", "Chen Xiaoyu"]),
        ("xiaoyu@example", ["Chen Xiaoyu"]),
        ("%", []),
        ("_", []),
        ("' OR 1=1 --", []),
        ("\u200b", []),
        ("nobody.known", ["Nobody Known"]),
        ("nobody\x00.known", ["Nobody Known"]),
    ],
)
def test_persons_are_found_by_part_of_name_or_address(
    cast: Cast, search: str, names: list[str]
) -> None:
    assert [row.name for row in persons(cast.operations, search=search)] == names


def test_a_row_says_where_the_person_works_and_on_what_basis(cast: Cast) -> None:
    Person.objects.create(
        name="Aa Contact",
        email="aa@example.com",
        employer=cast.partner_a.organisation,
        consent_basis="contract",
    )
    row = persons(cast.operations)[0]
    assert (row.name, row.employer, row.has_login, str(row.consent_basis), row.is_erased) == (
        "Aa Contact",
        "Qiheng Info",
        False,
        "Needed for the contract",
        False,
    )


def test_a_page_counts_the_records_that_hold_the_person(cast: Cast) -> None:
    person = Person.objects.get(user__pk=cast.channel_manager.user_key)
    page = person_page(cast.operations, person.public_id)
    records = {str(words): count for words, count in page.records}
    assert records["Memberships"] == 1
    assert records["Partners in the person's charge"] == 3
    assert all(count > 0 for count in records.values())
    assert [str(reason) for reason in page.reasons_to_keep] == [
        "Still belongs to Chengyan Software. End the membership first."
    ]


def test_the_bases_to_choose_from(cast: Cast) -> None:
    assert [value for value, _words in basis_choices()] == ["contract", "consent", "not_recorded"]


# ------------------------------------------------------------------ houses, members, colleagues


def test_a_house_is_chosen_only_by_who_manages_it(cast: Cast) -> None:
    house = cast.partner_a.organisation.public_id
    for actor in (cast.principal_a, cast.channel_manager, cast.operations):
        assert organisation_choice(actor, house).name == "Qiheng Info"
        assert [code for code, _words in role_choices(actor, house)] == [
            "partner_principal",
            "partner_seller",
            "partner_engineer",
        ]
    for actor in (cast.other_channel_manager, cast.human_resources):
        with pytest.raises(NotFound):
            organisation_choice(actor, house)
        with pytest.raises(NotFound):
            role_choices(actor, house)
    with pytest.raises(NotPermitted):
        organisation_choice(cast.seller_a, house)


def test_the_vendor_comes_first_then_partners_by_name(cast: Cast) -> None:
    rows = organisation_choices(cast.operations)
    assert [(row.name, row.is_vendor) for row in rows] == [
        ("Chengyan Software", True),
        ("Dingpei Integration", False),
        ("Hengbo Networks", False),
        ("Lianji Distribution", False),
        ("Qiheng Info", False),
    ]
    assert [row.name for row in organisation_choices(cast.operations, limit=1)] == [
        "Chengyan Software"
    ]
    assert [row.name for row in organisation_choices(cast.operations, search="启恒")] == [
        "Qiheng Info"
    ]
    assert organisation_choices(NOBODY) == []
    assert organisation_choices(cast.operations, search="Qih\x00eng")[0].name == "Qiheng Info"


def test_a_house_that_a_manager_gave_up_is_no_choice_any_more(cast: Cast, now: datetime) -> None:
    cast.partner_a.assignments.update(until=now.date())
    names = [row.name for row in organisation_choices(cast.channel_manager)]
    assert names == ["Hengbo Networks", "Lianji Distribution"]


def test_the_own_house(cast: Cast) -> None:
    assert home_organisation(cast.seller_a) == cast.partner_a.organisation.public_id
    assert home_organisation(cast.operations) == cast.vendor.public_id
    assert home_organisation(NOBODY) == ""


def test_a_member_of_several_roles_is_one_row(cast: Cast, now: datetime) -> None:
    user = User.objects.get(pk=cast.seller_a.user_key)
    Membership.objects.create(
        user=user,
        organisation=cast.partner_a.organisation,
        role=Role.PARTNER_ENGINEER,
        started_at=now + timedelta(days=1),
    )
    rows = members_of(cast.principal_a, cast.partner_a.organisation.public_id)
    row = next(row for row in rows if row.user_id == user.public_id)
    assert row.role_codes == ("partner_seller", "partner_engineer")
    assert (row.since, row.last_login) == (now, None)
    assert len(rows) == 3


def test_members_of_yesterday_are_not_listed(cast: Cast, now: datetime) -> None:
    Membership.objects.filter(user_id=cast.seller_a.user_key).update(ended_at=now)
    rows = members_of(cast.principal_a, cast.partner_a.organisation.public_id)
    assert [row.name for row in rows] == ["Chen Bo", "Wang Zheng"]


def test_open_invitations_are_listed_newest_first(cast: Cast, now: datetime) -> None:
    for number in range(3):
        Invitation.objects.create(
            organisation=cast.partner_a.organisation,
            role="partner_seller",
            person=Person.objects.create(name=f"P{number}", email=f"p{number}@example.com"),
            digest=str(number),
            created_at=now + timedelta(minutes=number),
            expires_at=now + timedelta(days=14 if number else 0),
        )
    house = cast.partner_a.organisation.public_id
    rows = open_invitations(cast.principal_a, house, now=now)
    assert [(row.name, str(row.role), row.mailed_at) for row in rows] == [
        ("P2", "Partner seller", None),
        ("P1", "Partner seller", None),
    ]
    with pytest.raises(NotFound):
        open_invitations(cast.other_channel_manager, house, now=now)
    with pytest.raises(NotPermitted):
        open_invitations(cast.seller_a, house, now=now)


def test_colleagues_are_active_and_hold_the_role(cast: Cast, now: datetime) -> None:
    make_actor("Aa Manager", cast.vendor, Role.CHANNEL_MANAGER, now=now)
    gone = make_actor("Bb Gone", cast.vendor, Role.CHANNEL_MANAGER, now=now)
    closed = make_actor("Cc Closed", cast.vendor, Role.CHANNEL_MANAGER, now=now)
    Membership.objects.filter(user_id=gone.user_key).update(ended_at=now)
    User.objects.filter(pk=closed.user_key).update(is_active=False)
    found = colleagues(cast.operations, Role.CHANNEL_MANAGER)
    assert [row.name for row in found] == ["Aa Manager", "Lin Yue", "Xu Mingyuan"]
    both = colleagues(cast.operations, Role.OPERATIONS, Role.CHANNEL_DIRECTOR)
    assert [row.name for row in both] == ["Tang Li", "Zhou Qiming"]
    assert colleagues(cast.operations) == []
    assert colleagues(cast.seller_a, Role.CHANNEL_MANAGER) == []


def test_a_house_is_called_by_the_readers_language_or_what_there_is() -> None:
    both = Organisation(name_zh="启恒", name_en="Qiheng")
    only = Organisation(name_zh="启恒")
    assert (both.name("en"), both.name("zh-hans"), only.name("en")) == ("Qiheng", "启恒", "启恒")
    assert (str(both), str(only)) == ("Qiheng", "启恒")


# ------------------------------------------------------------------ about oneself

NO_DETAILS = (
    ({"name": ""}, [("name", "required")]),
    ({"name": "\u200b"}, [("name", "required")]),
    ({"name": "x" * 121}, [("name", "too_long")]),
    ({"phone": "1" * 41}, [("phone", "too_long")]),
    ({"phone": "call"}, [("phone", "phone")]),
    ({"title": "x" * 121}, [("title", "too_long")]),
    ({"title": "a\x00"}, [("title", "control_characters")]),
)


def test_own_details_have_their_bounds(cast: Cast, now: datetime) -> None:
    right = {"name": "Chen Xiaoyu", "phone": "", "title": ""}
    for changed, expected in NO_DETAILS:
        data = DetailsInput(**(right | changed))
        assert problems(lambda it=data: change_own_details(cast.seller_a, it, now=now)) == expected
    longest = DetailsInput(name="马" * 120, phone="1" * 40, title="x" * 120)
    change_own_details(cast.seller_a, longest, now=now)
    assert own_account(cast.seller_a).name == "马" * 120


def test_blanks_around_details_are_left_out(cast: Cast, now: datetime) -> None:
    change_own_details(
        cast.seller_a, DetailsInput(name=" Chen X ", phone=" 138 ", title=" S "), now=now
    )
    mine = own_account(cast.seller_a)
    assert (mine.name, mine.phone, mine.title) == ("Chen X", "138", "S")


def test_preferences_are_chosen_from_what_there_is(cast: Cast, now: datetime) -> None:
    for language, theme, expected in (
        ("zh", "", [("language", "language")]),
        ("EN", "", [("language", "language")]),
        ("", "Dark", [("theme", "theme")]),
        ("x" * 50, "x" * 50, [("language", "language"), ("theme", "theme")]),
    ):
        data = PreferencesInput(language=language, theme=theme, single_key_shortcuts=True)
        assert problems(lambda it=data: change_preferences(cast.seller_a, it, now=now)) == expected
    as_browser = PreferencesInput(language="", theme="", single_key_shortcuts=False)
    change_preferences(cast.seller_a, as_browser, now=now)
    assert own_account(cast.seller_a).single_key_shortcuts is False


def test_a_login_of_two_houses_has_one_account(cast: Cast, now: datetime) -> None:
    Membership.objects.create(
        user_id=cast.seller_a.user_key,
        organisation=cast.partner_b.organisation,
        role=Role.PARTNER_SELLER,
        started_at=now,
    )
    assert own_account(cast.seller_a).email == "chen.xiaoyu@example.com"
    refused(NotPermitted, lambda: own_account(NOBODY))
