"""Files as people really send them, built with the right answers beside them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import xlsxwriter

CellIn = str | int | float | bool | date | None


@dataclass(frozen=True)
class Registration:
    """One right answer of the registration file."""

    row: int
    code: str
    territory: str
    partner: str
    customer: str
    product: str
    amount: Decimal
    submitted_on: date
    decided_on: date | None
    decision: str | None
    protected_until: date | None
    outcome: str | None


@dataclass(frozen=True)
class Shipment:
    """One right answer of the shipment file."""

    row: int
    order_number: str
    partner: str
    customer: str
    product: str
    shipped_on: date
    quantity: Decimal
    amount: Decimal


REGISTRATION_HEADER_ROWS = (4, 5)
REGISTRATION_TOTAL = (11, Decimal("2690000"))
REGISTRATION_NOTE_ROW = 13


def workbook(rows: Sequence[Sequence[CellIn]], *, sheet: str = "Sheet1") -> bytes:
    """A plain workbook of one sheet."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet(sheet)
        for at, row in enumerate(rows):
            page.write_row(at, 0, row)
    return buffer.getvalue()


def registrations_xlsx() -> bytes:
    """Titles, a merged two-line header, merged regions, mixed dates, a total, a note."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet("2025年报备")
        day = book.add_format({"num_format": "yyyy/m/d"})
        page.merge_range("A1:K1", "2025年度项目报备汇总表")
        page.write_row("A2", ["制表人：渠道部", None, None, "日期：2026-01-05"])
        _registration_header(page)
        page.merge_range("B6:B8", "华东")
        page.merge_range("B9:B10", "华南")
        for at, row in enumerate(_REGISTRATION_CELLS, start=5):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    page.write_datetime(at, column, value, day)
                elif value is not None:
                    page.write(at, column, value)
        page.merge_range("A11:E11", "合计")
        page.write("F11", 269)
        page.write("A13", "注：本表金额为含税金额，以合同为准。")
    return buffer.getvalue()


def _registration_header(page: xlsxwriter.worksheet.Worksheet) -> None:
    for at, name in enumerate(["报备编号", "区域", "代理商", "客户\n名称", "产品型号"]):
        page.merge_range(3, at, 4, at, name)
    page.merge_range("F4:F5", "预计金额（万元）")
    page.merge_range("G4:I4", "报备与审批")
    page.write_row("G5", ["报备日期", "审批日期", "审批结果"])
    page.merge_range("J4:J5", "保护期至")
    page.merge_range("K4:K5", "项目结果")


_REGISTRATION_CELLS: tuple[tuple[str | float | date | None, ...], ...] = (
    (
        "BB-001",
        None,
        "上海甲信息",
        "华东证券股份有限公司",
        "S100",
        80,
        "2025-03-01",
        date(2025, 3, 4),
        "通过",
        "2025年5月30日",
        None,
    ),
    (
        "BB-002",
        None,
        "杭州乙科技",
        "华东证券",
        "S100",
        75.5,
        "2025/4/10",
        "2025.4.28",
        "通过",
        "2025/7/9",
        "成交",
    ),
    (
        "BB-003",
        None,
        "上海甲信息",
        "浦江银行",
        "S200",
        60,
        45748,
        "1 May 2025",
        "驳回",
        None,
        "丢单",
    ),
    (
        "BB-004",
        None,
        "深圳丙软件",
        "南海医院",
        "S100",
        "12.5",
        "2025年6月3日",
        None,
        None,
        None,
        None,
    ),
    (
        "BB-005",
        None,
        "深圳丙软件",
        "岭南学校",
        "S100",
        41,
        "20250701",
        "2025-07-02",
        "通过",
        "2025-09-30",
        "进行中",
    ),
)

REGISTRATIONS = (
    Registration(
        6,
        "BB-001",
        "华东",
        "上海甲信息",
        "华东证券股份有限公司",
        "S100",
        Decimal(800000),
        date(2025, 3, 1),
        date(2025, 3, 4),
        "approved",
        date(2025, 5, 30),
        None,
    ),
    Registration(
        7,
        "BB-002",
        "华东",
        "杭州乙科技",
        "华东证券",
        "S100",
        Decimal(755000),
        date(2025, 4, 10),
        date(2025, 4, 28),
        "approved",
        date(2025, 7, 9),
        "won",
    ),
    Registration(
        8,
        "BB-003",
        "华东",
        "上海甲信息",
        "浦江银行",
        "S200",
        Decimal(600000),
        date(2025, 4, 1),
        date(2025, 5, 1),
        "rejected",
        None,
        "lost",
    ),
    Registration(
        9,
        "BB-004",
        "华南",
        "深圳丙软件",
        "南海医院",
        "S100",
        Decimal(125000),
        date(2025, 6, 3),
        None,
        None,
        None,
        None,
    ),
    Registration(
        10,
        "BB-005",
        "华南",
        "深圳丙软件",
        "岭南学校",
        "S100",
        Decimal(410000),
        date(2025, 7, 1),
        date(2025, 7, 2),
        "approved",
        date(2025, 9, 30),
        "open",
    ),
)

SHIPMENT_LINES = (
    "出货明细,,,,,,,",
    ",,,,,,,",
    "Order No 单号,代理商/Partner,End Customer,型号,Ship Date,数量 Qty,含税金额(元),备注",
    'SH-1,上海甲信息,华东证券股份有限公司,S100,25/03/2025,2,"￥160,000.50",',
    'SH-2,杭州乙科技,华东证券,S100,03/04/2025,1,"8.05万",加急',
    ",,,,,,,",
    "Order No 单号,代理商/Partner,End Customer,型号,Ship Date,数量 Qty,含税金额(元),备注",
    "SH-3,深圳丙软件,南海医院,S200,12/11/2025,１０,（3000.25）,退货",
    "SH-4,深圳丙软件,南海医院,S200,31/02/2025,1,100,日期写错",
    'Total,,,,,14,"237,500.25",',
    "数据来源：ERP 导出,,,,,,,",
)
SHIPMENTS = (
    Shipment(
        4,
        "SH-1",
        "上海甲信息",
        "华东证券股份有限公司",
        "S100",
        date(2025, 3, 25),
        Decimal(2),
        Decimal("160000.50"),
    ),
    Shipment(
        5,
        "SH-2",
        "杭州乙科技",
        "华东证券",
        "S100",
        date(2025, 4, 3),
        Decimal(1),
        Decimal(80500),
    ),
    Shipment(
        8,
        "SH-3",
        "深圳丙软件",
        "南海医院",
        "S200",
        date(2025, 11, 12),
        Decimal(10),
        Decimal("-3000.25"),
    ),
)


def shipments_csv(encoding: str = "gbk", line_end: str = "\r\n") -> bytes:
    """Chinese and English headings, day-first dates, a repeated header, a wrong date, a total."""
    return line_end.join(SHIPMENT_LINES).encode(encoding)


def zip_of(parts: dict[str, bytes]) -> bytes:
    """An archive of these parts, as a workbook is one."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def parts_of(data: bytes) -> dict[str, bytes]:
    """The parts of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def with_sheet_xml(sheet_data: str) -> bytes:
    """A valid workbook whose sheet data was replaced by hand."""
    parts = parts_of(workbook([["a"]]))
    parts["xl/worksheets/sheet1.xml"] = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{sheet_data}</sheetData></worksheet>"
    ).encode()
    return zip_of(parts)
