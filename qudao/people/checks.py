"""Checks of what people type about people: each answers the problems, all at once."""

from __future__ import annotations

import re
from collections.abc import Iterator

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from qudao.core.checks import can_be_read
from qudao.core.errors import FieldProblem
from qudao.people.models import Person, User

LONGEST_NAME, LONGEST_EMAIL, LONGEST_PHONE, LONGEST_TITLE = 120, 254, 40, 120
LONGEST_PASSWORD = 200
# Control signs, line separators, and signs that turn the direction of writing around.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")
# Spaces of no width: part of some scripts and of emoji, but nothing to read by themselves.
_UNSEEN = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_PHONE = re.compile(r"[0-9+()\-./ x#]*")


def required_text(field: str, value: str, *, longest: int) -> Iterator[FieldProblem]:
    if not value.strip().strip(_UNSEEN).strip():
        yield FieldProblem(field, "required", _("This field is required."))
    yield from optional_text(field, value, longest=longest)


def person_name(field: str, value: str) -> Iterator[FieldProblem]:
    """A name that can be read: signs alone, seen or unseen, are none."""
    yield from required_text(field, value, longest=LONGEST_NAME)
    if value.strip().strip(_UNSEEN).strip() and not can_be_read(value):
        yield FieldProblem(field, "no_letters", _("A name needs at least one letter or digit."))


def optional_text(field: str, value: str, *, longest: int) -> Iterator[FieldProblem]:
    if len(value) > longest:
        message = _("At most %(limit)s characters.") % {"limit": longest}
        yield FieldProblem(field, "too_long", message)
    if _CONTROL.search(value):
        message = _("Line breaks and invisible characters are not allowed here.")
        yield FieldProblem(field, "control_characters", message)


def email_address(field: str, value: str) -> Iterator[FieldProblem]:
    text = value.strip()
    try:
        validate_email(text)
    except ValidationError:
        yield FieldProblem(field, "email", _("This is not a valid e-mail address."))
        return
    if len(text) > LONGEST_EMAIL:
        yield FieldProblem(field, "too_long", _("This e-mail address is too long."))


def phone_number(field: str, value: str) -> Iterator[FieldProblem]:
    yield from optional_text(field, value, longest=LONGEST_PHONE)
    if not _PHONE.fullmatch(value):
        message = _("A phone number has digits, spaces and + ( ) - only.")
        yield FieldProblem(field, "phone", message)


def new_password(field: str, value: str, *, email: str, name: str) -> Iterator[FieldProblem]:
    """The site's rules for passwords, of which none may be like the person's name or address."""
    if len(value) > LONGEST_PASSWORD:
        message = _("At most %(limit)s characters.") % {"limit": LONGEST_PASSWORD}
        yield FieldProblem(field, "too_long", message)
        return
    try:
        validate_password(value, User(email=email, person=Person(name=name)))
    except ValidationError as refused:
        for error in refused.error_list:
            yield FieldProblem(field, error.code or "password", " ".join(error.messages))
