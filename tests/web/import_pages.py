"""Two untidy files of a stranger with known answers, and the way through the pages of imports."""

from __future__ import annotations

import io
import re
from datetime import date
from html.parser import HTMLParser

import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from qudao.core.actor import Actor
from qudao.intake.jobs import check_import, run_import
from tests.web.deals_pages import client_of

PARTNERS = "编号,公司名称,城市\nP-1,甲公司,上海\nP-2,乙公司,北京\nP-3,,广州\n"


def table(name: str, content: str | bytes) -> SimpleUploadedFile:
    data = content.encode() if isinstance(content, str) else content
    return SimpleUploadedFile(name, data)


def uploaded(client: Client, content: str | bytes = PARTNERS, kind: str = "partners") -> str:
    """A file given on the page; answers the run's public id."""
    response = client.post(
        "/workbench/imports/new/",
        {"kind": kind, "file": table(f"{kind}.csv", content), "source": "crm", "currency": ""},
    )
    assert response.status_code == 302, response.content.decode()
    return str(response["Location"]).split("/")[3]


def read_through(client: Client, run: str) -> None:
    """The proposed columns taken as they are, and the file read by the worker."""
    page = client.get(f"/workbench/imports/{run}/columns/")
    response = client.post(f"/workbench/imports/{run}/columns/", proposed(page.content.decode()))
    assert response.status_code == 302, response.content.decode()
    check_import.call(subject_id=run)


def proposed(page: str) -> dict[str, str]:
    """What the browser would send if nobody changed anything: the first form with choices."""
    reader = FieldsOfForms()
    reader.feed(page)
    return next(form for form in reader.forms if any("-" in name for name in form))


class FieldsOfForms(HTMLParser):
    """The fields of every form of a page, with the values that they hold."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append({})
        elif tag == "input" and self.forms and given.get("type") != "file":
            self.forms[-1][given.get("name", "")] = given.get("value", "")
        elif tag == "select" and self.forms:
            self._select = given["name"]
            self.forms[-1][self._select] = ""
        elif tag == "option" and "selected" in given:
            self.forms[-1][self._select] = given["value"]


def figures(page: str) -> dict[str, str]:
    """The figures of a page by their labels."""
    found = re.findall(r'<p class="k">([^<]*)</p><p class="v">([^<]*?)(?: <|</p>)', page)
    return {label: value.strip() for label, value in found}


def brought_in(actor: Actor, content: str | bytes = PARTNERS, kind: str = "partners") -> str:
    """A file from the page to its end."""
    client = client_of(actor)
    run = uploaded(client, content, kind)
    read_through(client, run)
    assert client.post(f"/workbench/imports/{run}/start/").status_code == 302
    run_import.call(subject_id=run)
    return run


def untidy_registrations() -> bytes:
    """Titles, a header over two merged rows, mixed dates, a total and a note at the end."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"default_date_format": "yyyy-mm-dd"}) as book:
        page = book.add_worksheet("2025报备")
        page.merge_range("A1:J1", "澄岩软件 2025 年项目报备汇总表")
        page.write("A2", "单位：元")
        for column, name in enumerate(("报备编号", "区域", "代理商", "客户名称", "产品")):
            page.merge_range(3, column, 4, column, name)
        page.merge_range("F4:G4", "报备")
        page.write_row("F5", ["金额", "日期"])
        page.merge_range("H4:J4", "审批")
        page.write_row("H5", ["审批日期", "审批结果", "保护期至"])
        for at, row in enumerate(_REGISTRATIONS, start=5):
            page.write_row(at, 0, row)
        end = 5 + len(_REGISTRATIONS)
        total = sum(int(str(row[5])) for row in _REGISTRATIONS)
        page.write_row(end, 0, ["合计", "", "", "", "", total])
        page.write(end + 1, 0, "注：金额含税")
    return buffer.getvalue()


_REGISTRATIONS: tuple[tuple[str | int | date, ...], ...] = (
    ("B-01", "华东", "启恒信息", "浦江银行股份有限公司", "网关", 860000, "2025/3/1",
     "2025-03-20", "通过", "2025-06-01"),
    ("B-02", "华东", "鼎沛集成", "浦江银行", "网关", 900000, "2025年3月15日",
     "2025-03-17", "通过", "2025-06-15"),
    ("B-03", "华北", "启恒信息", "北方电力集团", "审计", 400000, date(2025, 4, 1),
     "2025-04-02", "通过", "2025-06-30"),
    ("B-04", "华北", "鼎沛集成", "冀中能源样例", "审计", 420000, "2025-04-10",
     "2025-04-11", "驳回", ""),
    ("B-05", "西北", "启恒信息", "秦岭水务样例", "网关", 300000, "2025-05-06",
     "2025-05-07", "通过", "2025-08-01"),
    ("B-06", "华东", "启恒信息", "启明制造样例", "网关", 310000, "2025-05-12", "", "", ""),
)  # fmt: skip


def untidy_shipments() -> bytes:
    """GBK, Chinese and English headings, thousands marks, totals in the last row."""
    lines = [
        "2025年出货,,,,,",
        "发货单号,代理商 Partner,最终用户 End customer,产品,Ship date,金额(元)",
        'F-01,联集分销,云帆科技样例,网关,2025-07-01,"120,000.00"',
        'F-02,联集分销,云帆科技样例,网关,2025/8/5,"340,000.00"',
        'F-03,联集分销,云帆科技样例,审计,2025年9月9日,"510,000.00"',
        'F-04,联集分销,小客户样例,审计,2025-10-02,"20,000.00"',
        'F-05,恒博网络,浦江银行,网关,2025-04-20,"88,000.00"',
        '合计,,,,,"1,078,000.00"',
    ]
    return "\r\n".join(lines).encode("gbk")
