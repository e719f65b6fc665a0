"""Something to do to a record: a form on a page of its own, carried out by one action."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.functional import Promise

from qudao.core.actor import Actor, Permission
from qudao.web.shared.doors import QudaoRequest
from qudao.web.shared.forms import DONE, carry_out
from qudao.web.workbench.pages import show
from qudao.web.workbench.records.listing import Crumb


@dataclass(frozen=True, slots=True)
class Ask:
    """Who asks for what: the record, and what the address says besides."""

    actor: Actor
    public_id: str
    now: datetime
    said: Mapping[str, str] = field(default_factory=dict)


class DoForm(forms.Form):
    """A form that learns its choices and its start from whoever asks."""

    def __init__(self, ask: Ask, data: QueryDict | None = None) -> None:
        super().__init__(data, initial=self.start(ask))
        self.prepare(ask)

    def start(self, ask: Ask) -> dict[str, Any]:
        return {name: value for name, value in ask.said.items() if name in self.base_fields}

    def prepare(self, ask: Ask) -> None:
        """Nothing, unless a form has choices to fill in."""

    def offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing to do. `name` is its place in the address."""

    name: str
    permission: Permission
    title: Promise
    sentence: Promise
    button: Promise
    done: Promise
    form: type[DoForm]
    run: Callable[[Ask, dict[str, Any]], object]


@dataclass(frozen=True, slots=True)
class DoContext:
    """The page of one thing to do."""

    title: str
    subject: str
    sentence: str
    button: str
    crumbs: list[Crumb]
    form: forms.Form
    back: str


def do(request: QudaoRequest, doing: Doing, ask: Ask, crumbs: list[Crumb]) -> HttpResponse:
    """Show the form, or carry out what was sent and go back to the record (the last crumb)."""
    ask.actor.require(doing.permission)
    form = doing.form(ask, request.POST if request.method == "POST" else None)
    record = crumbs[-1]
    status = DONE
    if request.method == "POST":
        status = carry_out(form, lambda: doing.run(ask, form.cleaned_data))
        if status == DONE:
            messages.success(request, str(doing.done))
            return redirect(record.url or "/")
    context = DoContext(
        title=str(doing.title),
        subject=record.label,
        sentence=str(doing.sentence),
        button=str(doing.button),
        crumbs=crumbs,
        form=form,
        back=record.url or "/",
    )
    return show(request, "workbench/records/do.html", context, status=status)


def ask_of(request: QudaoRequest, public_id: str, *, now: datetime) -> Ask:
    said = request.POST if request.method == "POST" else request.GET
    return Ask(request.actor, public_id, now, {**request.GET.dict(), **said.dict()})
