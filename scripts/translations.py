#!/usr/bin/env python3
"""Keep the Chinese catalogues in step with the texts in code and templates.

    translations.py update     read every text, add and remove entries in the catalogues
    translations.py check      fail on a text without a (clean) translation
    translations.py compile    write the binary catalogues that the running site reads

Each area has a catalogue of its own, sorted and without line numbers, so that two branches
seldom touch the same lines.
"""

from __future__ import annotations

import ast
import io
import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2 import Environment, TemplateSyntaxError
from jinja2.ext import extract_from_ast

ROOT = Path(__file__).resolve().parent.parent
LOCALE = "zh_Hans"
WINGS = (
    "core", "people", "market", "rules", "deals", "choose", "build", "manage",
    "intake", "demo", "api", "config",
)  # fmt: skip
# The first prefix that fits says which catalogue a file's texts belong to.
AREA_OF_PREFIX = (
    ("qudao/web/portal/", "portal"),
    ("templates/portal/", "portal"),
    ("qudao/web/workbench/", "workbench"),
    ("templates/workbench/", "workbench"),
    ("templates/api/", "api"),
    ("qudao/web/", "web"),
    ("templates/", "web"),
    ("qudao/cli", "config"),
    *((f"qudao/{wing}/", wing) for wing in WINGS),
)
HEADER = f"""msgid ""
msgstr ""
"Language: {LOCALE}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"

"""
# Which arguments of a call are context, singular and plural.
ARGUMENTS = {
    **dict.fromkeys(("_", "_now", "gettext", "gettext_lazy", "gettext_noop"), (None, 0, None)),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (None, 0, 1)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), (0, 1, None)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), (0, 1, 2)),
}
PLACEHOLDER = re.compile(
    r"%\((\w+)\)[#0 +-]*\d*(?:\.\d+)?[a-zA-Z]|%[srdif]|\{\w*(?:[.\[!:][^{}]*)?\}"
)


@dataclass(frozen=True, order=True)
class Text:
    """One text to translate; `plural` is empty where the text counts nothing."""

    singular: str
    plural: str = ""
    context: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.context, self.singular

    @property
    def babel_id(self) -> str | tuple[str, str]:
        return (self.singular, self.plural) if self.plural else self.singular


@dataclass(frozen=True)
class Found:
    """A text and the file that it stands in."""

    text: Text
    path: str


class UnreadableError(Exception):
    """A file whose texts cannot be read, or that belongs to no catalogue."""


# --------------------------------------------------------------------------- reading texts


def text_of_call(function: str, arguments: list[object]) -> Text | None:
    """Pick the literal texts out of a call; None where there are none to pick."""
    context_at, singular_at, plural_at = ARGUMENTS[function]

    def literal(position: int | None) -> str:
        if position is None or position >= len(arguments):
            return ""
        value = arguments[position]
        return value if isinstance(value, str) else ""

    singular = literal(singular_at)
    return Text(singular, literal(plural_at), literal(context_at)) if singular else None


