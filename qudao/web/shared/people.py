"""People and invitations, for both sides: the workbench and the portal lend the frame."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Actor, Side
from qudao.core.errors import NotFound
from qudao.core.ratelimit import INVITATION, spend
from qudao.people.actions.invitations import InvitationInput, invite, revoke_invitation
from qudao.people.actions.memberships import RolesInput, change_roles, end_membership
from qudao.people.checks import LONGEST_EMAIL, LONGEST_NAME
from qudao.people.permissions import PeoplePermission
from qudao.people.selectors import (
    InvitationRow,
    MemberRow,
    OrganisationChoice,
    home_organisation,
    members_of,
    open_invitations,
    organisation_choice,
    organisation_choices,
    role_choices,
)
from qudao.web.shared.doors import QudaoRequest, page
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.shared.once import keep_once, take_once

Show = Callable[..., HttpResponse]
LIST, MEMBER = "people/list.html", "people/member.html"


class InvitationForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME)
    email = forms.CharField(
        label=gettext_lazy("E-mail"),
        max_length=LONGEST_EMAIL,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"))


class RolesForm(forms.Form):
    role = forms.MultipleChoiceField(
        label=gettext_lazy("Roles"), widget=forms.CheckboxSelectMultiple, required=False
    )


@dataclass(frozen=True, slots=True)
class PeoplePage:
    """The people of one organisation, its open invitations and the form for a new one."""

    frame: str
    space: str
    organisation: OrganisationChoice
    choices: Sequence[OrganisationChoice]
    search: str
    members: Sequence[MemberRow]
    invitations: Sequence[InvitationRow]
    form: InvitationForm
    new_link: str


@dataclass(frozen=True, slots=True)
class MemberPage:
    """One member's roles, and the end of the membership."""

    frame: str
    space: str
    organisation: OrganisationChoice
    member: MemberRow
    form: RolesForm


