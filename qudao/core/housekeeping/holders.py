"""Who refers to stored files: every column that points to one, and what rooms keep elsewhere.

A room that notes files' public ids in other columns declares a `FileHolder` in its
`stored_files.py`.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import models
from django.utils.module_loading import autodiscover_modules

from qudao.core.models import StoredFile


class FileHolder:
    """A room that refers to files by their public ids."""

    def held(self) -> Iterable[str]:
        """The public ids of all files that it refers to."""
        return ()


def unreferenced(rows: models.QuerySet[StoredFile]) -> models.QuerySet[StoredFile]:
    """Those of the files that nothing refers to."""
    for model, column in referring_columns():
        held = model._base_manager.filter(**{f"{column}__isnull": False}).order_by()
        rows = rows.exclude(pk__in=held.values(column))
    return rows.exclude(public_id__in=noted_ids())


def referring_columns() -> list[tuple[type[models.Model], str]]:
    """Every column of every model that points to a stored file."""
    return [
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is StoredFile
    ]


def noted_ids() -> set[str]:
    autodiscover_modules("stored_files")
    return {public_id for kind in FileHolder.__subclasses__() for public_id in kind().held()}
