"""Fields of our own, and problems that a form that cannot be read shows beside its own."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy, override

from qudao.core.errors import FieldProblem, Invalid, NotFound, TooMany
from qudao.web.shared.forms import (
    DayInput,
    FilesField,
    accepted,
    carry_out,
    put_other_problems,
    put_problems,
)


class Sent(forms.Form):
    ANSWERS_FOR: ClassVar = {"relation.since": "since", "identifiers": "uscc"}

    name = forms.CharField(max_length=5)
    since = forms.DateField(required=False, widget=DayInput())
    uscc = forms.CharField(required=False)
    days = forms.IntegerField(required=False)


class Papers(forms.Form):
    papers = FilesField(required=False)


def paper(name: str, content: bytes = b"x") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def read_papers(*files: SimpleUploadedFile) -> Papers:
    form = Papers({}, MultiValueDict({"papers": list(files)}))
    form.is_valid()
    return form


@pytest.mark.parametrize("count", [0, 1, 3])
def test_any_number_of_files_is_a_list(count: int) -> None:
    files = [paper(f"{number}.pdf") for number in range(count)]
    assert [one.name for one in read_papers(*files).cleaned_data["papers"]] == [
        one.name for one in files
    ]


def test_an_empty_file_among_others_refuses_the_field() -> None:
    form = read_papers(paper("full.pdf"), paper("empty.pdf", b""))
    assert "empty" in str(form.errors["papers"])


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_a_day_is_written_for_the_browser_in_every_language(language: str) -> None:
    with override(language):
        form = Sent(initial={"since": date(2026, 3, 2)})
        drawn = str(form["since"])
    assert 'value="2026-03-02"' in drawn
    assert 'type="date"' in drawn


@pytest.mark.parametrize(
    ("typed", "is_a_day"),
    [("2026-03-02", True), ("2026-02-30", False), ("02.03.2026", False), ("２０２６-03-02", None),
     ("9999-12-31", True), ("10000-01-01", False), ("soon", False)],
)  # fmt: skip
def test_a_day_is_read_as_the_browser_sends_it(*, typed: str, is_a_day: bool | None) -> None:
    form = Sent({"name": "a", "since": typed})
    if is_a_day is not None:
        assert form.is_valid() is is_a_day
    assert form["since"].value() == typed


def problems(*fields: str) -> Invalid:
    return Invalid([FieldProblem(field, "wrong", f"{field} is wrong.") for field in fields])


def test_what_a_field_answers_for_stands_at_it() -> None:
    form = Sent({"name": "a"})
    form.is_valid()
    put_problems(form, problems("relation.since", "identifiers"))
    assert form.errors.as_data().keys() == {"since", "uscc"}


def test_a_field_with_an_error_of_its_own_keeps_that_one_alone() -> None:
    form = Sent({"name": "far too long", "days": "many"})
    assert not form.is_valid()
    own = {name: list(said) for name, said in form.errors.items()}
    put_other_problems(form, problems("name", "since", "days", "elsewhere"))
    assert list(form.errors["name"]) == own["name"]
    assert list(form.errors["days"]) == own["days"]
    assert list(form.errors["since"]) == ["since is wrong."]
    assert list(form.non_field_errors()) == ["elsewhere is wrong."]


def test_two_problems_of_one_field_are_both_said() -> None:
    form = Sent({"name": "far too long"})
    form.is_valid()
    put_other_problems(form, problems("since", "since"))
    assert len(form.errors["since"]) == 2


def test_a_problem_is_worded_for_its_reader() -> None:
    form = Sent({"name": "a"})
    form.is_valid()
    with override("zh-hans"):
        put_problems(form, Invalid.field("name", "x", gettext_lazy("Manage")))
    assert list(form.errors["name"]) == ["管理"]


@pytest.mark.parametrize("refusal", [NotFound(), TooMany()])
def test_a_refusal_that_no_form_can_mend_goes_on(refusal: Exception) -> None:
    def act() -> None:
        raise refusal

    form = Sent({"name": "a"})
    form.is_valid()
    with pytest.raises(type(refusal)):
        accepted(form, act)
    with pytest.raises(type(refusal)):
        carry_out(form, act)
    assert not form.errors