def called_name(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    if isinstance(call.func, ast.Attribute) and call.func.attr != "_":
        return call.func.attr
    return ""


def texts_in_python(source: str, path: str) -> Iterator[Text]:
    if "gettext" not in source:
        return
    tree = ast.parse(source, path)
    function_of = {name: name for name in ARGUMENTS} | dict(own_names(tree))
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or called_name(node) not in function_of:
            continue
        if any(isinstance(argument, ast.JoinedStr) for argument in node.args):
            raise UnreadableError(f"{path}:{node.lineno}: an f-string cannot be translated")
        values = [getattr(argument, "value", None) for argument in node.args]
        text = text_of_call(function_of[called_name(node)], values)
        if text:
            yield text


def own_names(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """What a module calls the functions of translation, where it renames them."""
    for node in tree.body:
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation":
            named = (one for one in node.names if one.asname and one.name in ARGUMENTS)
            yield from ((one.asname or "", one.name) for one in named)


def jinja_environment() -> Environment:
    environment = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True)
    environment.policies["ext.i18n.trimmed"] = True
    return environment


def texts_in_template(source: str, path: str, environment: Environment) -> Iterator[Text]:
    try:
        tree = environment.parse(source)
    except TemplateSyntaxError as problem:
        raise UnreadableError(f"{path}:{problem.lineno}: {problem.message}") from problem
    for _line, function, strings in extract_from_ast(tree, tuple(ARGUMENTS)):
        arguments: list[object] = [strings] if isinstance(strings, str) else list(strings or ())
        text = text_of_call(function, arguments)
        if text:
            yield text


def area_of(path: str) -> str:
    for prefix, area in AREA_OF_PREFIX:
        if path.startswith(prefix):
            return area
    raise UnreadableError(f"{path}: has texts but belongs to no catalogue (see AREA_OF_PREFIX)")


def found_texts(root: Path) -> Iterator[Found]:
    environment = jinja_environment()
    for file in sorted(root.glob("qudao/**/*.py")):
        path = file.relative_to(root).as_posix()
        yield from (Found(t, path) for t in texts_in_python(file.read_text("utf-8"), path))
    for file in sorted(root.glob("templates/**/*")):
        if not file.is_file():
            continue
        path, source = file.relative_to(root).as_posix(), file.read_text("utf-8")
        yield from (Found(t, path) for t in texts_in_template(source, path, environment))


def texts_by_area(root: Path) -> dict[str, set[Text]]:
    """Every text of the project; of a text that also counts, the counting form stands."""
    areas: dict[str, dict[tuple[str, str], Text]] = defaultdict(dict)
    for found in found_texts(root):
        area = areas[area_of(found.path)]
        area[found.text.key] = max(found.text, area.get(found.text.key, found.text))
    return {area: set(texts.values()) for area, texts in areas.items()}


# --------------------------------------------------------------------------- catalogues


def catalogue_path(root: Path, area: str) -> Path:
    return root / "qudao" / "locale" / area / LOCALE / "LC_MESSAGES" / "django.po"


def known_areas(root: Path) -> set[str]:
    return {path.parents[2].name for path in root.glob(f"qudao/locale/*/{LOCALE}/*/django.po")}


def text_of(message: Message) -> Text:
    forms = [message.id] if isinstance(message.id, str) else [*message.id]
    return Text(forms[0], forms[1] if len(forms) > 1 else "", message.context or "")


def translation_of(message: Message) -> str:
    return message.string if isinstance(message.string, str) else (message.string or ("",))[0]


def read_catalogue(path: Path) -> Catalog:
    if not path.exists():
        return Catalog(locale=LOCALE)
    with path.open("rb") as file:
        return read_po(file, locale=LOCALE)


def messages_of(catalogue: Catalog) -> Iterator[Message]:
    return (message for message in catalogue if message.id)


def rendered(translations: Mapping[Text, str]) -> str:
    catalogue = Catalog(locale=LOCALE)
    for text, translation in translations.items():
        string = (translation,) if text.plural else translation
        catalogue.add(text.babel_id, string, context=text.context or None)
    buffer = io.BytesIO()
    write_po(buffer, catalogue, width=0, no_location=True, omit_header=True, sort_output=True)
    return HEADER + buffer.getvalue().decode("utf-8")


def write_catalogue(path: Path, entries: Mapping[Text, str]) -> None:
    if not entries:
        path.unlink(missing_ok=True)
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(rendered(entries), encoding="utf-8")


def translations_by_area(root: Path) -> dict[str, dict[Text, str]]:
    return {
        area: {
            text_of(message): translation_of(message)
            for message in messages_of(read_catalogue(catalogue_path(root, area)))
        }
        for area in sorted(known_areas(root))
    }


# --------------------------------------------------------------------------- the commands


def update(root: Path) -> list[str]:
    """Rewrite every catalogue; a translation known in another area is taken over."""
    wanted, present = texts_by_area(root), translations_by_area(root)
    anywhere = {t.key: s for area in present.values() for t, s in area.items() if s}
    lines = []
    for area in sorted(wanted.keys() | present.keys()):
        own = {t.key: s for t, s in present.get(area, {}).items()}
        entries = {
            text: own.get(text.key) or anywhere.get(text.key, "")
            for text in wanted.get(area, set())
        }
        write_catalogue(catalogue_path(root, area), entries)
        missing = sum(not translation for translation in entries.values())
        lines.append(f"{area}: {len(entries)} texts, {missing} without translation")
    return lines


def placeholders(text: str) -> list[str]:
    return sorted(match.group(0) for match in PLACEHOLDER.finditer(text.replace("%%", "")))


def problem_of(text: Text, translation: str) -> str:
    if not translation.strip():
        return "is not translated"
    allowed = [set(placeholders(form)) for form in (text.plural, text.singular) if form]
    if set(placeholders(translation)) not in allowed:
        return f"has other placeholders in its translation {translation!r}"
    return ""


def area_problems(root: Path, area: str, wanted: Iterable[Text]) -> Iterator[str]:
    path = catalogue_path(root, area)
    catalogue = read_catalogue(path)
    present = {text_of(message): message for message in messages_of(catalogue)}
    for text in sorted(set(wanted) - present.keys()):
        yield f"{area}: {text.singular!r} is not in the catalogue"
    for text in sorted(present.keys() - set(wanted)):
        yield f"{area}: {text.singular!r} is in no code and no template any more"
    for text, message in sorted(present.items()):
        problem = "is marked fuzzy" if message.fuzzy else problem_of(text, translation_of(message))
        if problem:
            yield f"{area}: {text.singular!r} {problem}"
    as_written = rendered({text: translation_of(m) for text, m in present.items()})
    if path.exists() and path.read_text("utf-8") != as_written:
        yield f"{area}: the catalogue is not as `translations.py update` writes it"


def contradictions(present: Mapping[str, Mapping[Text, str]]) -> Iterator[str]:
    by_text: dict[tuple[str, str], dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for area, translations in present.items():
        for text, translation in translations.items():
            if translation:
                by_text[text.key][translation].append(area)
    for (_context, singular), variants in sorted(by_text.items()):
        if len(variants) > 1:
            shown = "; ".join(f"{t!r} in {', '.join(areas)}" for t, areas in variants.items())
            yield f"{singular!r} is translated differently: {shown}"


def check(root: Path) -> list[str]:
    """Name every problem of every catalogue; an empty list is a pass."""
    wanted = texts_by_area(root)
    problems = [
        problem
        for area in sorted(wanted.keys() | known_areas(root))
        for problem in area_problems(root, area, wanted.get(area, set()))
    ]
    return problems + list(contradictions(translations_by_area(root)))


def compile_catalogues(root: Path) -> list[str]:
    """Write the binary catalogues that are older than their sources."""
    lines = []
    for source in sorted(root.glob(f"qudao/locale/*/{LOCALE}/*/django.po")):
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime_ns > source.stat().st_mtime_ns:
            continue
        with target.open("wb") as file:
            write_mo(file, read_catalogue(source))
        lines.append(f"compiled {target.relative_to(root)}")
    return lines


def main(arguments: list[str]) -> int:
    commands = {"update": update, "check": check, "compile": compile_catalogues}
    if len(arguments) != 1 or arguments[0] not in commands:
        print(__doc__)
        return 2
    try:
        lines = commands[arguments[0]](ROOT)
    except (UnreadableError, SyntaxError) as problem:
        print(problem)
        return 1
    print(*lines, sep="\n" if lines else "")
    if arguments[0] != "check":
        return 0
    print("translations:", f"{len(lines)} problems" if lines else "complete")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
