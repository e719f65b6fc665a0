"""What the form of columns says of a field, and what the upload offers and reads."""

from __future__ import annotations

from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import override

from qudao.intake.actions import ColumnChoice
from qudao.web.workbench.imports.columns import Chosen, _choice
from qudao.web.workbench.imports.forms import CheckForm, KeyFileForm, UploadForm, as_given
from tests.people import Cast

GOOD = {"kind": "partners", "source": "crm", "currency": "cny"}


def posted(**said: str) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update({name.replace("_", "-"): value for name, value in said.items()})
    return data


def test_a_column_is_taken_as_it_was_chosen() -> None:
    for said, choice in (
        ({}, ColumnChoice()),
        ({"city_header": "城市"}, ColumnChoice(header="城市")),
        ({"city_constant": "CNY"}, ColumnChoice(constant="CNY")),
        (
            {"city_header": "城市键", "city_lookup": "城市表\x1f城市名"},
            ColumnChoice(header="城市键", lookup="城市表\x1f城市名"),
        ),
    ):
        assert _choice(posted(**said), "city") == choice, said


def test_what_the_form_cannot_show_is_kept_as_long_as_its_column_stays() -> None:
    same = {"city_header": "城市键", "city_before": "城市键", "city_lookup": "keep"}
    assert _choice(posted(**same), "city").keep
    for changed in (
        {"city_header": "城市"},  # another column
        {"city_lookup": ""},  # as it stands
        {"city_lookup": "表\x1f名"},  # another lookup
        {"city_header": "", "city_before": ""},  # no column at all
    ):
        assert not _choice(posted(**{**same, **changed}), "city").keep, changed
    assert _choice(posted(**same), "city").lookup == ""


def test_a_field_stands_among_the_shown_ones_once_anything_is_said_of_it() -> None:
    nothing = Chosen(header="", constant="", lookup="", problem="")
    assert not nothing.is_set
    assert not Chosen(header="", constant="", lookup="keep", problem="").is_set
    for one in ({"header": "城市"}, {"constant": "CNY"}, {"problem": "Choose the column"}):
        said = {"header": "", "constant": "", "lookup": "", "problem": "", **one}
        assert Chosen(**said).is_set


# ------------------------------------------------------------------ the upload


def files(**given: SimpleUploadedFile) -> MultiValueDict[str, SimpleUploadedFile]:
    return MultiValueDict({name: [file] for name, file in given.items()})


def table(name: str = "partners.csv", content: bytes = b"a,b\n1,2\n") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_each_reader_is_offered_the_kinds_that_the_reader_may_write(cast: Cast) -> None:
    def kinds(who: str) -> list[str]:
        field = UploadForm(getattr(cast, who)).fields["kind"]
        return [value for value, _label in field.choices]  # type: ignore[attr-defined]

    assert {"partners", "customers"} <= set(kinds("channel_manager"))
    assert not {"products", "quotas"} & set(kinds("channel_manager"))
    assert {"products", "prices", "regions"} <= set(kinds("operations"))
    assert kinds("account_manager") == [] or "partners" not in kinds("account_manager")
    with override("zh-hans"):
        labels = [label for _v, label in UploadForm(cast.operations).fields["kind"].choices]  # type: ignore[attr-defined]
    assert all(" – " in str(label) and not str(label).isascii() for label in labels)


def test_every_wrong_field_of_an_upload_is_named(cast: Cast) -> None:
    def wrong(data: dict[str, str], **given: SimpleUploadedFile) -> set[str]:
        return set(UploadForm(cast.channel_manager, data, files(**given)).errors)

    assert wrong(GOOD, file=table()) == set()
    assert wrong({}) == {"kind", "file", "source"}
    assert wrong({**GOOD, "kind": "products"}, file=table()) == {"kind"}  # not this reader's
    assert wrong({**GOOD, "kind": "planets"}, file=table()) == {"kind"}
    assert wrong({**GOOD, "source": "s" * 61}, file=table()) == {"source"}
    assert wrong({**GOOD, "currency": "EURO"}, file=table()) == {"currency"}
    assert wrong(GOOD, file=table(content=b"")) == {"file"}
    assert wrong(GOOD, file=table("n" * 201 + ".csv")) == {"file"}
    assert wrong(GOOD, file=table(), keys=table("k.csv", b"")) == {"keys"}


def test_an_upload_becomes_what_the_action_takes(cast: Cast) -> None:
    given = MultiValueDict({"file": [table()], "keys": [table("城市.csv"), table("省份.csv")]})
    form = UploadForm(cast.channel_manager, {**GOOD, "source": " 老系统 "}, given)
    assert form.is_valid(), form.errors
    asked = form.given()
    assert (asked.kind, asked.source, asked.currency) == ("partners", "老系统", "CNY")
    assert asked.file.name == "partners.csv"
    assert [(name, file.name) for name, file in asked.keys] == [("", "城市.csv"), ("", "省份.csv")]
    without = UploadForm(cast.channel_manager, GOOD, files(file=table()))
    assert without.is_valid()
    assert without.given().keys == []


def test_a_check_needs_registrations_alone() -> None:
    assert CheckForm({}, MultiValueDict()).errors.keys() == {"registrations"}
    assert CheckForm({}, files(shipments=table())).errors.keys() == {"registrations"}
    assert CheckForm({}, files(registrations=table())).is_valid()
    empty = files(registrations=table(), shipments=table(content=b""))
    assert CheckForm({}, empty).errors.keys() == {"shipments"}
    assert KeyFileForm({}, MultiValueDict()).errors.keys() == {"keys"}


def test_a_file_is_given_by_its_name_alone_whatever_its_path_says() -> None:
    assert as_given(table("../../etc/passwd")).name == "passwd"
    assert as_given(table("C:\\lists\\伙伴.csv")).name.endswith("伙伴.csv")
