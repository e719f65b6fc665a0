"""Forms that ask an action: what the action refuses stands beside its field, nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from qudao.core.errors import Conflict, Invalid

DONE = 200


def carry_out(form: forms.Form, action: Callable[[], Any]) -> int:
    """Run `action` if the form can be read. `DONE`, or the status to show the form again with.

    The action reads `form.cleaned_data`; its refusals become the form's errors.
    """
    if not form.is_valid():
        return Invalid.status
    try:
        action()
    except Invalid as refused:
        put_problems(form, refused)
        return refused.status
    except Conflict as refused:
        form.add_error(None, ValidationError(str(refused), code=refused.code))
        return refused.status
    return DONE


def put_problems(form: forms.Form, refused: Invalid) -> None:
    """Each problem beside its field; one that has no field here stands above the form."""
    for problem in refused.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, ValidationError(str(problem.message), code=problem.code))


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
