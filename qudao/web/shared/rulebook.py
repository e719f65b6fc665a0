"""The rulebook to read and acknowledge, for both sides: workbench and portal lend the frame."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from qudao.core import clock
from qudao.core.actor import Side
from qudao.rules.actions import acknowledge
from qudao.rules.permissions import RulesPermission
from qudao.rules.reading import RulebookText, rulebook_text
from qudao.rules.selectors import NoRulebook
from qudao.web.shared.doors import QudaoRequest, page

Show = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class RulebookPage:
    """The text, or nothing while no version is in force."""

    frame: str
    space: str
    text: RulebookText | None


@dataclass(frozen=True, slots=True)
class RulebookPages:
    """The pages of one side: its namespace and the way it shows a page."""

    side: Side
    space: str
    show: Show

    def urls(self) -> list[URLPattern]:
        read = page(self.side, RulesPermission.READ_RULEBOOK)
        say = page(self.side, RulesPermission.ACKNOWLEDGE)
        return [
            path("rulebook/", read(require_GET(self.rulebook)), name="rulebook"),
            path(
                "rulebook/<str:version_id>/acknowledge/",
                say(require_POST(self.acknowledge)),
                name="acknowledge",
            ),
        ]

    def rulebook(self, request: QudaoRequest) -> HttpResponse:
        """The version in force, or the one that `?version=` names."""
        label = request.GET.get("version", "")
        try:
            text = rulebook_text(request.actor, label, now=clock.now())
        except NoRulebook:
            text = None
        context = RulebookPage(f"{self.space}/base.html", self.space, text)
        return self.show(request, "rulebook.html", context)

    def acknowledge(self, request: QudaoRequest, version_id: str) -> HttpResponse:
        """This very version has been read, by the reader or on behalf of its company."""
        acknowledge(request.actor, version_id, now=clock.now())
        messages.success(request, _("Rulebook acknowledged."))
        return redirect(f"{self.space}:rulebook")
