"""Templates in which everything that never changes is worked out once, when they are compiled.

A template is compiled once for each language, so the words of `_("…")`, the address of
`url("name")`, the drawing of `icon("name")` and a static file's address are as fixed as the markup
around them: they become part of it, and a request pays nothing for them. What is left is put
together in as few steps as will do.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, MutableMapping
from typing import Any

from jinja2 import Environment, Template, nodes
from jinja2.visitor import NodeTransformer
from markupsafe import Markup, escape

Fixed = Mapping[str, Callable[..., Any]]


class JoinedTemplate(Template):
    """A template whose blocks hand over one text each.

    Jinja2 hands each piece of a page through every block and every template around it.
    """

    @classmethod
    def from_code(cls, *arguments: Any, **named: Any) -> Template:
        made = super().from_code(*arguments, **named)
        blocks = {name: _at_once(block) for name, block in made.blocks.items()}
        # a block finds the one that it stands for, and what escapes, among its module's names
        names = made.root_render_func.__globals__
        names.update({made.blocks[name].__name__: joined for name, joined in blocks.items()})
        names["escape"] = escaped
        made.blocks, made.root_render_func = blocks, _at_once(made.root_render_func)
        return made


def _at_once(pieces: Callable[..., Iterable[str]]) -> Callable[..., Iterator[str]]:
    def joined(*arguments: Any, **named: Any) -> Iterator[str]:
        yield "".join(pieces(*arguments, **named))

    return joined


def escaped(value: Any) -> str:
    """As MarkupSafe's escape() writes it; most words of a page have nothing to escape."""
    kind = type(value)
    if kind is Markup or (kind is str and not _SPECIAL(value)):
        return value  # type: ignore[no-any-return]
    return escape(value)


_SPECIAL = re.compile("[&<>\"']").search


class FoldingEnvironment(Environment):
    """Jinja2, with the calls of `fixed` functions on constants replaced by their results."""

    fixed: Fixed = {}
    template_class = JoinedTemplate

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template may call, as one mapping. Jinja2 chains two, and walks through both
        for each template that a page is made of; ours get no new names once there are pages."""
        return {**self.globals, **(d or {})}

    def _generate(
        self, source: nodes.Template, name: str | None, filename: str | None,
        defer_init: bool = False,  # noqa: FBT001 - Jinja2's hook
    ) -> str:  # fmt: skip
        return super()._generate(fold(source, self.fixed), name, filename, defer_init)


def fold(template: nodes.Template, fixed: Fixed) -> nodes.Template:
    """The template with its fixed parts worked out."""
    own = set(_own_names(template))
    left = {name: function for name, function in fixed.items() if name not in own}
    folded: nodes.Template = _Folding(left).visit(template)
    return folded


def _own_names(template: nodes.Template) -> Iterator[str]:
    """The names to which the template gives a meaning of its own."""
    for name in template.find_all(nodes.Name):
        if name.ctx != "load":
            yield name.name
    for macro in template.find_all(nodes.Macro):
        yield macro.name
    for whole in template.find_all(nodes.Import):
        yield whole.target
    for some in template.find_all(nodes.FromImport):
        for imported in some.names:
            yield imported if isinstance(imported, str) else imported[1]


class _Folding(NodeTransformer):
    def __init__(self, fixed: Fixed) -> None:
        self.fixed = fixed

    def visit_Call(self, node: nodes.Call) -> nodes.Node:  # noqa: N802 - named by its node
        self.generic_visit(node)
        if not isinstance(node.node, nodes.Name) or node.node.name not in self.fixed:
            return node
        if node.dyn_args is not None or node.dyn_kwargs is not None:
            return node
        pairs = [(pair.key, pair.value) for pair in node.kwargs if isinstance(pair, nodes.Keyword)]
        every = [*node.args, *(value for _key, value in pairs)]
        if len(pairs) < len(node.kwargs) or not all(isinstance(one, nodes.Const) for one in every):
            return node
        result = self.fixed[node.node.name](
            *(_value(one) for one in node.args), **{key: _value(value) for key, value in pairs}
        )
        return nodes.Const(result, lineno=node.lineno)


def _value(node: nodes.Expr) -> Any:
    return node.as_const()
