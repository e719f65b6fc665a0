"""The registration's form reads what was typed, refuses what cannot be read, forgets nothing."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from qudao.deals.registrations.actions import ContactInput
from qudao.deals.registrations.states import EvidenceKind
from qudao.web.portal.deals.forms import AnswerForm, ReasonForm, RegistrationForm
from qudao.web.portal.deals.stating import (
    CURRENCIES,
    FULL_ONLY,
    currencies,
    stated_in,
    states_full,
    values_of,
)
from qudao.web.portal.deals.uploads import KeptFile
from tests.web.shared.conftest import in_shanghai

__all__ = ["in_shanghai"]
pytestmark = pytest.mark.usefixtures("in_shanghai")
FAMILIES = [("prd_1", "Secure gateway"), ("prd_2", "Backup appliance")]


def form_of(*, asks: bool = True, initial: Any = None, **data: str) -> RegistrationForm:
    return RegistrationForm(
        data or None,
        None,
        initial=initial,
        families=FAMILIES,
        currencies=currencies(),
        asks_acknowledgement=asks,
    )


def read(**data: str) -> RegistrationForm:
    form = form_of(asks=True, **{"customer_name": "A", **data})
    form.is_valid()
    return form


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("120000", "120000"),
        ("120,000", "120000"),
        ("１２０，０００", "120000"),
        ("12万", "120000"),
        ("¥1.2 亿", "120000000"),
        ("186万元", "1860000"),
        ("  7 ", "7"),
        ("0.0001", "0.0001"),
        ("-5", "-5"),  # read here, refused by the action
    ],
)
def test_an_amount_is_read_as_people_type_it(typed: str, amount: str) -> None:
    form = read(amount=typed)
    assert form.cleaned_data["amount"] == Decimal(amount)
    assert form["amount"].value() == typed


@pytest.mark.parametrize("typed", ["much", "1e6", "50%", "NaN", "Infinity", "1.2.3", "--5", "12 ?"])
def test_what_is_no_amount_is_said_and_kept_as_typed(typed: str) -> None:
    form = read(amount=typed)
    assert list(form.errors) == ["amount"]
    assert form["amount"].value() == typed
    assert stated_in(form, ()).amount is None


@pytest.mark.parametrize("typed", ["", "   "])
def test_no_amount_is_none_and_no_error(typed: str) -> None:
    form = read(amount=typed)
    assert not form.errors
    assert stated_in(form, ()).amount is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("product", "prd_9"),
        ("currency", "XXX"),
        ("purchase_stage", "won"),
        ("tender_kind", "bribe"),
        ("kind", "lost"),
        ("business", "other"),
        ("purchase", "none"),
        ("evidence_kind", "chat_photo"),
        ("expected_award_on", "2026-02-30"),
        ("expected_tender_on", "soon"),
        ("tender_published_on", "0"),
        ("earlier_work_on", "99999-01-01"),
    ],
)
def test_a_value_that_the_form_does_not_offer_is_refused_at_its_field(
    name: str, value: str
) -> None:
    form = read(**{name: value})
    assert list(form.errors) == [name]
    assert form[name].value() == value


def test_everything_that_cannot_be_read_is_said_at_once() -> None:
    form = read(amount="much", expected_award_on="soon", tender_kind="x", product="y")
    assert sorted(form.errors) == ["amount", "expected_award_on", "product", "tender_kind"]


def test_an_empty_form_is_read_and_left_to_the_action() -> None:
    form = form_of(customer_name="")
    assert form.is_valid()
    stated = stated_in(form, ())
    assert (stated.customer_name, stated.product_id, stated.contact) == ("", "", None)
    assert (stated.kind, stated.business, stated.currency) == ("found", "project", "CNY")


def test_what_was_typed_becomes_what_is_stated() -> None:
    stated = stated_in(
        read(
            customer_name=" 浦岚证券 ",
            customer_uscc="91310000MA1FL0W63X",
            product="prd_2",
            project="二期",
            purchase="repeat",
            site="上海",
            tender_number="T-1",
            amount="12万",
            currency="USD",
            purchase_stage="selecting",
            tender_kind="open_tender",
            expected_award_on="2026-05-29",
            expected_tender_on="2026-04-01",
            tender_published_on="2026-02-01",
            earlier_work_on="2025-12-01",
            kind="teaming",
            business="run_rate",
            value_added="service",
            need="line one\nline two",
            rival_brand="无",
            acknowledges_rulebook="on",
        ),
        [KeptFile("need_document", "fil_1", "a.pdf")],
    )
    assert (stated.customer_name, stated.product_id, stated.amount) == (
        "浦岚证券", "prd_2", Decimal(120_000),
    )  # fmt: skip
    assert (stated.currency, stated.kind, stated.business) == ("USD", "teaming", "run_rate")
    assert (stated.purchase, stated.site, stated.tender_number) == ("repeat", "上海", "T-1")
    assert stated.expected_award_on == date(2026, 5, 29)
    assert stated.expected_tender_on == date(2026, 4, 1)
    assert (stated.tender_published_on, stated.earlier_work_on) == (
        date(2026, 2, 1), date(2025, 12, 1),
    )  # fmt: skip
    assert stated.need.splitlines() == ["line one", "line two"]
    assert stated.acknowledges_rulebook is True
    assert [(one.kind, one.file_id) for one in stated.evidence] == [("need_document", "fil_1")]


@pytest.mark.parametrize(
    ("typed", "contact"),
    [
        ({}, None),
        ({"contact_name": "  "}, None),
        ({"contact_consent": "on"}, None),
        ({"contact_name": " 王建国 "}, ContactInput(name="王建国")),
        ({"contact_phone": "138"}, ContactInput(name="", phone="138")),
        (
            {"contact_name": "W", "contact_title": "CIO", "contact_email": "w@x.cn",
             "contact_phone": "1", "contact_consent": "on"},
            ContactInput(name="W", title="CIO", phone="1", email="w@x.cn", has_consented=True),
        ),
    ],
)  # fmt: skip
def test_a_contact_is_stated_as_soon_as_anything_of_it_is(
    typed: dict[str, str], contact: ContactInput | None
) -> None:
    assert stated_in(read(**typed), ()).contact == contact


# ------------------------------------------------------------------ quick or full


@pytest.mark.parametrize(
    ("name", "value"),
    [("amount", "1"), ("purchase_stage", "selecting"), ("expected_award_on", "2026-05-29"),
     ("tender_kind", "inquiry"), ("need", "x"), ("rival_brand", "无")],
)  # fmt: skip
def test_one_statement_of_a_full_registration_calls_for_its_rules(name: str, value: str) -> None:
    assert name in FULL_ONLY
    assert states_full(read(**{name: value}))


def test_what_a_quick_registration_states_does_not() -> None:
    assert not states_full(
        read(product="prd_1", project="x", contact_name="W", site="s", value_added="v")
    )
    assert not states_full(read(amount="much"))


def test_a_form_that_was_not_sent_states_its_first_values() -> None:
    form = form_of(initial={"customer_name": "浦岚证券", "amount": Decimal(5)})
    assert values_of(form)["customer_name"] == "浦岚证券"
    assert states_full(form)
    assert stated_in(form, ()).customer_name == "浦岚证券"


# ------------------------------------------------------------------ what is offered


def test_the_programmes_currency_is_offered_first_and_once(in_shanghai: Any) -> None:
    assert [code for code, _word in currencies()] == list(CURRENCIES)
    in_shanghai.currency = "JPY"
    codes = [code for code, _word in currencies()]
    assert codes[0] == "JPY"
    assert sorted(codes) == sorted(CURRENCIES)
    in_shanghai.currency = "AUD"
    assert next(iter(currencies())) == ("AUD", "AUD")
    assert stated_in(read(amount="5"), ()).currency == "AUD"


def test_the_acknowledgement_is_asked_only_where_it_is_missing() -> None:
    assert "acknowledges_rulebook" in form_of(asks=True).fields
    form = form_of(asks=False, customer_name="A", acknowledges_rulebook="on")
    assert form.is_valid()
    assert stated_in(form, ()).acknowledges_rulebook is False


def test_a_photo_of_a_chat_is_no_kind_of_file_to_choose() -> None:
    offered = {value for value, _word in form_of().fields["evidence_kind"].choices}  # type: ignore[attr-defined]
    assert offered == {one.value for one in EvidenceKind} - {EvidenceKind.CHAT_PHOTO.value}


def test_labels_are_in_the_readers_language() -> None:
    form = form_of()
    with override("zh-hans"):
        assert str(form["customer_name"].label) == "客户"
        assert "暂不填写" in str(form["purchase_stage"])
    with override("en"):
        assert str(form["customer_name"].label) == "Customer"
        assert "Not said yet" in str(form["purchase_stage"])


def test_an_answer_and_a_reason_may_be_empty_for_the_form() -> None:
    for form in (AnswerForm({"text": ""}), ReasonForm({"reason": " "})):
        assert form.is_valid(), form.errors


def test_an_answer_takes_several_files() -> None:
    sent: MultiValueDict[str, Any] = MultiValueDict()
    sent.setlist("evidence", [SimpleUploadedFile(f"{number}.pdf", b"x") for number in range(2)])
    form = AnswerForm({"text": "see"}, sent)
    assert form.is_valid()
    assert [one.name for one in form.cleaned_data["evidence"]] == ["0.pdf", "1.pdf"]
