"""A person's own account, for both sides: details, preferences, API keys, notices."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from qudao.core import clock
from qudao.people.actions.account import (
    DetailsInput,
    PreferencesInput,
    change_own_details,
    change_preferences,
)
from qudao.people.actions.keys import ApiKeyInput, create_api_key, revoke_api_key
from qudao.people.entrance import EntranceLine, own_entrances
from qudao.people.keys import KeyRow, my_keys, scope_choices
from qudao.people.permissions import PeoplePermission
from qudao.people.persons import OwnAccount, own_account
from qudao.web.shared.account.forms import DetailsForm, KeyForm, PreferencesForm
from qudao.web.shared.doors import QudaoRequest, member_page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.once import keep_once, take_once
from qudao.web.shared.pages import as_context

if TYPE_CHECKING:
    from collections.abc import Sequence

A_YEAR = 365 * 24 * 3600
THEME_COOKIE = "qudao_theme"
own_page = member_page(PeoplePermission.MANAGE_OWN_ACCOUNT)


@dataclass(frozen=True, slots=True)
class OwnPage:
    """The two forms of the own account."""

    account: OwnAccount
    details: DetailsForm
    preferences: PreferencesForm


@dataclass(frozen=True, slots=True)
class KeysPage:
    """The own keys, and a new one's secret, once."""

    keys: Sequence[KeyRow]
    form: KeyForm
    new_secret: str


@dataclass(frozen=True, slots=True)
class SignInsPage:
    """The latest of the own sign-ins."""

    lines: Sequence[EntranceLine]


def _own(
    request: QudaoRequest,
    *,
    status: int = DONE,
    details: DetailsForm | None = None,
    preferences: PreferencesForm | None = None,
) -> HttpResponse:
    account = own_account(request.actor)
    page = OwnPage(
        account=account,
        details=details or DetailsForm(initial=asdict(account)),
        preferences=preferences or PreferencesForm(initial=asdict(account)),
    )
    return render(request, "account/own.html", as_context(page), status=status)


@own_page
def own(request: QudaoRequest) -> HttpResponse:
    return _own(request)


@require_GET
@own_page
def sign_ins(request: QudaoRequest) -> HttpResponse:
    page = SignInsPage(lines=own_entrances(request.actor))
    return render(request, "account/sign_ins.html", as_context(page))


@require_POST
@own_page
def save_details(request: QudaoRequest) -> HttpResponse:
    form = DetailsForm(request.POST)
    status = carry_out(
        form,
        lambda: change_own_details(
            request.actor, DetailsInput(**form.cleaned_data), now=clock.now()
        ),
    )
    if status != DONE:
        return _own(request, status=status, details=form)
    messages.success(request, _("Saved."))
    return redirect("own_account")


@require_POST
@own_page
def save_preferences(request: QudaoRequest) -> HttpResponse:
    form = PreferencesForm(request.POST)
    status = carry_out(
        form,
        lambda: change_preferences(
            request.actor, PreferencesInput(**form.cleaned_data), now=clock.now()
        ),
    )
    if status != DONE:
        return _own(request, status=status, preferences=form)
    messages.success(request, _("Saved."))
    response = redirect("own_account")
    response.set_cookie(
        THEME_COOKIE, form.cleaned_data["theme"] or "light", max_age=A_YEAR, samesite="Lax"
    )
    if not form.cleaned_data["language"]:
        response.delete_cookie(
            settings.LANGUAGE_COOKIE_NAME
        )  # else it would speak before the browser
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def keys(request: QudaoRequest) -> HttpResponse:
    form = KeyForm(request.POST or None)
    form.fields["scopes"].choices = scope_choices(request.actor)  # type: ignore[attr-defined]
    status = DONE
    if request.method == "POST":
        status = carry_out(form, lambda: _make_key(request, form))
        if status == DONE:
            return redirect("own_keys")
    page = KeysPage(
        keys=my_keys(request.actor, now=clock.now()),
        form=form,
        new_secret=take_once(request, "key") if request.method == "GET" else "",
    )
    return render(request, "account/keys.html", as_context(page), status=status)


def _make_key(request: QudaoRequest, form: KeyForm) -> None:
    data = ApiKeyInput(
        name=form.cleaned_data["name"],
        scopes=tuple(form.cleaned_data["scopes"]),
        days=int(form.cleaned_data["days"]),
    )
    keep_once(request, "key", create_api_key(request.actor, data, now=clock.now()).secret)


@require_POST
@own_page
def revoke_key(request: QudaoRequest, public_id: str) -> HttpResponse:
    revoke_api_key(request.actor, public_id, now=clock.now())
    messages.success(request, _("The key is revoked."))
    return redirect("own_keys")
