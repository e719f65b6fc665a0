"""One door to rows: `visible_to(actor)`, and few listed reads that look past it."""

from __future__ import annotations

import ast

from tests.architecture import unscoped
from tests.architecture.product import product_sources, relative

# Reading through these names an actor or a reason; creating reads nothing.
DOORS = {"visible_to", "unscoped", "create", "bulk_create", "create_user", "none", "model"}
# Models of other packages, which have no scope of ours.
FOREIGN_MODELS = {"DBTaskResult", "EmailAddress", "Session", "UserSession", "Authenticator"}

# Code that serves any model, and how it keeps the scope.
GENERIC = {
    "qudao/people/trail.py": "takes the manager of any model and asks it visible_to",
    "qudao/people/keeping.py": "finds every record that holds a person, through unscoped",
    "qudao/market/cells/seeding.py": "brings public codes into any tree, through unscoped",
    "qudao/market/cells/selectors.py": "asks whether a visible node of any tree has children",
    "qudao/core/backup/rows.py": "a backup holds every row of every table",
    "qudao/core/housekeeping/holders.py": "looks whether any row of any table refers to a file",
}


def is_manager(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and node.attr in {
        "objects",
        "_default_manager",
        "_base_manager",
    }


def is_foreign(manager: ast.Attribute) -> bool:
    return isinstance(manager.value, ast.Name) and manager.value.id in FOREIGN_MODELS


def test_rows_are_read_only_through_the_doors() -> None:
    wrong = []
    for source in product_sources():
        allowed = {
            node.value
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Attribute) and is_manager(node.value) and node.attr in DOORS
        }
        wrong += [
            f"{relative(source)}:{node.lineno} {ast.unparse(node)}"
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Attribute)
            and is_manager(node)
            and node not in allowed
            and not is_foreign(node)
            and relative(source) not in GENERIC
        ]

    assert wrong == [], "read through .visible_to(actor), or .unscoped(reason=…)"


def test_every_unscoped_read_is_listed_with_its_reason() -> None:
    found = unscoped.found_reads()

    assert [read for read in found if not read.reason] == [], "give the reason as a literal text"
    assert unscoped.listed() == [str(read) for read in found], (
        "after a review of the new reads: python -m tests.architecture.unscoped"
    )
