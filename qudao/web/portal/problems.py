"""What an action refused, shown at the fields of the form that was sent."""

from __future__ import annotations

from collections.abc import Callable

from django import forms

from qudao.core.errors import Invalid

# Where a form shows what a rule says of the whole.
FIELD_OF_CODE = {"rulebook_not_acknowledged": "acknowledges_rulebook"}


def put_problems(form: forms.Form, refusal: Invalid) -> None:
    """Put each problem on its field; one without a field of its own goes to the top."""
    for problem in refusal.problems:
        name = FIELD_OF_CODE.get(problem.code, problem.field).replace(".", "_")
        if name == "contact":
            name = "contact_name"
        known = name if name in form.fields and not _is_hidden(form, name) else None
        form.add_error(known, str(problem.message))


def accepted(form: forms.Form, act: Callable[[], object]) -> bool:
    """Whether the action took it; what it refused stands on the form."""
    try:
        act()
    except Invalid as refusal:
        put_problems(form, refusal)
        return False
    return True


def _is_hidden(form: forms.Form, name: str) -> bool:
    return bool(form.fields[name].widget.is_hidden)
