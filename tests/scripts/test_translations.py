"""The catalogues hold exactly the texts of code and templates, translated once and cleanly."""

from pathlib import Path

import pytest

from scripts.translations import (
    UnreadableError,
    catalogue_path,
    check,
    compile_catalogues,
    translations_by_area,
    update,
)


def write(root: Path, files: dict[str, str]) -> None:
    for name, source in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, encoding="utf-8")


def translate(root: Path, area: str, pairs: dict[str, str]) -> None:
    path = catalogue_path(root, area)
    source = path.read_text("utf-8")
    for singular, translation in pairs.items():
        entry = f'msgid "{singular}"\nmsgstr ""'
        assert entry in source, singular
        source = source.replace(entry, f'msgid "{singular}"\nmsgstr "{translation}"')
    path.write_text(source, encoding="utf-8")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    write(
        tmp_path,
        {
            "qudao/deals/words.py": (
                "from django.utils.translation import gettext_lazy as _, ngettext, pgettext\n"
                "TITLE = _('Registrations')\n"
                "def count(n: int) -> str:\n"
                "    return ngettext('%(n)s day left', '%(n)s days left', n) % {'n': n}\n"
                "FIRST = pgettext('button', 'Approve')\n"
            ),
            "templates/portal/home.html": (
                "<p>{% trans name=who %}\n   Good day, {{ name }}\n{% endtrans %}</p>\n"
                "{{ _('My company') }}\n"
            ),
            "templates/components/table.html": "{{ pgettext('column', 'Amount') }}\n",
        },
    )
    return tmp_path


def translate_everything(project: Path) -> None:
    update(project)
    translate(project, "deals", {"Registrations": "报备", "Approve": "批准"})
    deals = catalogue_path(project, "deals")
    deals.write_text(
        deals.read_text("utf-8").replace('msgstr[0] ""', 'msgstr[0] "还剩 %(n)s 天"'), "utf-8"
    )
    pairs = {"Good day, %(name)s": "%(name)s，您好", "My company": "我的公司"}
    translate(project, "portal", pairs)
    translate(project, "web", {"Amount": "金额"})


def test_each_text_goes_to_the_catalogue_of_its_area(project: Path) -> None:
    update(project)

    texts = {
        area: sorted((t.context, t.singular, t.plural) for t in translations)
        for area, translations in translations_by_area(project).items()
    }

    assert texts == {
        "deals": [
            ("", "%(n)s day left", "%(n)s days left"),
            ("", "Registrations", ""),
            ("button", "Approve", ""),
        ],
        "portal": [("", "Good day, %(name)s", ""), ("", "My company", "")],
        "web": [("column", "Amount", "")],
    }


def test_complete_catalogues_pass(project: Path) -> None:
    translate_everything(project)

    assert check(project) == []


def test_catalogue_has_no_line_numbers_and_is_sorted(project: Path) -> None:
    translate_everything(project)

    written = catalogue_path(project, "portal").read_text("utf-8")

    assert "#:" not in written
    assert written.index("Good day") < written.index("My company")


def test_update_keeps_translations_and_drops_what_is_gone(project: Path) -> None:
    translate_everything(project)
    write(project, {"templates/portal/home.html": "{{ _('My company') }}{{ _('Help') }}"})

    lines = update(project)

    assert "portal: 2 texts, 1 without translation" in lines
    kept = {t.singular: s for t, s in translations_by_area(project)["portal"].items()}
    assert kept == {"Help": "", "My company": "我的公司"}


def test_update_takes_over_a_translation_of_another_area(project: Path) -> None:
    translate_everything(project)
    write(project, {"templates/workbench/list.html": "{{ _('My company') }}"})

    update(project)

    assert [*translations_by_area(project)["workbench"].values()] == ["我的公司"]


def test_untranslated_text_fails(project: Path) -> None:
    update(project)

    assert "web: 'Amount' is not translated" in check(project)


def test_text_without_entry_fails(project: Path) -> None:
    translate_everything(project)
    write(project, {"qudao/deals/more.py": "X = gettext('Withdraw')\n"})

    assert check(project) == ["deals: 'Withdraw' is not in the catalogue"]


def test_entry_without_text_fails(project: Path) -> None:
    translate_everything(project)
    write(project, {"templates/components/table.html": "<td></td>"})

    assert check(project) == ["web: 'Amount' is in no code and no template any more"]


def test_fuzzy_entry_fails(project: Path) -> None:
    translate_everything(project)
    path = catalogue_path(project, "web")
    path.write_text(path.read_text("utf-8").replace("msgctxt", "#, fuzzy\nmsgctxt"), "utf-8")

    assert "web: 'Amount' is marked fuzzy" in check(project)


@pytest.mark.parametrize("translation", ["您好", "%(nmae)s，您好", "%(name)s，您好 %s"])
def test_translation_with_other_placeholders_fails(project: Path, translation: str) -> None:
    translate_everything(project)
    path = catalogue_path(project, "portal")
    path.write_text(path.read_text("utf-8").replace("%(name)s，您好", translation), "utf-8")

    assert check(project) == [
        f"portal: 'Good day, %(name)s' has other placeholders in its translation {translation!r}"
    ]


def test_one_text_translated_in_two_ways_fails(project: Path) -> None:
    translate_everything(project)
    write(project, {"templates/workbench/list.html": "{{ _('My company') }}"})
    update(project)
    path = catalogue_path(project, "workbench")
    path.write_text(path.read_text("utf-8").replace("我的公司", "本公司"), "utf-8")

    assert check(project) == [
        "'My company' is translated differently: '我的公司' in portal; '本公司' in workbench"
    ]


def test_catalogue_touched_by_hand_must_keep_its_form(project: Path) -> None:
    translate_everything(project)
    path = catalogue_path(project, "web")
    path.write_text(path.read_text("utf-8") + "\n# a note\n", "utf-8")

    assert check(project) == ["web: the catalogue is not as `translations.py update` writes it"]


def test_f_string_cannot_be_translated(project: Path) -> None:
    write(project, {"qudao/deals/bad.py": "def f(x):\n    return gettext(f'Hello {x}')\n"})

    with pytest.raises(UnreadableError, match=r"qudao/deals/bad.py:2: an f-string"):
        check(project)


def test_texts_outside_every_area_are_refused(project: Path) -> None:
    write(project, {"qudao/engines/bad.py": "X = gettext('Hello')\n"})

    with pytest.raises(UnreadableError, match=r"qudao/engines/bad.py: has texts but belongs to no"):
        check(project)


def test_broken_template_is_named_with_its_line(project: Path) -> None:
    write(project, {"templates/web/bad.html": "<p>\n{% if %}\n"})

    with pytest.raises(UnreadableError, match=r"templates/web/bad.html:2: "):
        check(project)


def test_compiling_writes_only_what_changed(project: Path) -> None:
    translate_everything(project)

    assert len(compile_catalogues(project)) == 3
    assert compile_catalogues(project) == []


def test_texts_of_a_renamed_function_are_found(project: Path) -> None:
    write(
        project,
        {
            "qudao/deals/other.py": (
                "from django.utils.translation import gettext as _now\n"
                "from django.utils.translation import ngettext_lazy as _n\n"
                "def words() -> list[str]:\n"
                "    return [_now('No group'), str(_n('one row', 'many rows', 2))]\n"
            )
        },
    )
    update(project)
    found = {text.singular for text in translations_by_area(project)["deals"]}
    assert {"No group", "one row"} <= found
