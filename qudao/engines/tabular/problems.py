"""What can go wrong with a file or with one value, as codes that the web layer words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Param = str | int
Params = Mapping[str, Param]

NO_PARAMS: Params = MappingProxyType({})


class TabularError(ValueError):
    """The file as a whole cannot be used: `code` names why, `params` give the figures."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = MappingProxyType(params)


class CellError(ValueError):
    """One value breaks a rule; the row is set aside, the file goes on."""

    def __init__(self, code: str, **params: Param) -> None:
        super().__init__(code)
        self.code = code
        self.params: Params = MappingProxyType(params)
