"""Every code in the source is in the list that the pages are held to."""

from __future__ import annotations

import re
from pathlib import Path

from qudao.engines import findings, tabular
from qudao.engines.findings.codes import FINDING_CODES
from qudao.engines.tabular.codes import ASIDE_CODES, FILE_CODES, REMARK_CODES, RULE_CODES
from qudao.engines.tabular.tables import Role


def found(package: Path, pattern: str) -> set[str]:
    sources = (path.read_text("utf-8") for path in package.rglob("*.py") if path.name != "codes.py")
    return {code for text in sources for code in re.findall(pattern, text)}


TABULAR = Path(tabular.__file__).parent
FINDINGS = Path(findings.__file__).parent


def test_codes_of_files_are_listed() -> None:
    assert found(TABULAR, r'TabularError\(\s*"([a-z_]+)"') == FILE_CODES


def test_codes_of_rules_are_listed() -> None:
    cells = found(TABULAR, r'CellError\(\s*"([a-z_]+)"')
    rows = found(TABULAR, r'Fault\([^"]*(?:"",\s*)?"([a-z_]+)"')
    assert cells | rows == RULE_CODES


def test_codes_of_remarks_are_listed() -> None:
    assert found(TABULAR, r'remarks=?\s*=?\s*\("([a-z_]+)",') <= REMARK_CODES


def test_codes_of_asides_are_listed() -> None:
    roles = {role.value for role in Role if role is not Role.DATA}
    assert roles | {"filtered"} == ASIDE_CODES


def test_codes_of_findings_are_listed() -> None:
    codes = found(FINDINGS, r'code="([a-z_]+)"') | found(FINDINGS, r'else "(clash[a-z_]+)"')
    assert codes == FINDING_CODES
