"""The portal's forms about registrations. They only read what was typed: rules are the actions'."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext_lazy as _

from qudao.core.money import read_amount
from qudao.deals.registrations.states import (
    Business,
    EvidenceKind,
    Kind,
    Purchase,
    PurchaseStage,
    TenderKind,
)
from qudao.web.shared.forms import FilesField

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise as Words

PICTURES = "image/png,image/jpeg,image/webp"
NOT_SAID: tuple[str, Words] = ("", _("Not said yet"))
Choices: TypeAlias = "Sequence[tuple[str, str | Words]]"


class AmountField(forms.DecimalField):
    """An amount as people type it: 120,000, 12万, ¥1.2 亿."""

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        text = str(value or "").strip()
        return read_amount(text) if text else None


def _line(label: Words, longest: int, **attributes: str) -> forms.CharField:
    widget = forms.TextInput(attrs={"maxlength": str(longest), **attributes})
    return forms.CharField(label=label, required=False, widget=widget)


def _text(label: Words, longest: int, rows: int = 3) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": str(rows), "maxlength": str(longest)})
    return forms.CharField(label=label, required=False, widget=widget)


def _day(label: Words) -> forms.DateField:
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    return forms.DateField(label=label, required=False, widget=widget)


def _select(label: Words, choices: Iterable[tuple[str, Any]]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[NOT_SAID, *choices])


class FilesForm(forms.Form):
    """Evidence: a kind, and the files of that kind."""

    evidence_kind = forms.ChoiceField(
        label=_("What the files show"),
        required=False,
        choices=[one for one in EvidenceKind.choices if one[0] != EvidenceKind.CHAT_PHOTO],
        initial=EvidenceKind.NEED_DOCUMENT,
    )
    evidence = FilesField(label=_("Files or photos"), required=False)


class RegistrationForm(FilesForm):
    """Quick registration first, then what makes it full."""

    ANSWERS_FOR: ClassVar = {
        "rulebook_not_acknowledged": "acknowledges_rulebook",
        "contact": "contact_name",
    }

    # the first step; a refusal that names only these leaves the second one closed
    QUICK: ClassVar = frozenset(
        {
            *("customer_name", "product", "project", "photo", "acknowledges_rulebook"),
            *("contact_name", "contact_title", "contact_phone", "contact_email"),
            *("contact_consent", "customer_city", "customer_uscc", "customer_website"),
        }
    )

    draft_id = forms.CharField(
        required=False, label="", widget=forms.TextInput(attrs={"hidden": "hidden"})
    )
    customer_name = _line(
        _("Customer"), 200, list="own-customers", autocomplete="off", autocapitalize="none"
    )
    product = _select(_("Product family"), ())
    project = _line(_("Project"), 200)
    contact_name = _line(_("Contact at the customer"), 120, autocomplete="off")
    contact_title = _line(_("Function"), 120, autocomplete="off")
    contact_phone = _line(_("Telephone"), 40, inputmode="tel", autocomplete="off")
    contact_email = _line(_("E-mail"), 254, inputmode="email", autocomplete="off")
    contact_consent = forms.BooleanField(
        label=_("The contact agrees that you name them to us."), required=False
    )
    photo = forms.FileField(
        label=_("Photo of the chat"),
        required=False,
        widget=forms.FileInput(attrs={"accept": PICTURES, "capture": "environment"}),
    )
    customer_city = _line(_("City of the customer"), 120)
    customer_uscc = _line(_("Unified social credit code"), 40, autocomplete="off")
    customer_website = _line(_("Website of the customer"), 200, inputmode="url")

    amount = AmountField(
        label=_("Amount"), required=False, widget=forms.TextInput(attrs={"inputmode": "decimal"})
    )
    currency = forms.ChoiceField(label=_("Currency"), required=False)
    purchase_stage = _select(_("How far the purchase is"), PurchaseStage.choices)
    expected_award_on = _day(_("Expected award"))
    tender_kind = _select(_("How the customer will buy"), TenderKind.choices)
    expected_tender_on = _day(_("Expected tender"))
    tender_published_on = _day(_("Tender published on"))
    tender_number = _line(_("Tender number"), 80)
    earlier_work_on = _day(_("Your work before the tender began on"))
    site = _line(_("Site or part, if not the whole customer"), 120)
    purchase = _select(_("First or repeat purchase"), Purchase.choices)
    business = forms.ChoiceField(
        label=_("Kind of business"), required=False, choices=Business.choices
    )
    kind = forms.ChoiceField(
        label=_("Who found the project"),
        choices=Kind.choices,
        widget=forms.RadioSelect,
        initial=Kind.FOUND,
    )
    value_added = _text(_("What you add"), 2000)
    need = _text(_("What the customer needs"), 4000)
    rival_brand = _line(_("Brand that competes"), 120)
    acknowledges_rulebook = forms.BooleanField(
        label=_("I have read the rulebook on behalf of my company."), required=False
    )

    def __init__(
        self,
        *args: Any,
        families: Choices,
        currencies: Choices,
        asks_acknowledgement: bool = False,
        **kwargs: Any,
    ) -> None:
        self.unreadable: dict[str, str] = {}
        super().__init__(*args, **kwargs)
        self._offer("product", [("", _("Choose")), *families])
        self._offer("currency", currencies)
        self.fields["kind"].required = False
        if not asks_acknowledgement:
            del self.fields["acknowledges_rulebook"]

    def full_clean(self) -> None:
        """Read what was typed; what could not be read is kept apart from what a rule refuses."""
        super().full_clean()
        self.unreadable = {name: str(said[0]) for name, said in self.errors.items()}

    @property
    def has_errors_in_full(self) -> bool:
        return not set(self.errors) <= self.QUICK | {NON_FIELD_ERRORS}

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(choices)


class AnswerForm(FilesForm):
    """Words and files: an answer, or an update of a protected registration."""

    text = _text(_("Your answer"), 2000, 4)


class GiveUpForm(forms.Form):
    """Why a protection is given up."""

    reason = _text(_("Why do you give the protection up?"), 2000)


class ReasonForm(forms.Form):
    """Why a deal was lost."""

    reason = _text(_("Why was it lost?"), 2000)
