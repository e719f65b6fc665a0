"""How texts are found in code and templates, told apart, and compared with their translations."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from scripts import translations
from scripts.translations import (
    Text,
    UnreadableError,
    area_of,
    called_name,
    contradictions,
    jinja_environment,
    placeholders,
    problem_of,
    read_catalogue,
    rendered,
    text_of,
    text_of_call,
    texts_in_python,
    texts_in_template,
    translation_of,
    write_catalogue,
)

IMPORT = "from django.utils.translation import gettext as _\n"


def found_in(code: str) -> list[Text]:
    return list(texts_in_python(IMPORT + code, "qudao/core/x.py"))


# ------------------------------------------------------------------ code

CODE: tuple[tuple[str, list[Text]], ...] = (
    ("_('Save')", [Text("Save")]),
    ("_('Two '\n  'lines')", [Text("Two lines")]),
    ("gettext_lazy('Save')", [Text("Save")]),
    ("translation.gettext('Save')", [Text("Save")]),
    ("ngettext('%(n)s day', '%(n)s days', n)", [Text("%(n)s day", "%(n)s days")]),
    ("ngettext_lazy('one', 'many', 'count')", [Text("one", "many")]),
    ("pgettext('button', 'Approve')", [Text("Approve", "", "button")]),
    ("npgettext('list', 'one', 'many', n)", [Text("one", "many", "list")]),
    ("_(name)", []),
    ("_('')", []),
    ("_()", []),
    ("_('a' + b)", []),
    ("_(3)", []),
    ("save('Save')", []),
    ("field._('Save')", []),
    ("x = 'Save'  # _('not this')", []),
    ("_('a') + _('b')", [Text("a"), Text("b")]),
    ("_('岚 “quoted” \\n')", [Text("岚 “quoted” \n")]),
)


@pytest.mark.parametrize(("code", "texts"), CODE)
def test_a_text_is_what_is_written_out_in_a_call(code: str, texts: list[Text]) -> None:
    assert found_in(code) == texts


def test_code_that_translates_nothing_is_not_even_read() -> None:
    assert list(texts_in_python("this is no python (", "qudao/core/x.py")) == []
    with pytest.raises(SyntaxError):
        found_in("(")


@pytest.mark.parametrize("code", ["_(f'{x} rows')", "ngettext('one', f'{n} many', n)"])
def test_a_text_with_values_in_it_is_refused_with_its_line(code: str) -> None:
    with pytest.raises(UnreadableError, match=r"qudao/core/x\.py:3: an f-string"):
        found_in(f"\n{code}")


def test_a_call_has_the_name_by_which_it_is_called() -> None:
    names = {}
    for code in ("_(x)", "a.gettext(x)", "a._(x)", "a[0](x)", "f()(x)"):
        call = ast.parse(code, mode="eval").body
        assert isinstance(call, ast.Call)
        names[code] = called_name(call)
    assert names == {"_(x)": "_", "a.gettext(x)": "gettext", "a._(x)": "", "a[0](x)": "",
                     "f()(x)": ""}  # fmt: skip


def test_a_call_without_its_texts_has_none() -> None:
    assert text_of_call("ngettext", ["one"]) == Text("one")
    assert text_of_call("pgettext", ["button"]) is None
    assert text_of_call("pgettext", [None, "Approve"]) == Text("Approve")


# ------------------------------------------------------------------ templates

TEMPLATES: tuple[tuple[str, list[Text]], ...] = (
    ("{{ _('Save') }}", [Text("Save")]),
    ("{% trans %}Save{% endtrans %}", [Text("Save")]),
    ("{% trans n=count %}\n  One {{ n }}\n{% endtrans %}", [Text("One %(n)s")]),
    (
        "{% trans count=n %}{{ count }} day{% pluralize %}{{ count }} days{% endtrans %}",
        [Text("%(count)s day", "%(count)s days")],
    ),
    ("{{ pgettext('column', 'Amount') }}", [Text("Amount", "", "column")]),
    ("{{ ngettext('one', 'many', n) }}", [Text("one", "many")]),
    ("{{ _(name) }}", []),
    ("<p>Save</p>", []),
    ("{# {{ _('Save') }} #}", []),
)


@pytest.mark.parametrize(("source", "texts"), TEMPLATES)
def test_a_template_says_its_texts(source: str, texts: list[Text]) -> None:
    assert list(texts_in_template(source, "templates/x.html", jinja_environment())) == texts


def test_a_broken_template_is_refused_with_its_line() -> None:
    with pytest.raises(UnreadableError, match=r"templates/x\.html:2: "):
        list(texts_in_template("\n{% if %}", "templates/x.html", jinja_environment()))


# ------------------------------------------------------------------ areas


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("qudao/core/errors.py", "core"),
        ("qudao/people/actions/keys.py", "people"),
        ("qudao/web/portal/deals.py", "portal"),
        ("qudao/web/workbench/today.py", "workbench"),
        ("qudao/web/shared/formats.py", "web"),
        ("qudao/cli/serve.py", "config"),
        ("qudao/config/settings.py", "config"),
        ("templates/portal/home.html", "portal"),
        ("templates/workbench/x/_row.html", "workbench"),
        ("templates/api/docs.html", "api"),
        ("templates/account/email/x.txt", "web"),
        ("qudao/api/docs.py", "api"),
    ],
)
def test_a_file_belongs_to_the_catalogue_of_its_area(path: str, area: str) -> None:
    assert area_of(path) == area


@pytest.mark.parametrize("path", ["qudao/engines/funnel.py", "scripts/docs.py", "qudao/x.py"])
def test_a_file_of_no_area_is_refused(path: str) -> None:
    with pytest.raises(UnreadableError, match="belongs to no catalogue"):
        area_of(path)


# ------------------------------------------------------------------ translations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("plain", []),
        ("100%% of %(n)s", ["%(n)s"]),
        ("%(b)s %(a)d", ["%(a)d", "%(b)s"]),
        ("%s of %d", ["%d", "%s"]),
        ("%(share).1f %%", ["%(share).1f"]),
        ("{name} {0} {} {x.y} {n:,}", ["{0}", "{n:,}", "{name}", "{x.y}", "{}"]),
        ("%(n)s %(n)s", ["%(n)s", "%(n)s"]),
        ("50 % of it", []),
    ],
)
def test_placeholders_are_found_in_any_order(text: str, found: list[str]) -> None:
    assert placeholders(text) == found


PROBLEMS: tuple[tuple[Text, str, str], ...] = (
    (Text("Save"), "保存", ""),
    (Text("Save"), "", "is not translated"),
    (Text("Save"), " \n", "is not translated"),
    (Text("%(n)s rows"), "%(n)s 行", ""),
    (Text("%(n)s rows"), "%(n)s 行中的 %(n)s", ""),
    (Text("%(n)s rows"), "%(m)s 行", "has other placeholders"),
    (Text("%(n)s rows"), "行", "has other placeholders"),
    (Text("%(n)s rows"), "%(n)d 行", "has other placeholders"),
    (Text("Save"), "保存 %s", "has other placeholders"),
    (Text("one row", "%(n)s rows"), "%(n)s 行", ""),
    (Text("one row", "%(n)s rows"), "一行", ""),
    (Text("one row", "%(n)s rows"), "%(m)s 行", "has other placeholders"),
    (Text("100%% sure"), "100%% 确定", ""),
)


@pytest.mark.parametrize(("text", "translation", "problem"), PROBLEMS)
def test_a_translation_keeps_the_placeholders(text: Text, translation: str, problem: str) -> None:
    said = problem_of(text, translation)
    assert said.startswith(problem)
    assert bool(said) == bool(problem)


def test_one_text_has_one_translation_wherever_it_stands() -> None:
    one, other = Text("Save"), Text("Save", "", "button")
    assert list(contradictions({"core": {one: "保存"}, "web": {one: "保存", other: "存"}})) == []
    assert list(contradictions({"core": {one: "保存"}, "web": {one: ""}})) == []
    (line,) = contradictions({"core": {one: "保存"}, "web": {one: "储存"}, "api": {one: "保存"}})
    assert line == "'Save' is translated differently: '保存' in core, api; '储存' in web"


# ------------------------------------------------------------------ catalogues

ENTRIES = {
    Text("Zebra"): "斑马",
    Text("Save"): "保存",
    Text("Save", "", "button"): "存",
    Text("%(n)s day", "%(n)s days"): "%(n)s 天",
    Text('A "quoted" \\ line\nand another'): "“引用”\\ 一行\n另一行",
    Text("Not yet"): "",
}


def test_what_is_written_is_read_again_in_order(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "django.po"
    write_catalogue(path, ENTRIES)
    read = {text_of(m): translation_of(m) for m in translations.messages_of(read_catalogue(path))}
    assert read == ENTRIES
    assert path.read_text("utf-8") == rendered(dict(reversed(ENTRIES.items())))
    keys = [line for line in path.read_text("utf-8").splitlines() if line.startswith("msgid ")]
    assert keys.index('msgid "Save"') < keys.index('msgid "Zebra"')
    assert "fuzzy" not in path.read_text("utf-8")


def test_a_catalogue_without_texts_is_taken_away(tmp_path: Path) -> None:
    path = tmp_path / "django.po"
    write_catalogue(path, ENTRIES)
    write_catalogue(path, {})
    assert not path.exists()
    write_catalogue(path, {})
    assert list(translations.messages_of(read_catalogue(path))) == []


def test_a_message_of_any_form_is_one_text() -> None:
    plural = Message(("one", "many"), ("多",))
    assert (text_of(plural), translation_of(plural)) == (Text("one", "many"), "多")
    bare = Message("one", context="button")
    assert (text_of(bare), translation_of(bare)) == (Text("one", "", "button"), "")


# ------------------------------------------------------------------ the command


@pytest.mark.parametrize("arguments", [[], ["all"], ["check", "update"], ["--help"]])
def test_other_orders_are_not_understood(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert translations.main(arguments) == 2
    assert "translations.py update" in capsys.readouterr().out


def test_the_answer_of_a_check_is_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(translations, "ROOT", tmp_path)
    assert translations.main(["check"]) == 0
    assert capsys.readouterr().out.strip() == "translations: complete"

    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "a.html").write_text("{{ _('Save') }}")
    assert translations.main(["check"]) == 1
    told = capsys.readouterr().out
    assert "web: 'Save' is not in the catalogue" in told
    assert "translations: 1 problems" in told

    assert translations.main(["update"]) == 0
    assert capsys.readouterr().out == "web: 1 texts, 1 without translation\n"

    (tmp_path / "templates" / "a.html").write_text("{% if %}")
    assert translations.main(["update"]) == 1
    assert "templates/a.html:1" in capsys.readouterr().out
