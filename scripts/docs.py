#!/usr/bin/env python3
"""Print the tables of docs/ that the code knows better than a writer.

    docs.py update     write every printed table anew, in both languages
    docs.py check      fail on a table that is not as the code has it

A printed table stands between `[//]: # (printed: NAME)` and `[//]: # (end)`, lines that Markdown
does not show.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "qudao.config.settings")
    os.environ.setdefault("QUDAO_DEMONSTRATION", "1")
    import django

    django.setup()

from django.core.exceptions import EmptyResultSet  # noqa: E402
from django.db.models import Model  # noqa: E402
from django.utils import translation  # noqa: E402

from qudao.api.openapi import document as openapi  # noqa: E402
from qudao.cli.commands import COMMANDS  # noqa: E402
from qudao.core.actor import VENDOR_ROLES, Actor, Permission, Role, Side  # noqa: E402
from qudao.deals.commitments.models import Promise  # noqa: E402
from qudao.deals.funnel.models import Opportunity  # noqa: E402
from qudao.deals.permissions import DealsPermission  # noqa: E402
from qudao.deals.registrations.models import Registration  # noqa: E402
from qudao.deals.registrations.states import TRANSITIONS, Move, Mover, State  # noqa: E402
from qudao.deals.sellthrough.models import SalesLine  # noqa: E402
from qudao.engines.registration import RegistrationPolicy  # noqa: E402
from qudao.engines.registration.policy import BOUNDS  # noqa: E402
from qudao.intake.fields import field_label  # noqa: E402
from qudao.intake.kinds import IMPORTABLE  # noqa: E402
from qudao.market.customers.models import Customer  # noqa: E402
from qudao.market.goals.models import Quota  # noqa: E402
from qudao.market.partners.models import Partner  # noqa: E402
from qudao.market.permissions import MarketPermission  # noqa: E402
from qudao.people.models import ROLE_LABELS, User  # noqa: E402
from qudao.people.permissions import PeoplePermission  # noqa: E402
from qudao.people.scopes import all_permissions  # noqa: E402
from scripts.docs_words import MOVES, POLICY, WORDS  # noqa: E402

FOLDERS = {"en": "en", "zh": "zh-hans"}
BLOCK = re.compile(r"(\[//\]: # \(printed: ([\w-]+)\)\n\n).*?(\[//\]: # \(end\))", re.DOTALL)
Rows = Iterable[Iterable[object]]

SEEN: dict[str, tuple[type[Model], Permission | None]] = {
    "partners": (Partner, MarketPermission.READ_PARTNERS),
    "customers": (Customer, MarketPermission.READ_CUSTOMERS),
    "registrations": (Registration, DealsPermission.READ_REGISTRATIONS),
    "opportunities": (Opportunity, DealsPermission.READ_OPPORTUNITIES),
    "sales": (SalesLine, DealsPermission.READ_SALES),
    "promises": (Promise, None),  # on the pages of customers, for whom the scope lets
    "quotas": (Quota, MarketPermission.READ_GOALS),
    "people": (User, PeoplePermission.READ_PEOPLE),
}
_PERMISSION = {
    Mover.PARTNER: DealsPermission.REGISTER,
    Mover.DECIDER: DealsPermission.DECIDE_REGISTRATION,
}


def table(heads: Iterable[str], rows: Rows) -> str:
    lines: list[list[object]] = [list(heads), *(list(row) for row in rows)]
    lines.insert(1, ["---"] * len(lines[0]))
    return "".join(f"| {' | '.join(str(cell) for cell in line)} |\n" for line in lines)


def word(name: str, language: str) -> str:
    return WORDS[name][language]


def states(language: str) -> str:
    """Every state × move × who × to, in the order of the states."""
    rows = [
        (state.label, MOVES[move][language], who(move, language), target(move, state))
        for state in State
        for move, transition in TRANSITIONS.items()
        if state in transition.sources
    ]
    return table((word(name, language) for name in ("state", "action", "who", "to")), rows)


def who(move: Move, language: str) -> str:
    mover = TRANSITIONS[move].mover
    if mover is Mover.SYSTEM:
        return word("system", language)
    is_revoking = move is Move.REVOKE
    permission = DealsPermission.REVOKE_PROTECTION if is_revoking else _PERMISSION[mover]
    return word("comma", language).join(
        str(label) for role, label in ROLE_LABELS.items() if role in permission.roles
    )


def target(move: Move, state: State) -> str:
    goes_to = TRANSITIONS[move].target
    return str((goes_to or state).label)


def commands(language: str) -> str:
    rows = ((f"`qudao {command.name}`", command.summary) for command in COMMANDS)
    return table((word("command", language), word("does", language)), rows)


def policy(language: str) -> str:
    """Every value of the registration rules: meaning, usual value, bounds."""
    usual = RegistrationPolicy()
    rows = [
        (f"`{name}`", words[language], shown(getattr(usual, name)), bounds(name))
        for name, words in POLICY.items()
    ]
    return table((word(name, language) for name in ("value", "means", "usual", "bounds")), rows)


def shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {one}" for key, one in value.items())
    if not isinstance(value, tuple):
        return str(value)
    return ", ".join("/".join(one) if isinstance(one, tuple) else str(one) for one in value)


def bounds(name: str) -> str:
    return f"{BOUNDS[name][0]}–{BOUNDS[name][1]}" if name in BOUNDS else ""


def operations(language: str) -> str:
    rows = [
        (f"`{method.upper()} {path}`", operation["summary"], f"`{operation['x-permission']}`")
        for path, methods in openapi()["paths"].items()
        for method, operation in methods.items()
    ]
    return table((word(name, language) for name in ("call", "does", "scope")), rows)


def kinds(language: str) -> str:
    rows = []
    for one in IMPORTABLE.values():
        must = [field_label(spec.name) for spec in one.kind.fields if spec.required]
        may = [field_label(spec.name) for spec in one.kind.fields if not spec.required]
        comma = word("comma", language)
        fields = (comma.join(str(label) for label in labels) for labels in (must, may))
        rows.append((f"`{one.code}`", one.label, *fields))
    return table((word(name, language) for name in ("kind", "holds", "must", "may")), rows)


def rights(language: str) -> str:
    """Every permission, which is a scope of keys too, and the roles that hold it."""
    comma = word("comma", language)
    rows = [
        (f"`{one.code}`", comma.join(str(ROLE_LABELS[role]) for role in Role if role in one.roles))
        for one in sorted(all_permissions(), key=lambda one: one.code)
    ]
    return table((word("permission", language), word("roles", language)), rows)


def sight(language: str) -> str:
    """What each role of the vendor sees of each kind: all of it, its own part, nothing."""
    rows = [
        (ROLE_LABELS[role], *(word(seen(role, *kind), language) for kind in SEEN.values()))
        for role in Role
        if role in VENDOR_ROLES
    ]
    return table((word("role", language), *(word(name, language) for name in SEEN)), rows)


def seen(role: Role, model: type[Model], permission: Permission | None) -> str:
    if permission and role not in permission.roles:
        return "nothing"
    rows = _query(model, role)
    return "all" if rows == _query(model, Role.CHANNEL_DIRECTOR) else "own" if rows else "nothing"


def _query(model: type[Model], role: Role) -> str:
    """The read of somebody with this role, as the database gets it; "" if it can find nothing."""
    manager: Any = model._default_manager
    actor = Actor(side=Side.VENDOR, user_id=1, organisation_id=1, roles=frozenset({role}))
    try:
        return str(manager.visible_to(actor).query)
    except EmptyResultSet:
        return ""


PRINTERS: dict[str, Callable[[str], str]] = {
    "states": states,
    "commands": commands,
    "policy": policy,
    "operations": operations,
    "kinds": kinds,
    "rights": rights,
    "sight": sight,
}


def renewed(text: str, folder: str) -> str:
    """The text with every printed table as the code has it today."""

    def print_block(found: re.Match[str]) -> str:
        return found[1] + PRINTERS[found[2]](folder) + "\n" + found[3]

    with translation.override(FOLDERS[folder]):
        return BLOCK.sub(print_block, text)


def documents() -> list[tuple[str, Path]]:
    return [
        (folder, path)
        for folder in FOLDERS
        for path in sorted((ROOT / "docs" / folder).glob("*.md"))
    ]


def outdated() -> list[Path]:
    return [
        path
        for folder, path in documents()
        if renewed(path.read_text("utf-8"), folder) != path.read_text("utf-8")
    ]


def update() -> None:
    for folder, path in documents():
        path.write_text(renewed(path.read_text("utf-8"), folder), "utf-8")


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
        return 0
    if arguments == ["check"]:
        stale = outdated()
        for path in stale:
            print(f"{path.relative_to(ROOT)}: run python scripts/docs.py update", file=sys.stderr)
        return 1 if stale else 0
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
