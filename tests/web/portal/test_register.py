"""Registering at the portal: quick, full, drafts, the check beside the form, what is refused."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from qudao.core.actor import Actor
from qudao.deals.registrations.models import Evidence, Registration, RegistrationQuerySet
from qudao.deals.registrations.states import State
from tests.deals.programme import CUSTOMER, Programme, quickly
from tests.web.portal.conftest import LogIn

PDF = b"%PDF-1.4\n1 0 obj\n<< >>\nendobj\ntrailer\n<< >>\n%%EOF\n"
QUICK = {
    "customer_name": "寒舟制药有限公司",
    "project": "冷链追溯",
    "contact_name": "王建国",
    "contact_phone": "13800001234",
    "kind": "found",
    "business": "project",
    "currency": "CNY",
}


def rows() -> RegistrationQuerySet:
    return Registration.objects.unscoped(reason="a test counts the rows")


def quick(programme: Programme, **changes: str) -> dict[str, str]:
    return {**QUICK, "product": programme.gateways.public_id, "step": "quick", **changes}


def full(programme: Programme, at: datetime, **changes: str) -> dict[str, object]:
    award = (at + timedelta(days=90)).date().isoformat()
    return {
        **quick(programme, step="full"),
        "amount": "60，000.50",
        "purchase_stage": "project_approved",
        "tender_kind": "direct_purchase",
        "expected_award_on": award,
        "need": "全市营业部的网关更换",
        "rival_brand": "无",
        "evidence_kind": "need_document",
        "evidence": SimpleUploadedFile("需求.pdf", PDF),
        **changes,
    }


def test_quick_registration_gives_a_receipt_with_number_and_priority_time(
    programme: Programme, seller: Client
) -> None:
    answer = seller.post("/portal/register/", quick(programme))

    row = rows().get()
    assert (row.state, row.number, row.customer_name) == (
        State.SUBMITTED,
        "QIHE-0001",
        "寒舟制药有限公司",
    )
    assert answer.status_code == 302
    assert answer["Location"] == f"/portal/registrations/{row.public_id}/receipt/"
    receipt = seller.get(answer["Location"]).content.decode()
    assert "QIHE-0001" in receipt
    assert row.snapshots.get().digest in receipt


def test_full_registration_reads_amounts_as_people_type_them_and_keeps_its_evidence(
    programme: Programme, seller: Client, at: datetime
) -> None:
    answer = seller.post("/portal/register/", full(programme, at))

    assert answer.status_code == 302, answer.context["form"].errors if answer.context else ""
    row = rows().get()
    assert (row.state, str(row.amount), row.is_full) == (State.PROTECTED, "60000.5000", True)
    file = Evidence.objects.unscoped(reason="test").get()
    assert (file.registration_id, file.kind, file.file.name) == (
        row.pk,
        "need_document",
        "需求.pdf",
    )


def test_refused_registration_names_every_field_and_keeps_text_and_file(
    programme: Programme, seller: Client, at: datetime
) -> None:
    stated = full(programme, at, need="", amount="-5", customer_uscc="91310000MA1FL0W630")

    answer = seller.post("/portal/register/", stated)

    assert answer.status_code == 422
    page = answer.content.decode()
    assert "寒舟制药有限公司" in page
    assert "需求.pdf" in page
    assert "fields to correct" in page
    assert "unified social credit code" in page
    assert rows().count() == 0

    token = page.partition('name="kept" value="')[2].partition('"')[0]
    again = {**full(programme, at), "evidence": b"", "kept": token}
    del again["evidence"]
    assert seller.post("/portal/register/", again).status_code == 302
    assert Evidence.objects.unscoped(reason="test").get().file.name == "需求.pdf"


def test_file_of_another_person_cannot_be_named_in_a_form(
    programme: Programme, seller: Client, at: datetime, log_in: LogIn
) -> None:
    theirs = log_in(programme.cast.seller_b).post("/portal/register/", full(programme, at, need=""))
    token = theirs.content.decode().partition('name="kept" value="')[2].partition('"')[0]

    answer = seller.post("/portal/register/", {**quick(programme), "kept": token})

    assert answer.status_code == 422
    assert "Upload the file again." in answer.content.decode()
    assert rows().count() == 0


def test_forged_token_is_left_out(programme: Programme, seller: Client) -> None:
    answer = seller.post("/portal/register/", {**quick(programme), "kept": "forged:token"})

    assert answer.status_code == 302
    assert Evidence.objects.unscoped(reason="test").count() == 0


def test_draft_is_kept_opened_again_and_submitted_once(
    programme: Programme, seller: Client
) -> None:
    kept = seller.post("/portal/register/", quick(programme, step="draft", project="一期"))
    draft = rows().get()
    assert kept["Location"] == f"/portal/register/{draft.public_id}/"
    assert draft.state == State.DRAFT

    page = seller.get(kept["Location"]).content.decode()
    assert 'value="一期"' in page
    seller.post("/portal/register/", quick(programme, draft_id=draft.public_id))

    assert rows().get().state == State.SUBMITTED
    opened = seller.get(kept["Location"])
    assert opened["Location"] == f"/portal/registrations/{draft.public_id}/"


def test_autosave_makes_one_draft_and_hands_its_id_to_the_form(
    programme: Programme, seller: Client
) -> None:
    head = {"HX-Request": "true"}
    first = seller.post("/portal/register/draft/", quick(programme), headers=head)
    draft = rows().get()
    assert f'value="{draft.public_id}"' in first.content.decode()

    seller.post(
        "/portal/register/draft/",
        quick(programme, draft_id=draft.public_id, project="二期"),
        headers=head,
    )
    assert rows().get().project == "二期"


def test_autosave_says_what_cannot_be_kept_yet(programme: Programme, seller: Client) -> None:
    answer = seller.post(
        "/portal/register/draft/", quick(programme, customer_uscc="91310000MA1FL0W630")
    )

    assert answer.status_code == 200
    assert "Not kept yet" in answer.content.decode()
    assert rows().count() == 0


def test_another_partners_draft_cannot_be_opened_or_submitted(
    programme: Programme, seller: Client, log_in: LogIn
) -> None:
    seller.post("/portal/register/", quick(programme, step="draft"))
    draft = rows().get()
    rival = log_in(programme.cast.seller_b)

    assert rival.get(f"/portal/register/{draft.public_id}/").status_code == 404
    answer = rival.post("/portal/register/", quick(programme, draft_id=draft.public_id))
    assert answer.status_code == 404
    assert rows().get().state == State.DRAFT


def test_first_registration_acknowledges_the_rulebook_by_one_tap(
    programme: Programme, log_in: LogIn
) -> None:
    seller = log_in(programme.cast.seller_sub_reseller)
    refused = seller.post("/portal/register/", quick(programme))
    assert refused.status_code == 422
    assert "The rulebook is not acknowledged yet." in refused.content.decode()

    accepted = seller.post("/portal/register/", quick(programme, acknowledges_rulebook="on"))
    assert accepted.status_code == 302
    assert "acknowledges_rulebook" not in seller.get("/portal/register/").content.decode()


def check_of(client: Client, stated: dict[str, str]) -> tuple[str, int]:
    with CaptureQueriesContext(connection) as queries:
        answer = client.post("/portal/register/check/", stated, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.content.decode(), len(queries)


def test_check_says_the_same_in_as_many_queries_whether_or_not_others_hold_the_scope(
    programme: Programme, seller: Client, at: datetime
) -> None:
    stated = quick(programme, customer_name=CUSTOMER)
    check_of(seller, stated)  # what the process keeps of the programme is kept from here on
    alone = check_of(seller, stated)

    quickly(programme, programme.cast.seller_b, now=at)

    assert check_of(seller, stated) == alone
    assert "Meets the rules" in alone[0]


def test_only_own_customers_are_offered_while_typing(
    programme: Programme, seller: Client, at: datetime
) -> None:
    quickly(programme, programme.cast.seller_b, now=at)
    offered = seller.get("/portal/register/customers/", {"customer_name": CUSTOMER[:2]})
    assert CUSTOMER not in offered.content.decode()

    quickly(programme, programme.cast.seller_a, now=at)
    offered = seller.get("/portal/register/customers/", {"customer_name": CUSTOMER[:2]})
    assert f'<option value="{CUSTOMER}">' in offered.content.decode()


def test_engineer_reads_but_does_not_register(programme: Programme, log_in: LogIn) -> None:
    engineer: Actor = programme.cast.engineer_a
    client = log_in(engineer)

    assert client.get("/portal/registrations/").status_code == 200
    assert client.get("/portal/register/").status_code == 403
    assert client.post("/portal/register/", quick(programme)).status_code == 403
    assert rows().count() == 0


def test_an_amount_is_taken_as_it_is_typed(
    programme: Programme, seller: Client, at: datetime
) -> None:
    seller.post("/portal/register/", full(programme, at, amount="186万元"))

    assert rows().get().amount == 1_860_000


def test_an_unreadable_amount_hides_no_other_problem(
    programme: Programme, seller: Client, at: datetime
) -> None:
    wrong = {"amount": "much", "customer_uscc": "123", "expected_award_on": "2020-01-01"}

    answer = seller.post("/portal/register/", full(programme, at, **wrong))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count('aria-invalid="true"') == len(wrong)
    assert "3 fields to correct" in page
    assert 'value="much"' in page
    assert rows().count() == 0


def test_the_check_names_the_own_earlier_registration_with_its_page(
    programme: Programme, seller: Client, at: datetime
) -> None:
    first = quickly(programme, programme.cast.seller_a, now=at)

    answer = seller.post("/portal/register/check/", quick(programme, customer_name=CUSTOMER))

    page = answer.content.decode()
    assert f'href="/portal/registrations/{first.public_id}/"' in page
    assert "QIHE-0001" in page


def test_the_check_finds_what_submitting_would_refuse_and_calls_nothing_met_that_is_not_typed(
    programme: Programme, seller: Client
) -> None:
    wrong = quick(
        programme, customer_uscc="91310000MA1FL0W630", contact_email="wang@", amount="much"
    )

    page, _ = check_of(seller, wrong)
    right, _ = check_of(seller, quick(programme, customer_uscc="91310000MA1FL0W635"))

    assert "Meets the rules" not in page
    for label in ("Unified social credit code", "E-mail", "Amount"):
        assert page.count(label) == 1
    assert "Not known yet: whether the amount reaches the minimum." in page
    assert "The amount reaches the minimum." not in page
    assert seller.post("/portal/register/", wrong).status_code == 422
    assert "Meets the rules" in right


def test_a_draft_that_stands_is_offered_and_no_second_one_begins_by_typing(
    programme: Programme, seller: Client, log_in: LogIn
) -> None:
    first = seller.post("/portal/register/draft/", quick(programme)).content.decode()
    draft = rows().get()
    assert draft.public_id in first
    link = f'href="/portal/register/{draft.public_id}/"'
    go_on = "Go on with 寒舟制药有限公司 · 冷链追溯"

    fresh = seller.get("/portal/register/").content.decode()
    assert (link in fresh, go_on in fresh) == (True, True)

    other_spelling = quick(programme, customer_name="寒舟制药有限公司 ")
    typed, _ = check_of(seller, other_spelling)
    assert (link in typed, go_on in typed) == (True, True)
    again = seller.post("/portal/register/draft/", other_spelling).content.decode()
    assert "A draft of this deal stands already." in again
    assert rows().count() == 1

    on_it, _ = check_of(seller, {**other_spelling, "draft_id": draft.public_id})
    assert link not in on_it
    assert link not in check_of(seller, quick(programme, customer_name="别家"))[0]
    rival = log_in(programme.cast.seller_b)
    assert link not in rival.get("/portal/register/").content.decode()
    assert link not in check_of(rival, quick(programme))[0]

    assert seller.post("/portal/register/", quick(programme, step="draft")).status_code == 302
    assert rows().count() == 2  # a person may say so


def test_a_refused_form_comes_back_to_its_drafts_own_page(
    programme: Programme, seller: Client
) -> None:
    seller.post("/portal/register/draft/", quick(programme))
    draft_id = rows().get().public_id

    refused = seller.post("/portal/register/", quick(programme, product="", draft_id=draft_id))

    page = refused.content.decode()
    assert refused.status_code == 422
    assert f'data-draft="register-{draft_id}" data-at="/portal/register/{draft_id}/"' in page
    assert "data-sent" in page
    assert "data-sent" not in seller.get("/portal/register/").content.decode()
    check_of(seller, quick(programme, draft_id="../x y"))  # no address is made of it