@dataclass(frozen=True, slots=True)
class PeoplePages:
    """The pages of one side: its namespace, its frame and the way it shows a page."""

    side: Side
    space: str
    show: Show

    @property
    def frame(self) -> str:
        return f"{self.space}/base.html"

    def urls(self) -> list[URLPattern]:
        door = page(self.side, PeoplePermission.READ_PEOPLE)
        one = "people/<str:organisation_id>/"
        member = f"{one}<str:user_id>/"
        return [
            path(one, door(require_GET(self.people)), name="people_of"),
            path(f"{one}invite/", door(require_POST(self.invite)), name="invite"),
            path(
                "invitations/<str:public_id>/revoke/",
                door(require_POST(self.revoke)),
                name="revoke_invitation",
            ),
            path(member, door(require_GET(self.member)), name="member"),
            path(f"{member}roles/", door(require_POST(self.roles)), name="member_roles"),
            path(f"{member}end/", door(require_POST(self.end)), name="member_end"),
        ]

    def own_people(self) -> URLPattern:
        """Where People opens for a side that has one organisation: on that one's list."""
        door = page(self.side, PeoplePermission.READ_PEOPLE)
        return path("people/", door(require_GET(self.start)), name="people")

    # -------------------------------------------------------------- the list

    def start(self, request: QudaoRequest) -> HttpResponse:
        return self._to("people_of", home_organisation(request.actor))

    def people(self, request: QudaoRequest, organisation_id: str) -> HttpResponse:
        form = _invitation_form(request, organisation_id)
        return self._list(request, organisation_id, form)

    def invite(self, request: QudaoRequest, organisation_id: str) -> HttpResponse:
        spend(INVITATION, request.actor.user_key, now=clock.now())
        form = _invitation_form(request, organisation_id)
        status = carry_out(form, lambda: _invite(request, organisation_id, form))
        if status != DONE:
            return self._list(request, organisation_id, form, status=status)
        return self._to("people_of", organisation_id)

    def revoke(self, request: QudaoRequest, public_id: str) -> HttpResponse:
        organisation_id = revoke_invitation(request.actor, public_id, now=clock.now())
        messages.success(request, _("The invitation is taken back."))
        return self._to("people_of", organisation_id)

    def _list(
        self,
        request: QudaoRequest,
        organisation_id: str,
        form: InvitationForm,
        *,
        status: int = DONE,
    ) -> HttpResponse:
        actor, search = request.actor, request.GET.get("q", "").strip()
        context = PeoplePage(
            frame=self.frame,
            space=self.space,
            organisation=organisation_choice(actor, organisation_id),
            choices=organisation_choices(actor, search=search),
            search=search,
            members=members_of(actor, organisation_id),
            invitations=open_invitations(actor, organisation_id, now=clock.now()),
            form=form,
            new_link=take_once(request, "link") if request.method == "GET" else "",
        )
        return self.show(request, LIST, context, status=status)

    # -------------------------------------------------------------- one member

    def member(self, request: QudaoRequest, organisation_id: str, user_id: str) -> HttpResponse:
        return self._member(request, organisation_id, user_id)

    def roles(self, request: QudaoRequest, organisation_id: str, user_id: str) -> HttpResponse:
        form = _roles_form(request, organisation_id, ())
        status = carry_out(
            form,
            lambda: change_roles(
                request.actor,
                RolesInput(
                    organisation_id=organisation_id,
                    user_id=user_id,
                    roles=tuple(form.cleaned_data["role"]),
                ),
                now=clock.now(),
            ),
        )
        if status != DONE:
            return self._member(request, organisation_id, user_id, form=form, status=status)
        messages.success(request, _("The roles are changed."))
        return self._to("people_of", organisation_id)

    def end(self, request: QudaoRequest, organisation_id: str, user_id: str) -> HttpResponse:
        end_membership(request.actor, organisation_id, user_id, now=clock.now())
        messages.success(request, _("The membership is ended; the person is out at once."))
        return self._to("people_of", organisation_id)

    def _member(
        self,
        request: QudaoRequest,
        organisation_id: str,
        user_id: str,
        *,
        form: RolesForm | None = None,
        status: int = DONE,
    ) -> HttpResponse:
        row = _member_row(request.actor, organisation_id, user_id)
        context = MemberPage(
            frame=self.frame,
            space=self.space,
            organisation=organisation_choice(request.actor, organisation_id),
            member=row,
            form=form or _roles_form(request, organisation_id, row.role_codes),
        )
        return self.show(request, MEMBER, context, status=status)

    def _to(self, name: str, *arguments: str) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse(f"{self.space}:{name}", args=arguments))


def _member_row(actor: Actor, organisation_id: str, user_id: str) -> MemberRow:
    rows = members_of(actor, organisation_id)
    row = next((row for row in rows if row.user_id == user_id), None)
    if row is None:
        raise NotFound
    return row


def _invitation_form(request: QudaoRequest, organisation_id: str) -> InvitationForm:
    form = InvitationForm(request.POST if request.method == "POST" else None)
    form.fields["role"].choices = role_choices(request.actor, organisation_id)  # type: ignore[attr-defined]
    return form


def _roles_form(request: QudaoRequest, organisation_id: str, held: Sequence[str]) -> RolesForm:
    data = request.POST if request.method == "POST" else None
    form = RolesForm(data, initial={"role": list(held)})
    form.fields["role"].choices = role_choices(request.actor, organisation_id)  # type: ignore[attr-defined]
    return form


def _invite(request: QudaoRequest, organisation_id: str, form: InvitationForm) -> None:
    data = InvitationInput(organisation_id=organisation_id, **form.cleaned_data)
    issued = invite(request.actor, data, now=clock.now())
    keep_once(request, "link", request.build_absolute_uri(issued.path))
    messages.success(request, _("The invitation is on its way by e-mail."))
