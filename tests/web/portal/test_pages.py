"""Every portal page on real rows: what it shows, in how many queries, and to whom."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qudao.core.models import AuditEntry
from qudao.core.programme import current_programme, forget_programme
from qudao.deals.registrations import actions
from qudao.deals.registrations.models import Registration
from qudao.deals.registrations.states import State
from qudao.market.customers.models import CustomerContact, PartnerCustomer
from qudao.market.partners.models import PartnerContact
from qudao.people.models import Notice
from tests.deals.programme import CUSTOMER, LARGE, Programme, fresh, quickly, submitted
from tests.web.portal.conftest import LogIn
from tests.web.portal.test_register import PDF, full

# Session, user, memberships and what the frame reads are part of each count.
QUERIES = {
    "/portal/": 10,
    "/portal/registrations/": 7,
    "/portal/customers/": 6,
    "/portal/notices/": 5,
    "/portal/company/": 11,
}


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200, url
    return answer.content.decode()


def queries_of(client: Client, url: str) -> int:
    forget_programme()
    current_programme()  # kept for seconds: read now, it is no query of the page
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)


def later(at: datetime, days: int) -> date:
    return (at + timedelta(days=days)).date()


@pytest.mark.parametrize("url", QUERIES)
def test_list_needs_as_many_queries_for_many_rows_as_for_one(
    programme: Programme, seller: Client, at: datetime, url: str
) -> None:
    quickly(programme, programme.cast.seller_a, now=at)
    queries_of(seller, url)
    one = queries_of(seller, url)
    for number in range(4):
        name = f"湾口热电第{number}有限公司"
        quickly(programme, programme.cast.seller_a, now=at, customer_name=name)

    assert queries_of(seller, url) == one
    assert one == QUERIES[url]


def test_home_says_what_waits_with_its_deadline(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = quickly(programme, programme.cast.seller_a, now=at)

    page = text_of(seller, "/portal/")

    assert "1 thing waits for you." in page
    assert f"/portal/registrations/{row.public_id}/complete/" in page
    assert "Xu Mingyuan, channel manager" in page
    assert "Rulebook 2026.1, acknowledged" in page


def test_home_asks_to_read_the_rulebook_until_it_is_acknowledged(
    programme: Programme, log_in: LogIn
) -> None:
    client = log_in(programme.cast.seller_sub_reseller)
    assert "waits for your acknowledgement" in text_of(client, "/portal/")

    assert 'href="/portal/rulebook/"' in text_of(client, "/portal/")
    address = f"/portal/rulebook/{programme.version.public_id}/acknowledge/"
    assert client.post(address).status_code == 302

    assert "waits for your acknowledgement" not in text_of(client, "/portal/")


def test_list_filters_searches_and_exports_what_it_shows(
    programme: Programme, seller: Client, at: datetime
) -> None:
    submitted(programme, programme.cast.seller_a, now=at, expected_award_on=later(at, 60))
    quickly(programme, programme.cast.seller_a, now=at, customer_name="=湾口热电有限公司")

    page = text_of(seller, "/portal/registrations/?state=protected")
    assert CUSTOMER in page
    assert "湾口热电" not in page
    assert "湾口热电" in text_of(seller, "/portal/registrations/?q=QIHE-0002&sort=-received")
    exported = seller.get("/portal/registrations/?export=csv").getvalue()
    assert "'=湾口热电有限公司" in exported.decode("utf-8-sig")
    assert seller.get("/portal/registrations/?export=xlsx").status_code == 200


def test_registration_page_names_state_clock_and_next_person(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = in_review_from(programme, at)

    page = text_of(seller, f"/portal/registrations/{row.public_id}/")

    for words in (
        "In review",
        "With Xu Mingyuan, answer by",
        "¥1,860,000",
        "王建国",
        row.number or "-",
    ):
        assert words in page
    assert f"/portal/registrations/{row.public_id}/withdraw/" in page
    evidence = row.evidence.get()
    assert f"/portal/registrations/{row.public_id}/files/{evidence.public_id}/" in page


def in_review_from(programme: Programme, at: datetime) -> Registration:
    return submitted(
        programme,
        programme.cast.seller_a,
        now=at,
        amount=LARGE,
        expected_award_on=later(at, 60),
    )


def test_rejection_shows_the_rule_in_words_and_the_way_to_appeal(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = in_review_from(programme, at)
    manager = programme.cast.channel_manager
    refusal = actions.Rejection(code="no_project", note="信息部不知道这个项目")
    actions.reject(manager, row.public_id, refusal, version=row.version, now=at)

    page = text_of(seller, f"/portal/registrations/{row.public_id}/")

    assert "The customer does not know of this project." in page
    assert "信息部不知道这个项目" in page
    assert "Project registration" in page
    assert re.search(r"You may appeal by \d+ \w+ \d{4} 24:00: tell the channel team", page)
    assert ">G2" not in page


def test_question_is_answered_with_words_and_a_file(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = in_review_from(programme, at)
    manager = programme.cast.channel_manager
    actions.request_information(manager, row.public_id, "预算批了吗？", version=row.version, now=at)
    url = f"/portal/registrations/{row.public_id}/answer/"
    assert "预算批了吗？" in text_of(seller, url)
    empty = seller.post(url, {"version": fresh(row).version, "text": " "})
    assert empty.status_code == 422
    assert fresh(row).state == State.INFO_REQUESTED

    said = {
        "version": fresh(row).version,
        "text": "已批，见附件。",
        "evidence_kind": "budget_document",
        "evidence": SimpleUploadedFile("预算.pdf", PDF),
    }
    assert seller.post(url, said).status_code == 302

    assert fresh(row).state == State.IN_REVIEW
    assert set(row.evidence.values_list("kind", flat=True)) == {"need_document", "budget_document"}


def test_quick_registration_is_completed_from_its_own_values(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = quickly(programme, programme.cast.seller_a, now=at)
    url = f"/portal/registrations/{row.public_id}/complete/"
    assert f'value="{CUSTOMER}"' in text_of(seller, url)
    stated = {**full(programme, at), "customer_name": CUSTOMER, "project": "网点安全网关二期"}
    del stated["step"]

    refused = seller.post(url, {**stated, "customer_name": "另一家公司", "version": row.version})
    assert refused.status_code == 422
    assert "This stays as it was received." in refused.content.decode()

    stated["evidence"] = SimpleUploadedFile("需求.pdf", PDF)
    assert seller.post(url, {**stated, "version": row.version}).status_code == 302
    assert fresh(row).is_full is True


def test_old_version_of_a_page_changes_nothing(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = in_review_from(programme, at)

    answer = seller.post(f"/portal/registrations/{row.public_id}/withdraw/", {"version": 1})

    assert answer.status_code == 409
    assert fresh(row).state == State.IN_REVIEW


def test_protected_deal_is_kept_alive_won_lost_or_withdrawn(
    programme: Programme, seller: Client, at: datetime
) -> None:
    seller_a = programme.cast.seller_a
    rows = [
        submitted(
            programme,
            seller_a,
            now=at,
            customer_name=f"岚山第{number}银行",
            expected_award_on=later(at, 60),
        )
        for number in range(3)
    ]
    update = f"/portal/registrations/{rows[0].public_id}/update/"
    seller.post(update, {"version": rows[0].version, "text": "已演示"})
    seller.post(
        f"/portal/registrations/{rows[0].public_id}/won/", {"version": fresh(rows[0]).version}
    )
    lost = f"/portal/registrations/{rows[1].public_id}/lost/"
    assert seller.post(lost, {"version": rows[1].version, "reason": ""}).status_code == 422
    seller.post(lost, {"version": rows[1].version, "reason": "价格"})
    withdraw = f"/portal/registrations/{rows[2].public_id}/withdraw/"
    assert "cannot be undone" in text_of(seller, withdraw)
    seller.post(withdraw, {"version": rows[2].version, "reason": "客户取消"})

    assert [fresh(row).state for row in rows] == [
        State.SAID_WON,
        State.LOST,
        State.WITHDRAWN,
    ]
    assert seller.get(withdraw).status_code == 409


def test_customer_is_noted_described_and_its_contacts_are_the_partners_own(
    programme: Programme, seller: Client, log_in: LogIn, at: datetime
) -> None:
    form = {"name": "南屏区教育局", "depth": "2", "since": "2025-03-01", "last_touch": ""}
    assert seller.post("/portal/customers/new/", form).status_code == 302
    relation = PartnerCustomer.objects.unscoped(reason="test").get()
    customer = relation.customer.public_id
    assert (relation.depth, relation.since) == (2, date(2025, 3, 1))

    bad = {**form, "last_touch": "2024-01-01"}
    refused = seller.post(f"/portal/customers/{customer}/relation/", bad)
    assert refused.status_code == 422
    assert "cannot come before the start" in refused.content.decode()
    person = {"name": "李先生", "phone": "13911112222", "consent": "on"}
    seller.post(f"/portal/customers/{customer}/contact/", person)
    page = text_of(seller, f"/portal/customers/{customer}/")
    assert "李先生" in page

    rival = log_in(programme.cast.seller_b)
    assert rival.get(f"/portal/customers/{customer}/").status_code == 404
    assert rival.post(f"/portal/customers/{customer}/contact/", person).status_code == 404
    contact = CustomerContact.objects.unscoped(reason="test").get()
    gone = f"/portal/customers/{customer}/contact/{contact.person.public_id}/remove/"
    assert rival.post(gone).status_code == 404
    assert seller.post(gone).status_code == 302
    assert CustomerContact.objects.unscoped(reason="test").count() == 0
    verbs = AuditEntry.objects.unscoped(reason="test").filter(subject_id=customer)
    assert "customers.contact_removed" in verbs.values_list("verb", flat=True)


def test_principal_edits_the_company_and_a_seller_only_reads_it(
    programme: Programme, seller: Client, log_in: LogIn
) -> None:
    assert "Qiheng Info" in text_of(seller, "/portal/company/")
    assert seller.get("/portal/company/edit/").status_code == 403
    principal = log_in(programme.cast.principal_a)
    version = programme.cast.partner_a.version

    data = {"version": version, "city": "佛山", "phone": "0757-8888666"}
    assert principal.post("/portal/company/edit/", data).status_code == 302
    assert "佛山" in text_of(seller, "/portal/company/")
    assert principal.post("/portal/company/edit/", data).status_code == 409
    person = {"name": "赵倩", "function": "finance"}
    assert principal.post("/portal/company/contact/", person).status_code == 302
    assert PartnerContact.objects.unscoped(reason="test").get().function == "finance"


def test_distributor_sees_whom_it_supplies_and_others_see_nobody(
    programme: Programme, log_in: LogIn
) -> None:
    assert "Hengbo Networks" in text_of(
        log_in(programme.cast.seller_distributor), "/portal/company/"
    )
    assert "Hengbo" not in text_of(log_in(programme.cast.seller_a), "/portal/company/")


def test_notice_opens_what_it_is_about_and_is_then_read(
    programme: Programme, seller: Client, at: datetime
) -> None:
    row = submitted(programme, programme.cast.seller_a, now=at, expected_award_on=later(at, 60))
    assert "is protected until" in text_of(seller, "/portal/notices/")
    notice = Notice.objects.unscoped(reason="test").get(user_id=programme.cast.seller_a.user_key)

    opened = seller.post(f"/portal/notices/{notice.public_id}/")

    assert opened["Location"] == f"/portal/registrations/{row.public_id}/"
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_vendor_people_and_strangers_find_no_portal(programme: Programme, log_in: LogIn) -> None:
    vendor = log_in(programme.cast.channel_director)
    assert vendor.get("/portal/").status_code == 404
    assert Client().get("/portal/").status_code == 302
