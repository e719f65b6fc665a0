"""My company: what everybody there reads, what a principal changes, whom the firm supplies."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.models import AuditEntry
from qudao.deals.accountroom.models import Message
from qudao.market.partners.models import Partner, PartnerContact
from tests.deals.programme import Programme
from tests.web.portal.conftest import LogIn
from tests.web.portal.deals import PDF, main_of, text_of
from tests.web.shared.reading import content_of

COMPANY, EDIT = "/portal/company/", "/portal/company/edit/"
CONTACT, TALK = "/portal/company/contact/", "/portal/company/talk/"
DATA = {
    "city": "佛山",
    "address": "岭南大道 1 号",
    "website": "www.qiheng.example",
    "phone": "0757-88",
}


@pytest.fixture
def principal(programme: Programme, log_in: LogIn) -> Client:
    return log_in(programme.cast.principal_a)


def own(programme: Programme) -> Partner:
    return Partner.objects.unscoped(reason="a test").get(pk=programme.cast.partner_a.pk)


def facts_of(programme: Programme) -> dict[str, Any]:
    rows = Partner.objects.unscoped(reason="a test")
    return dict(rows.filter(pk=programme.cast.partner_a.pk).values().get())


def contacts() -> list[PartnerContact]:
    return list(PartnerContact.objects.unscoped(reason="a test").order_by("pk"))


def texts() -> list[str]:
    rows = Message.objects.unscoped(reason="a test").order_by("pk")
    return list(rows.values_list("text", flat=True))


def test_everybody_there_reads_the_company_and_only_a_principal_edits(
    programme: Programme, principal: Client, log_in: LogIn
) -> None:
    cast = programme.cast
    for actor in (cast.seller_a, cast.engineer_a):
        page = main_of(log_in(actor), COMPANY)
        for words in ("Qiheng Info", "启恒信息", "QIHE", "Xu Mingyuan"):
            assert words in page
        for act in (EDIT, CONTACT, "/portal/people/"):
            assert f'href="{act}"' not in page
    page = main_of(principal, COMPANY)
    for act in (EDIT, CONTACT, "/portal/people/"):
        assert f'href="{act}"' in page
    for word in ("Dingpei", "鼎沛", "Lin Yue", "Lianji", "Hengbo"):
        assert word not in page


def test_a_distributor_sees_whom_it_supplies_and_the_sub_reseller_nothing_of_it(
    programme: Programme, log_in: LogIn
) -> None:
    supplies = main_of(log_in(programme.cast.seller_distributor), COMPANY)
    assert "Sub-resellers you supply" in supplies
    assert "Hengbo Networks" in supplies
    supplied = main_of(log_in(programme.cast.seller_sub_reseller), COMPANY)
    assert "Sub-resellers you supply" not in supplied
    assert "Hengbo Networks" in supplied


def test_a_principal_changes_the_data_of_the_company(
    programme: Programme, principal: Client
) -> None:
    form = text_of(principal.get(EDIT))
    version = own(programme).version
    assert f'name="version" value="{version}"' in form
    assert "Names and credit code are changed by our channel team" in form

    said = {**DATA, "version": version, "name_zh": "别的名字", "code": "XXXX", "lifecycle": "ended"}
    answer = principal.post(EDIT, said, follow=True)

    page = text_of(answer)
    assert "Company data saved." in page
    row = own(programme)
    assert (row.city, row.address, row.website, row.phone) == tuple(DATA.values())
    assert (row.name_zh, row.code, row.version) == ("启恒信息", "QIHE", version + 1)
    entry = AuditEntry.objects.unscoped(reason="a test").order_by("-pk")[0]
    assert entry.after["city"] == "佛山"


WRONG: tuple[tuple[str, str], ...] = (
    ("city", "x" * 121),
    ("address", "x" * 301),
    ("website", "not a site"),
    ("website", "www." + "x" * 200 + ".cn"),
    ("phone", "call me"),
    ("phone", "1" * 41),
    ("city", "two\u2028lines"),
)


def test_wrong_data_change_nothing_and_stay_as_typed(
    programme: Programme, principal: Client
) -> None:
    before = facts_of(programme)
    for field, value in WRONG:
        said = {**DATA, "version": before["version"], field: value}
        page = text_of(principal.post(EDIT, said), 422)
        assert f'id="id_{field}_error"' in page
        assert f'value="{value}"' in page
    assert facts_of(programme) == before


def test_all_wrong_data_are_named_at_once(programme: Programme, principal: Client) -> None:
    said = {"city": "x" * 121, "website": "no site", "phone": "call", "address": "x" * 301}
    page = text_of(principal.post(EDIT, {**said, "version": own(programme).version}), 422)
    assert "4 fields to correct" in page


def test_a_form_of_another_version_changes_nothing(programme: Programme, principal: Client) -> None:
    before = facts_of(programme)
    for version in ("", "0", "x", "-1", "1.0", "９", "9" * 20, "9" * 5000):
        answer = principal.post(EDIT, {**DATA, "version": version})
        assert answer.status_code == 409, version[:20]
    assert facts_of(programme) == before


def test_nobody_else_changes_the_company(programme: Programme, log_in: LogIn) -> None:
    before, cast = facts_of(programme), programme.cast
    for actor in (cast.seller_a, cast.engineer_a, cast.seller_b):
        client = log_in(actor)
        for act in (EDIT, CONTACT):
            assert client.get(act).status_code == 403
            assert client.post(act, {**DATA, "version": before["version"]}).status_code == 403
    for actor in (cast.channel_manager, cast.channel_director):
        assert log_in(actor).post(EDIT, DATA).status_code == 404
    assert facts_of(programme) == before
    assert contacts() == []


# ------------------------------------------------------------------ contacts


def test_a_colleague_is_noted_shown_and_taken_off(
    programme: Programme, principal: Client, log_in: LogIn
) -> None:
    said = {"name": "赵倩", "title": "出纳", "phone": "0757-1234", "email": "Zhao@Example.com",
            "function": "finance", "is_primary": "on", "consent": "on"}  # fmt: skip
    assert "Whom we may call." in text_of(principal.get(CONTACT))
    assert principal.post(CONTACT, said)["Location"] == COMPANY

    (row,) = contacts()
    assert (row.function, row.is_primary, row.person.consent_basis) == ("finance", True, "consent")
    page = main_of(principal, COMPANY)
    assert "First contact" in page
    assert "出纳 · 0757-1234 · " in page
    reading = main_of(log_in(programme.cast.seller_a), COMPANY)
    assert "赵倩" in reading
    assert 'aria-label="Remove 赵倩"' not in reading

    gone = f"{CONTACT}{row.person.public_id}/remove/"
    assert principal.get(gone).status_code == 405
    assert log_in(programme.cast.seller_a).post(gone).status_code == 403
    assert principal.post(gone)["Location"] == COMPANY
    assert contacts() == []
    assert principal.post(gone).status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "\u3000"), ("name", "x" * 121), ("phone", "call me"),
     ("email", "nobody@"), ("function", "spy"), ("title", "x" * 121)],
)  # fmt: skip
def test_a_wrong_colleague_is_refused_and_kept_as_typed(
    principal: Client, field: str, value: str
) -> None:
    said = {"name": "赵倩", "function": "sales", "phone": "12345", field: value}
    page = text_of(principal.post(CONTACT, said), 422)
    assert f'id="id_{field}_error"' in page
    assert 'value="12345"' in page or field == "phone"
    assert contacts() == []


def test_contacts_of_other_companies_are_absent(
    programme: Programme, principal: Client, log_in: LogIn
) -> None:
    from qudao.people.models import Person

    person = Person.objects.create(name="Their person")
    PartnerContact.objects.create(partner=programme.cast.partner_b, person=person)
    address = f"{CONTACT}{person.public_id}/"
    assert principal.get(address).status_code == 404
    assert principal.post(address, {"name": "X", "function": "sales"}).status_code == 404
    assert principal.post(f"{address}remove/").status_code == 404
    assert "Their person" not in main_of(principal, COMPANY)
    assert len(contacts()) == 1


# ------------------------------------------------------------------ talk


def test_everybody_there_writes_to_the_channel_team(programme: Programme, log_in: LogIn) -> None:
    cast = programme.cast
    for actor, text in ((cast.engineer_a, "Need a manual."), (cast.seller_a, "<b>Price?</b>")):
        answer = log_in(actor).post(TALK, {"text": text})
        assert answer["Location"] == f"{COMPANY}#talk"
    page = main_of(log_in(cast.principal_a), COMPANY)
    assert "Need a manual." in page
    assert "&lt;b&gt;Price?&lt;/b&gt;" in page
    assert "Need a manual." not in main_of(log_in(cast.seller_b), COMPANY)
    assert log_in(cast.channel_manager).post(TALK, {"text": "x"}).status_code == 404
    assert texts() == ["Need a manual.", "<b>Price?</b>"]


def test_a_message_of_nothing_is_refused_and_a_file_alone_is_not(
    programme: Programme, seller: Client
) -> None:
    refused = text_of(seller.post(TALK, {"text": " \n "}), 422)
    assert "Write something, or add a file." in refused
    assert "Company data" in refused
    assert texts() == []
    file = SimpleUploadedFile("手册.pdf", PDF)
    assert seller.post(TALK, {"text": "", "attachments": file}).status_code == 302
    page = main_of(seller, COMPANY)
    link = page.partition(f'href="{TALK}files/')[2].partition('"')[0]
    assert link
    assert "手册.pdf" in page
    assert seller.get(f"{TALK}files/{link}").status_code == 200


def test_a_file_of_the_thread_is_for_its_company_alone(
    programme: Programme, seller: Client, log_in: LogIn
) -> None:
    seller.post(TALK, {"text": "", "attachments": SimpleUploadedFile("a.pdf", PDF)})
    page = main_of(seller, COMPANY)
    address = f"{TALK}files/{page.partition(f'{TALK}files/')[2].partition(chr(34))[0]}"
    answer = seller.get(address)
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert content_of(answer) == PDF
    assert log_in(programme.cast.seller_b).get(address).status_code == 404
    assert log_in(programme.cast.channel_manager).get(address).status_code == 404
    assert seller.get(f"{TALK}files/fil_none/").status_code == 404


def test_a_refused_message_keeps_its_file_which_can_be_left_out(seller: Client) -> None:
    file = SimpleUploadedFile("long.pdf", PDF)
    page = text_of(seller.post(TALK, {"text": "x" * 5001, "attachments": file}), 422)
    assert 'type="checkbox" name="kept_file"' in page
    assert "long.pdf" in page
    assert seller.post(TALK, {"text": "without it"}).status_code == 302
    assert "long.pdf" not in main_of(seller, COMPANY)


def test_a_file_of_no_accepted_kind_is_said_at_its_field(seller: Client) -> None:
    program = SimpleUploadedFile("run.exe", b"MZ" + b"\x00" * 200)
    page = text_of(seller.post(TALK, {"text": "see", "attachments": program}), 422)
    assert "run.exe: This kind of file is not accepted." in page
    assert "\nsee</textarea>" in page
    assert texts() == []
