"""Refusals of an action, put on the form that was sent, so that nothing typed is lost."""

from __future__ import annotations

from django.forms import BaseForm

from qudao.core.errors import Conflict, Invalid, QudaoError

REFUSED = (Invalid, Conflict)  # what a form shows itself; other refusals have a page of their own


def put_on(form: BaseForm, refusal: QudaoError) -> None:
    """Show each problem at its field; what belongs to no field stands above them all."""
    if not isinstance(refusal, Invalid):
        form.add_error(None, str(refusal.message))
        return
    for problem in refusal.problems:
        field = problem.field if problem.field in form.fields else None
        form.add_error(field, str(problem.message))
