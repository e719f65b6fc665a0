"""Who opens which page of the portal, and what of a registration each kind of person finds."""

from __future__ import annotations

from django.test import Client

from qudao.people.models import Membership, User
from tests.deals.programme import Programme
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import Deals, kept, main_of, page_of

READING = (
    "/portal/",
    "/portal/registrations/",
    "/portal/customers/",
    "/portal/company/",
    "/portal/notices/",
)
WRITING = ("/portal/register/", "/portal/customers/new/")
PRINCIPALS = ("/portal/company/edit/", "/portal/company/contact/", "/portal/people/")
ALL = (*READING, *WRITING, *PRINCIPALS)
OPENS: dict[str, tuple[str, ...]] = {
    "principal_a": ALL,
    "seller_a": (*READING, *WRITING),
    "seller_b": (*READING, *WRITING),
    "seller_distributor": (*READING, *WRITING),
    "seller_sub_reseller": (*READING, *WRITING),
    "engineer_a": READING,
}
VENDORS = (
    "channel_manager",
    "other_channel_manager",
    "channel_director",
    "account_manager",
    "sales_director",
    "operations",
    "human_resources",
)
POSTS = (
    "/portal/register/",
    "/portal/register/check/",
    "/portal/register/draft/",
    "/portal/rulebook/rbv_none/acknowledge/",
    "/portal/notices/read/",
    "/portal/company/talk/",
)


def test_a_partners_person_opens_what_the_role_allows(programme: Programme, log_in: LogIn) -> None:
    for who, opens in OPENS.items():
        client = log_in(getattr(programme.cast, who))
        answers = {url: client.get(url).status_code for url in ALL}
        assert tuple(url for url, status in answers.items() if status < 400) == opens, who
        assert {status for url, status in answers.items() if url not in opens} <= {403}


def test_to_the_vendors_people_the_portal_is_absent(programme: Programme, log_in: LogIn) -> None:
    for who in VENDORS:
        client = log_in(getattr(programme.cast, who))
        assert {client.get(url).status_code for url in ALL[::3]} == {404}, who
        assert {client.post(url, {"text": "x"}).status_code for url in POSTS[::2]} == {404}, who


def test_whoever_is_not_signed_in_goes_to_the_login_and_back(programme: Programme) -> None:
    client = Client()
    for url in ALL:
        assert client.get(url)["Location"] == f"/account/login/?next={url}"
    for url in POSTS:
        assert client.post(url, {"text": "x"}).status_code == 302


def test_a_login_without_membership_and_one_whose_membership_ended_are_refused(
    programme: Programme, deals: Deals
) -> None:
    Membership.objects.filter(user_id=programme.cast.seller_b.user_key).update(ended_at=deals.at)
    for user in (
        programme.cast.stranger,
        User.objects.get(pk=programme.cast.seller_b.user_key),
    ):
        client = Client(headers={"accept-language": "en"})
        client.force_login(user)
        assert {client.get(url).status_code for url in ALL} == {403}
        assert "You belong to no organisation" in client.get("/portal/").content.decode()


def test_a_post_without_its_token_is_refused(programme: Programme) -> None:
    client = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    client.force_login(User.objects.get(pk=programme.cast.seller_a.user_key))
    answer = client.post("/portal/company/talk/", {"text": "x"})
    assert answer.status_code == 403
    assert "This form has expired." in answer.content.decode()


def test_one_registration_is_its_own_companys_alone(deals: Deals, log_in: LogIn) -> None:
    row, cast = deals.full(project="只有我们知道"), deals.cast
    before = kept(row)
    for actor in (cast.seller_a, cast.principal_a, cast.engineer_a):
        assert "只有我们知道" in main_of(log_in(actor), page_of(row))
    for actor in (cast.seller_b, cast.seller_distributor, cast.seller_sub_reseller):
        client = log_in(actor)
        for part in ("", "receipt/", "amend/", "withdraw/", "won/", "complete/", "answer/"):
            assert client.get(page_of(row, part)).status_code == 404
        for part in ("amend/", "withdraw/", "won/", "lost/", "update/", "talk/"):
            said = {"version": row.version, "text": "x", "reason": "x"}
            assert client.post(page_of(row, part), said).status_code == 404
        for url in READING:
            assert "只有我们知道" not in client.get(url).content.decode()
    assert kept(row) == before


def test_absent_and_not_yours_read_the_same(deals: Deals, log_in: LogIn) -> None:
    row, rival = deals.full(), log_in(deals.cast.seller_b)
    theirs = main_of_refusal(rival, page_of(row))
    assert theirs == main_of_refusal(rival, "/portal/registrations/reg_none/")
    assert "There is nothing here, or it is not yours to see." in theirs


def main_of_refusal(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 404
    return answer.content.decode().partition("<main")[2].partition("</main>")[0]


def test_the_frame_names_the_reader_and_the_programme(programme: Programme, log_in: LogIn) -> None:
    page = log_in(programme.cast.seller_a).get("/portal/").content.decode()
    assert "Account of Chen Xiaoyu" in page
    assert "Chengyan Partners" in page
    assert 'aria-label="Notices, 0 unread"' in page
    assert page.count('aria-current="page"') == 2  # in the bar on top, and at the foot of a phone
    assert 'class="go"' in page
    engineers = log_in(programme.cast.engineer_a).get("/portal/").content.decode()
    assert 'class="go"' not in engineers
    assert "/portal/register/" not in engineers
