"""Forms that ask an action: what the action refuses stands beside its field, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from qudao.core.errors import Conflict, FieldProblem, Invalid, QudaoError

DONE = 200
REFUSED = (Invalid, Conflict)  # what a form shows itself; other refusals have a page of their own


def carry_out(form: forms.Form, action: Callable[[], Any]) -> int:
    """Run `action` if the form can be read. `DONE`, or the status to show the form again with.

    The action reads `form.cleaned_data`; its refusals become the form's errors.
    """
    if not form.is_valid():
        return Invalid.status
    try:
        action()
    except REFUSED as refused:
        put_problems(form, refused)
        return refused.status
    return DONE


def accepted(form: forms.Form, action: Callable[[], Any]) -> bool:
    """Whether the action took what the form read; what it found wrong stands on the form.

    Somebody else's change in between is not the form's matter and has a page of its own.
    """
    try:
        action()
    except Invalid as refused:
        put_problems(form, refused)
        return False
    return True


def put_problems(form: forms.BaseForm, refused: QudaoError) -> None:
    """Each problem beside its field; one that has no field to be seen stands above the form."""
    if not isinstance(refused, Invalid):
        form.add_error(None, ValidationError(str(refused.message), code=refused.code))
        return
    for problem in refused.problems:
        said = ValidationError(str(problem.message), code=problem.code)
        form.add_error(field_for(form, problem), said)


def put_other_problems(form: forms.BaseForm, refused: Invalid) -> None:
    """The action's problems too where the form itself could not be read, so that all are named at
    once; a field that has its own error keeps that one alone."""
    said = set(form.errors)
    others = [one for one in refused.problems if field_for(form, one) not in said]
    put_problems(form, Invalid(others))


def field_for(form: forms.BaseForm, problem: FieldProblem) -> str | None:
    """Where a form shows a problem: `ANSWERS_FOR` of a form names the field for a code or for a
    part of the input; a part of a part (`contact.name`) has its own field (`contact_name`)."""
    answers: Mapping[str, str] = getattr(form, "ANSWERS_FOR", {})
    named = answers.get(problem.code) or answers.get(problem.field) or problem.field
    name = named.replace(".", "_")
    if name not in form.fields or form.fields[name].widget.is_hidden:
        return None
    return name


class DayInput(forms.DateInput):
    """A calendar field of the browser, which wants ISO days in every language."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Any number of files; a list when cleaned."""

    widget = SeveralFiles

    def clean(self, data: Any, initial: Any = None) -> Any:
        several = data if isinstance(data, list | tuple) else [data] if data else []
        found: list[UploadedFile[Any]] = [
            super(FilesField, self).clean(one, initial) for one in several
        ]
        return found
