"""The page behind an invitation's link."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from qudao.core import clock
from qudao.core.ratelimit import PUBLIC_FORM, spend
from qudao.people.actions.invitations import (
    HasLogin,
    NewLogin,
    accept_invitation,
    join_with_invitation,
)
from qudao.people.selectors import InvitationPage, has_accepted, invitation_page
from qudao.web.shared.account.forms import AcceptForm
from qudao.web.shared.addresses import address_of
from qudao.web.shared.doors import CHOSEN_ORGANISATION, QudaoRequest, open_page, user_of
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.pages import as_context


@dataclass(frozen=True, slots=True)
class AcceptPage:
    """The invitation, and what the bearer can do: make a login, join, or sign in first."""

    invitation: InvitationPage
    form: AcceptForm
    is_logged_in: bool
    next_url: str


@require_http_methods(["GET", "HEAD", "POST"])
@open_page
def accept(request: QudaoRequest, token: str) -> HttpResponseBase:
    """Show the invitation; a post accepts it. The link never leaves this site in a referrer.

    A copied link looks and answers the same whether the address has a login or not; its bearer
    learns which by signing in. A mailed one has proved the address and opens at once.
    """
    spend(PUBLIC_FORM, address_of(request), now=clock.now())
    if request.user.is_authenticated and has_accepted(user_of(request), token):
        return redirect("home")
    language = get_language() or "en"
    invitation = invitation_page(token, language=language, now=clock.now())
    response = _answer(request, token, invitation)
    # "no-referrer" would make browsers send `Origin: null` with the form, which is refused
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def _answer(request: QudaoRequest, token: str, invitation: InvitationPage) -> HttpResponseBase:
    if request.method == "POST" and request.user.is_authenticated:
        return _join(request, token)
    form = AcceptForm(request.POST or None, initial={"name": invitation.name})
    status = DONE
    if request.method == "POST":
        status = carry_out(form, lambda: _accept(request, token, form, invitation))
        if status == DONE:
            return _onward(request, invitation)
    page = AcceptPage(
        invitation=invitation,
        form=form,
        is_logged_in=request.user.is_authenticated,
        next_url=request.path,
    )
    return render(request, "account/invitation.html", as_context(page), status=status)


def _join(request: QudaoRequest, token: str) -> HttpResponseBase:
    joined = join_with_invitation(request.actor, user_of(request), token, now=clock.now())
    request.session[CHOSEN_ORGANISATION] = joined.pk
    messages.success(request, _("Welcome. The invitation is accepted."))
    return redirect("home")


def _onward(request: QudaoRequest, invitation: InvitationPage) -> HttpResponseBase:
    if invitation.is_mailed:
        return redirect("home")
    said = _(
        "Thank you. Now sign in with %(email)s. If you had an account here before, its own "
        "password counts, and you can accept then."
    )
    messages.info(request, said % {"email": invitation.email})
    return redirect_to_login(request.path)


def _accept(
    request: QudaoRequest, token: str, form: AcceptForm, invitation: InvitationPage
) -> None:
    data = NewLogin(
        name=form.cleaned_data["name"],
        password=form.cleaned_data["password"],
        language=get_language() or "",
    )
    try:
        user = accept_invitation(request.actor, token, data, now=clock.now())
    except HasLogin:
        if invitation.is_mailed:
            raise
        return
    if invitation.is_mailed:
        perform_login(request, user)
