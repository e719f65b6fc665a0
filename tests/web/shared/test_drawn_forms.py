"""A form as it is drawn: what was typed stays, what is wrong stands where it is, bound by name."""

from __future__ import annotations

from typing import Any

import pytest
from django import forms
from django.template import engines
from django.utils.translation import override

from qudao.web.shared.forms import DayInput, FilesField

FORMS = "components/forms.html"


class Sample(forms.Form):
    """One field of each kind that the product draws."""

    name = forms.CharField(label="Name", max_length=20, help_text="As on the card.")
    since = forms.DateField(label="Since", required=False, widget=DayInput())
    agrees = forms.BooleanField(label="I agree", required=False)
    kind = forms.ChoiceField(
        label="Kind", choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect
    )
    scopes = forms.MultipleChoiceField(
        label="Scopes", choices=[("r", "Read"), ("w", "Write")], required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    papers = FilesField(label="Files", required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


def drawn(macro: str, call: str, language: str = "en", **context: Any) -> str:
    source = f'{{% from "{FORMS}" import {macro} %}}{{{{ {call} }}}}'
    with override(language):
        return str(engines["jinja2"].from_string(source).render(context))


def whole(form: forms.Form, language: str = "en") -> str:
    return drawn("fields", "fields(form)", language, form=form)


def test_an_empty_form_has_a_label_for_every_field_and_complains_of_nothing() -> None:
    page = whole(Sample())
    for label in ("Name", "Since", "I agree", "Kind", "Scopes", "Files"):
        assert label in page
    assert '<label for="id_name">' in page
    assert 'type="date"' in page
    assert page.count('type="radio"') == 2
    assert page.count('type="checkbox"') == 3
    assert 'type="hidden" name="version"' in page
    assert 'role="alert"' not in page
    assert "aria-invalid" not in page


def test_a_hint_is_bound_to_its_field() -> None:
    page = whole(Sample())
    assert 'id="id_name_helptext"' in page
    assert 'aria-describedby="id_name_helptext"' in page


def refused(**data: str) -> Sample:
    form = Sample({"kind": "a", **data})
    form.is_valid()
    return form


def test_what_was_typed_is_shown_again() -> None:
    page = whole(refused(name="x" * 30, since="yesterday", agrees="on", kind="b", version="3"))
    assert f'value="{"x" * 30}"' in page
    assert 'value="yesterday"' in page
    assert 'value="b" required' in page or 'value="b"' in page
    assert page.count(" checked") == 2
    assert 'value="3"' in page


def test_an_error_stands_at_its_field_and_in_the_summary() -> None:
    page = whole(refused(name="", since="yesterday"))
    assert "2 fields to correct. What you typed is kept." in page
    assert 'href="#id_name">Name</a>' in page
    assert 'href="#id_since">Since</a>' in page
    assert 'id="id_name_error"' in page
    assert 'aria-describedby="id_name_helptext id_name_error"' in page
    assert page.count('aria-invalid="true"') == 2


def test_one_error_is_counted_in_the_singular_and_in_chinese() -> None:
    assert "1 field to correct." in whole(refused(name=""))
    chinese = whole(refused(name=""), "zh-hans")
    assert "to correct" not in chinese
    assert "1" in chinese


def test_an_error_of_the_whole_form_stands_above_it() -> None:
    form = refused(name="Chen")
    form.add_error(None, "Changed meanwhile.")
    page = whole(form)
    assert "Changed meanwhile." in page
    assert "to correct" not in page
    assert 'role="alert"' in page


@pytest.mark.parametrize("hostile", ['"><script>alert(1)</script>', "</textarea><b>", "{{ 7*7 }}"])
def test_nothing_typed_runs(hostile: str) -> None:
    form = refused(name=hostile, since=hostile)
    form.add_error("since", f"Not a day: {hostile}")
    page = whole(form)
    assert "<script" not in page
    assert "<b>" not in page
    assert "49" not in page


def test_a_hidden_field_has_no_label_and_no_frame() -> None:
    page = drawn("field", 'field(form["version"])', form=Sample(initial={"version": 4}))
    assert page.strip() == '<input type="hidden" name="version" value="4" id="id_version">'


def test_an_optional_field_says_so() -> None:
    page = drawn("field", 'field(form["since"], optional=true)', form=Sample())
    assert '<span class="optional">optional</span>' in page


def test_a_set_of_choices_is_one_group_with_a_legend() -> None:
    page = drawn("field", 'field(form["scopes"])', form=Sample())
    assert page.count("<fieldset") == 1
    assert '<legend class="label">Scopes</legend>' in page


def test_choices_as_cards_keep_their_second_line() -> None:
    page = drawn("picks", 'picks(form["kind"], {"a": "the usual"})', form=Sample({"kind": "b"}))
    assert "the usual" in page
    assert page.count('class="pick"') == 2
    assert page.count(" checked") == 1


def test_files_say_how_large_they_may_be() -> None:
    page = drawn("upload", 'upload(form["papers"], "PDF only.", 5)', form=Sample())
    assert f'data-limit="{5 * 1024 * 1024}"' in page
    assert "5 MB at most for one file." in page
    assert "multiple" in page
    assert "PDF only." in page


def test_a_plain_field_is_bound_and_escaped() -> None:
    page = drawn("plain", 'plain("q", "Find", value, error="Wrong.")', value='"><b>')
    assert 'aria-invalid="true"' in page
    assert "id_q_error" in page
    assert "<b>" not in page


def test_the_last_row_leads_back_only_where_there_is_a_way() -> None:
    assert "Cancel" not in drawn("buttons", 'buttons("Save")')
    page = drawn("buttons", 'buttons("Withdraw", "/back/", "stop")')
    assert 'class="btn stop" type="submit">Withdraw' in page
    assert 'href="/back/">Cancel' in page
