"""Nothing of a rival on any portal page: no name, no id, no number, no count."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.test import Client

from qudao.deals.registrations.models import Candidate, Registration
from tests.deals.programme import CUSTOMER, LARGE, Programme, submitted
from tests.web.portal.conftest import LogIn

PRIVATE_WORDS = ("advice", "candidate", "rival claim", "incumbent", "recommend")


def both_claim(programme: Programme, at: datetime) -> tuple[Registration, Registration]:
    award = (at + timedelta(days=60)).date()
    cast = programme.cast
    theirs = submitted(
        programme, cast.seller_b, now=at, amount=LARGE, project="总部二期", expected_award_on=award
    )
    mine = submitted(
        programme, cast.seller_a, now=at, amount=LARGE, project="网点", expected_award_on=award
    )
    return mine, theirs


def pages_of(client: Client, row: Registration) -> dict[str, str]:
    at = f"/portal/registrations/{row.public_id}/"
    customer = row.customer.public_id if row.customer else ""
    urls = (
        "/portal/",
        "/portal/register/",
        f"/portal/register/?customer={CUSTOMER}",
        "/portal/registrations/",
        at,
        f"{at}receipt/",
        f"{at}amend/",
        f"{at}withdraw/",
        "/portal/customers/",
        f"/portal/customers/{customer}/",
        "/portal/company/",
        "/portal/notices/",
    )
    found = {}
    for url in urls:
        answer = client.get(url)
        assert answer.status_code == 200, url
        found[url] = answer.content.decode()
    return found


def test_no_page_of_a_partner_tells_of_a_rival_in_the_same_scope(
    programme: Programme, seller: Client, at: datetime
) -> None:
    mine, theirs = both_claim(programme, at)
    assert Candidate.objects.unscoped(reason="test").filter(registration=mine).exists()
    cast = programme.cast
    secrets = (
        theirs.public_id,
        theirs.number or "-",
        theirs.project,
        cast.partner_b.name_zh,
        cast.partner_b.name_en,
        f"{cast.partner_b.code}-",
        cast.partner_b.public_id,
        cast.seller_b.name,
        cast.other_channel_manager.name,
        cast.account_manager.name,
    )

    for url, page in pages_of(seller, mine).items():
        body = page.partition("<main")[2].partition("</main>")[0].lower()
        assert [one for one in secrets if one in page] == [], url
        assert [one for one in PRIVATE_WORDS if one in body] == [], url


def test_page_of_a_contested_registration_reads_as_that_of_a_lone_one(
    programme: Programme, seller: Client, log_in: LogIn, at: datetime
) -> None:
    """The earlier of the two stays word for word as it was when the later one came."""
    award = (at + timedelta(days=60)).date()
    cast = programme.cast
    mine = submitted(programme, cast.seller_a, now=at, amount=LARGE, expected_award_on=award)
    before = main_of(seller, mine)

    submitted(programme, cast.seller_b, now=at, amount=LARGE, expected_award_on=award)

    assert main_of(seller, mine) == before


def test_rivals_registration_is_simply_not_there(
    programme: Programme, seller: Client, at: datetime
) -> None:
    _mine, theirs = both_claim(programme, at)
    evidence = theirs.evidence.get().public_id
    at_theirs = f"/portal/registrations/{theirs.public_id}/"
    for url in (
        at_theirs,
        f"{at_theirs}receipt/",
        f"{at_theirs}amend/",
        f"{at_theirs}withdraw/",
        f"{at_theirs}update/",
        f"{at_theirs}files/{evidence}/",
    ):
        assert seller.get(url).status_code == 404, url
    assert seller.post(f"{at_theirs}withdraw/", {"version": 2}).status_code == 404


def main_of(client: Client, row: Registration) -> str:
    page = client.get(f"/portal/registrations/{row.public_id}/").content.decode()
    main = page.partition("<main")[2].partition("</main>")[0]
    return re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", main)  # new on every page
