"""Small trees made by hand, for what needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qudao.choose.coverage.crossings import Crossing, Market
from qudao.choose.coverage.measures import Measure, Value
from qudao.choose.coverage.trees import Spot, Tree

Place = tuple[str, str]  # codes of region and industry

REGIONS = ("/EAST/", "/EAST/SHA/", "/EAST/SHA/PUD/", "/EAST/SUZ/", "/NORTH/", "/SOUTH/")
INDUSTRIES = ("/BANK/", "/BANK/RURAL/", "/MED/")


def tree_of(paths: tuple[str, ...], *markets: str) -> Tree:
    """A tree whose keys count from 1 in the order of its paths; names are codes in small."""
    parents = {path.rsplit("/", 2)[0] + "/" for path in paths}
    spots = {path: spot_of(path, has_children=path in parents) for path in paths}
    keys = dict(enumerate(paths, start=1))
    return Tree(spots, keys, frozenset(markets))


def spot_of(path: str, *, has_children: bool = False) -> Spot:
    code = path.split("/")[-2]
    return Spot(code, code.capitalize(), path, has_children)


def regions() -> Tree:
    return tree_of(REGIONS, "/EAST/", "/NORTH/", "/SOUTH/")


def industries() -> Tree:
    return tree_of(INDUSTRIES, "/BANK/", "/MED/")


def crossing(region: str = "", industry: str = "", **values: Value) -> Crossing:
    """A cell by its codes and by its values under the names of measures; "" is all of an axis."""
    return cell(region, industry, values)


def cell(region: str, industry: str, values: Mapping[str, Value]) -> Crossing:
    return Crossing(
        region=spot_of(f"/{region}/") if region else None,
        industry=spot_of(f"/{industry}/") if industry else None,
        values={Measure(name): value for name, value in values.items()},
    )


def market_of(cells: dict[Place, dict[str, Value]], **more: object) -> Market:
    """A market of these cells; what is not named is empty. Sums of rows and columns add up all
    measures, as if no partner worked in two cells."""
    columns = sorted({region for region, _industry in cells})
    rows = sorted({industry for _region, industry in cells})
    stated: dict[str, object] = {"currency": "CNY", "unplaced": 0, "missing": (), **more}
    return Market(
        regions=tuple(spot_of(f"/{code}/", has_children=code == "EAST") for code in columns),
        industries=tuple(spot_of(f"/{code}/", has_children=code == "BANK") for code in rows),
        crossings={
            (column, row): cell(column, row, cells.get((column, row), {}))
            for row in rows
            for column in columns
        },
        by_region={
            one: cell(one, "", _sum(v for (at, _), v in cells.items() if at == one))
            for one in columns
        },
        by_industry={
            one: cell("", one, _sum(v for (_, at), v in cells.items() if at == one)) for one in rows
        },
        whole=cell("", "", _sum(cells.values())),
        **stated,  # type: ignore[arg-type]
    )


def _sum(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for values in parts:
        for name, value in values.items():
            found[name] = found.get(name, 0) + value
    return found
