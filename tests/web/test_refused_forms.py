"""What an action refuses stands on the form that was sent, at the field that shows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

import pytest
from django import forms

from qudao.core.errors import Conflict, FieldProblem, Invalid, NotPermitted
from qudao.web.shared.forms import DONE, accepted, carry_out, put_problems


class Sent(forms.Form):
    ANSWERS_FOR: ClassVar = {"rulebook": "agrees", "contact": "contact_name"}

    name = forms.CharField(required=False)
    agrees = forms.BooleanField(required=False)
    contact_name = forms.CharField(required=False)
    contact_phone = forms.CharField(required=False)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)


class Plain(forms.Form):
    name = forms.CharField()


def raising(problem: Exception) -> Callable[[], None]:
    def act() -> None:
        raise problem

    return act


def sent(**data: str) -> Sent:
    form = Sent(data)
    assert form.is_valid()
    return form


@pytest.mark.parametrize(
    ("field", "code", "shown_at"),
    [
        ("name", "required", "name"),
        ("name", "rulebook", "agrees"),
        ("contact", "required", "contact_name"),
        ("contact.phone", "not_a_phone", "contact_phone"),
        ("contact.title", "too_long", "__all__"),
        ("version", "stale", "__all__"),  # nobody sees a hidden field
        ("elsewhere", "unknown", "__all__"),
    ],
)
def test_a_problem_stands_where_it_is_seen(field: str, code: str, shown_at: str) -> None:
    form = sent(name="x")
    put_problems(form, Invalid([FieldProblem(field, code, "Say it otherwise.")]))
    assert form.errors.get_json_data() == {
        shown_at: [{"message": "Say it otherwise.", "code": code}]
    }


def test_all_problems_are_shown_at_once() -> None:
    form = sent()
    problems = [FieldProblem(name, "required", "Missing.") for name in ("name", "agrees", "zone")]
    put_problems(form, Invalid(problems))
    assert sorted(form.errors) == ["__all__", "agrees", "name"]


def test_a_form_without_a_table_shows_problems_by_name() -> None:
    form = Plain({"name": "x"})
    assert not accepted(form, raising(Invalid.field("name", "taken", "Taken.")))
    assert form.errors == {"name": ["Taken."]}


def test_what_was_carried_out_has_its_status() -> None:
    done: list[str] = []
    form = sent(name="x")
    assert carry_out(form, lambda: done.append("once")) == DONE
    assert accepted(form, lambda: done.append("twice"))
    assert done == ["once", "twice"]
    assert not form.errors


def test_a_form_that_cannot_be_read_acts_on_nothing() -> None:
    assert carry_out(Plain({}), raising(AssertionError("it was run"))) == 422


@pytest.mark.parametrize(
    ("refusal", "status"),
    [(Invalid.field("name", "taken", "Taken."), 422), (Conflict("Changed meanwhile."), 409)],
)
def test_a_refusal_is_shown_with_its_status(refusal: Exception, status: int) -> None:
    form = sent(name="x")
    assert carry_out(form, raising(refusal)) == status
    said = form.errors["name"] if status == 422 else form.non_field_errors()
    assert list(said) == ["Taken." if status == 422 else "Changed meanwhile."]


def test_a_change_in_between_goes_to_its_own_page_where_the_door_wants_it() -> None:
    form = sent(name="x")
    with pytest.raises(Conflict):
        accepted(form, raising(Conflict()))
    with pytest.raises(NotPermitted):
        carry_out(form, raising(NotPermitted("x")))
    assert not form.errors
