"""Forms of imports: the upload, and the two files of a channel check."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from qudao.core.actor import Actor
from qudao.intake.actions import FileGiven, ImportInput
from qudao.intake.selectors import kind_choices, sources_used

TABLES = ".csv,.tsv,.txt,.xlsx,.gz"


class ManyFiles(forms.ClearableFileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several files or none, as a list."""

    def clean(self, data: Any, initial: Any = None) -> Any:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(ManyFilesField, self).clean(file, initial) for file in files]


def table_field(label: Any, *, required: bool = True) -> forms.FileField:
    widget = forms.FileInput(attrs={"accept": TABLES})
    return forms.FileField(label=label, required=required, widget=widget, max_length=200)


class UploadForm(forms.Form):
    """What is to be imported."""

    kind = forms.ChoiceField(label=_("What the file holds"))
    file = table_field(_("File"))
    keys = ManyFilesField(
        label=_("Files to look keys up in"),
        required=False,
        widget=ManyFiles(attrs={"accept": TABLES}),
        help_text=_("Only if the file names keys of other tables, such as product key 349."),
    )
    source = forms.CharField(
        label=_("System that it comes from"),
        max_length=60,
        initial="files",
        help_text=_("Numbers are unique within it. Use one name for all files of one system."),
        widget=forms.TextInput(attrs={"list": "sources", "autocomplete": "off"}),
    )
    currency = forms.CharField(
        label=_("Currency of amounts that name none"),
        max_length=3,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "maxlength": "3"}),
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kinds = kind_choices(actor)
        choice = self.fields["kind"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [(one.code, f"{one.label} – {one.hint}") for one in kinds]
        self.sources: Sequence[str] = sources_used(actor)
        self.use_required_attribute = False

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()

    def given(self) -> ImportInput:
        """The checked form as the action takes it."""
        data = self.cleaned_data
        return ImportInput(
            kind=data["kind"],
            file=as_given(data["file"]),
            keys=[("", as_given(file)) for file in data["keys"]],
            source=data["source"],
            currency=data["currency"],
        )


class KeyFileForm(forms.Form):
    """One more file to look keys up in."""

    keys = table_field(_("File to look keys up in"))


class MappingNameForm(forms.Form):
    """The name under which columns are kept."""

    name = forms.CharField(label=_("Keep these columns as"), max_length=120)


class CheckForm(forms.Form):
    """Last year's two files."""

    registrations = table_field(_("Registrations of last year"))
    shipments = table_field(_("Shipments of last year"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


def as_given(file: UploadedFile[bytes]) -> FileGiven:
    return FileGiven(file.name or "file", file)
