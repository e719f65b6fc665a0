"""The vendor's own sales people."""

from __future__ import annotations

from qudao.engines.tabular.fields import FieldSpec, FieldType, ImportKind
from qudao.engines.tabular.kinds.shared import EMAIL, TERRITORY

SALES_PEOPLE = ImportKind(
    code="sales_people",
    key=("code",),
    one_of=(("name", "last_name"),),
    fields=(
        FieldSpec(
            name="code",
            type=FieldType.IDENTIFIER,
            max_length=60,
            synonyms=("工号", "员工号", "员工编号", "employee key", "employee id", "staff number"),
        ),
        FieldSpec(
            name="name",
            max_length=120,
            synonyms=(
                "姓名",
                "员工姓名",
                "销售姓名",
                "销售",
                "销售人员",
                "full name",
                "sales agent",
                "salesperson",
                "employee name",
            ),
        ),
        FieldSpec(name="first_name", max_length=60, synonyms=("名", "given name", "forename")),
        FieldSpec(name="last_name", max_length=60, synonyms=("姓", "family name", "surname")),
        EMAIL,
        FieldSpec(
            name="title", max_length=120, synonyms=("职务", "职位", "岗位", "job title", "position")
        ),
        FieldSpec(
            name="manager",
            max_length=120,
            synonyms=(
                "上级",
                "直属上级",
                "主管",
                "经理",
                "parent employee key",
                "reports to",
                "supervisor",
            ),
        ),
        FieldSpec(name="territory", synonyms=("regional office", "办事处", *TERRITORY.synonyms)),
        FieldSpec(
            name="active_from",
            type=FieldType.DATE,
            lenient=True,
            synonyms=("入职日期", "到岗日期", "start date", "hire date"),
        ),
        FieldSpec(
            name="active_until",
            type=FieldType.DATE,
            lenient=True,
            synonyms=("离职日期", "end date", "leaving date"),
        ),
    ),
)
