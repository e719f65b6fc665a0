"""Partners and customers, as lists of them come from spreadsheets and registers."""

from __future__ import annotations

from datetime import date

import pytest

from qudao.engines.tabular.kinds.catalogue import KINDS
from tests.engines.tabular.aid import (
    faults_of,
    goods,
    lines,
    mapped,
    outcomes,
    proposed_for,
    values_of,
)

USCC = "91110000600037341L"
CHINESE_PARTNERS = lines(
    "代理商编码,公司全称,代理级别,渠道类型,统一社会信用代码,省份,城市,联系人,联系电话,邮箱,所属总代",
    f"P001,上海畅映科技有限公司,金牌,增值代理商,{USCC},上海,上海,张三,021-5566,z@foo.cn,华东总代",
    "P002,杭州乙科技有限公司,银牌,系统集成商,,浙江,杭州,李四,'0571 8899,,",
    "P003,深圳丙软件有限公司,,没听说过,,广东,深圳,,,不是邮箱,",
)
ENGLISH_PARTNERS = lines(
    "Partner Code\tPartner Name\tBusiness Type\tCountry\tCity\tWebsite\tNumber of employees",
    "10\tZorbix Ltd\tReseller\tGermany\tMünchen\thttps://zorbix.de\t1,200",
    "11\tAcme GmbH\tWarehouse\tGermany\tBerlin\tacme.de\t35",
)


def test_a_chinese_partner_list_is_read() -> None:
    first, second, third = values_of(CHINESE_PARTNERS, "partners")

    assert first == {
        "code": "P001",
        "name": "上海畅映科技有限公司",
        "tier": "金牌",
        "type": "value_added_reseller",
        "uscc": USCC,
        "province": "上海",
        "city": "上海",
        "contact": "张三",
        "phone": "021-5566",
        "email": "z@foo.cn",
        "parent": "华东总代",
    }
    assert (second["type"], second["phone"]) == ("system_integrator", "0571 8899")
    assert third["type"] == "没听说过"


def test_a_kind_of_partner_that_nobody_knows_is_kept_and_said() -> None:
    third = goods(outcomes(CHINESE_PARTNERS, "partners"))[2]

    assert ("type", "choice_unknown") in [(one.field, one.code) for one in third.remarks]


def test_an_english_partner_list_is_read() -> None:
    first, second = values_of(ENGLISH_PARTNERS, "partners")

    assert first == {
        "code": "10",
        "name": "Zorbix Ltd",
        "type": "business_partner",
        "country": "Germany",
        "city": "München",
        "website": "https://zorbix.de",
        "employees": 1200,
    }
    assert second["type"] == "distributor"


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("零售商", "retailer"),
        ("总代", "distributor"),
        ("国代", "distributor"),
        ("经销商", "business_partner"),
        ("代理商", "business_partner"),
        ("增值经销商", "value_added_reseller"),
        ("var", "value_added_reseller"),
        ("系统集成商", "system_integrator"),
        ("SI", "system_integrator"),
        ("ISV", "independent_software_vendor"),
        ("软件伙伴", "independent_software_vendor"),
        ("MSP", "managed_service_provider"),
        ("Value-Added Reseller", "value_added_reseller"),
        ("Ｒｅｓｅｌｌｅｒ", "business_partner"),
        ("business_partner", "business_partner"),
    ],
)
def test_each_word_for_a_kind_of_partner_is_known(word: str, code: str) -> None:
    data = lines("代理商名称,伙伴类型", f"甲,{word}")

    assert values_of(data, "partners") == [{"name": "甲", "type": code}]


def test_a_partner_needs_a_name() -> None:
    data = lines("代理商名称,编号,城市", "甲,1,上海", ",2,北京", "  ,3,广州", "乙,4,深圳")

    assert faults_of(data, "partners") == [
        (3, "代理商名称", "required"),
        (4, "代理商名称", "required"),
    ]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("合作伙伴名称", "name"),
        ("渠道商名称", "name"),
        ("经销商", "name"),
        ("Reseller Name", "name"),
        ("ResellerAlternateKey", "code"),
        ("等级", "tier"),
        ("伙伴等级", "tier"),
        ("代理商编码", "code"),
        ("经销商编号", "code"),
        ("渠道编码", "code"),
        ("上级分销商", "parent"),
        ("成立年份", "year_opened"),
        ("员工人数", "employees"),
        ("社会信用代码", "uscc"),
        ("官网", "website"),
        ("手机号", "phone"),
        ("电子邮箱", "email"),
        ("办公地址", "address"),
        ("大区", "territory"),
        ("State/Province", "province"),
    ],
)
def test_each_heading_of_a_partner_is_known(heading: str, field: str) -> None:
    assert mapped(lines(f"{heading},备注栏", ","), "partners").get(field) == heading


@pytest.mark.parametrize("count", ["-5", "很多", "1.5", "50%"])
def test_a_wrong_number_of_people_costs_only_itself(count: str) -> None:
    data = lines("代理商名称,员工人数", f"甲,{count}", "乙,20", "丙,30", "丁,40")

    first = goods(outcomes(data, "partners"))[0]

    assert (first.values["name"], first.values["employees"]) == ("甲", None)
    assert [(one.field, one.value) for one in first.remarks] == [("employees", count)]


# ---------------------------------------------------------------------- customers

CUSTOMERS_FILE = lines(
    "公司全称,公司简称,英文名称,统一社会信用代码,成立日期,所属行业,官网,客户类型,客户负责人,母公司",
    f"华东证券股份有限公司,华东证券,Huadong Securities,{USCC},1993-05-01,证券,www.hd.com,"
    "直销客户,王五,华东集团",
    "南海医院,,,,1921/7/1,医疗,,渠道,,",
    "岭南学校,,,错的代码,1799-01-01,教育,不是网址,其他,,",
)


def test_a_customer_list_is_read() -> None:
    first, second, third = values_of(CUSTOMERS_FILE, "customers")

    assert first == {
        "name": "华东证券股份有限公司",
        "short_name": "华东证券",
        "name_en": "Huadong Securities",
        "uscc": USCC,
        "established": date(1993, 5, 1),
        "industry": "证券",
        "website": "www.hd.com",
        "account_class": "direct",
        "owner": "王五",
        "parent": "华东集团",
    }
    assert second == {
        "name": "南海医院",
        "established": date(1921, 7, 1),
        "industry": "医疗",
        "account_class": "channel",
    }
    assert "established" not in third


def test_what_is_wrong_about_a_customer_costs_no_customer() -> None:
    third = goods(outcomes(CUSTOMERS_FILE, "customers"))[2]

    assert third.values["name"] == "岭南学校"
    assert [(one.field, one.code) for one in third.remarks] == [
        ("account_class", "choice_unknown"),
        ("established", "date_out_of_range"),
    ]


@pytest.mark.parametrize(
    "row", ["华东证券,,", ",华东,", ",,Huadong", "华东证券,华东,Huadong Securities"]
)
def test_one_of_three_names_is_enough(row: str) -> None:
    data = lines("公司全称,公司简称,英文名称,备注一,备注二", f"{row},x,x", ",,,y,z")

    assert len(values_of(data, "customers")) == 1
    assert faults_of(data, "customers") == [(3, "公司全称", "one_of_required")]


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("企业名称", "name"),
        ("单位名称", "name"),
        ("最终用户", "name"),
        ("Company Name", "name"),
        ("简称", "short_name"),
        ("品牌名", "short_name"),
        ("English Name", "name_en"),
        ("工商注册号", "registration_no"),
        ("纳税人识别号", "vat"),
        ("邓白氏编码", "duns"),
        ("D-U-N-S", "duns"),
        ("法人机构识别编码", "lei"),
        ("注册地址", "address"),
        ("集团", "parent"),
        ("subsidiary_of", "parent"),
        ("客户归属", "account_class"),
        ("客户经理", "owner"),
        ("成立时间", "established"),
        ("客户行业", "industry"),
    ],
)
def test_each_heading_of_a_customer_is_known(heading: str, field: str) -> None:
    assert mapped(lines(f"{heading},备注栏", ","), "customers").get(field) == heading


def test_columns_are_known_by_their_values_where_headings_say_nothing() -> None:
    data = lines(
        "客户名称,甲栏,乙栏,丙栏",
        f"华东证券,{USCC},www.hd.com,a@hd.com",
        "南海医院,91430111355525404W,https://nh.cn,b@nh.cn",
    )

    found = proposed_for(data, "customers")

    assert {item.field: (item.header, item.why) for item in found.proposals} == {
        "name": ("客户名称", "header"),
        "uscc": ("甲栏", "values"),
        "website": ("乙栏", "values"),
        "email": ("丙栏", "values"),
    }


def test_a_spreadsheet_that_ate_a_credit_code_is_caught() -> None:
    data = lines(
        "客户名称,统一社会信用代码", "甲,9.13101E+17", f"乙,{USCC}", "丙,913101159876543210"
    )

    first, second, third = goods(outcomes(data, "customers"))

    assert (first.values["uscc"], first.remarks[0].code) == (None, "digits_lost")
    assert second.values["uscc"] == USCC
    assert third.values["uscc"] == "913101159876543210"


@pytest.mark.parametrize("kind", ["partners", "customers"])
@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ('=HYPERLINK(""http://x"")', '=HYPERLINK("http://x")'),
        ("@SUM(A1)", "@SUM(A1)"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("华\u202e东", "华\u202e东"),
        ("😀公司", "😀公司"),
        ("Ｆｏｏ", "Ｆｏｏ"),
        ("é", "é"),
    ],
)
def test_hostile_names_are_kept_as_text(kind: str, name: str, kept: str) -> None:
    heading = "客户名称" if kind == "customers" else "代理商名称"
    data = lines(f"{heading},城市", f'"{name}",上海', "乙公司,北京")

    first = goods(outcomes(data, kind))[0]

    assert first.values["name"] == kept
    formula = kept[0] in "=@"
    assert [one.code for one in first.remarks] == ["formula_text"] * formula


@pytest.mark.parametrize("kind", ["partners", "customers"])
@pytest.mark.parametrize(("length", "good"), [(200, True), (201, False)])
def test_a_name_has_at_most_200_signs(kind: str, length: int, *, good: bool) -> None:
    heading = "客户名称" if kind == "customers" else "代理商名称"
    data = lines(f"{heading},城市", f"{'华' * length},上海", "乙公司,北京")

    expected = [] if good else [(2, heading, "text_too_long")]
    assert faults_of(data, kind) == expected


def test_nul_in_a_name_is_refused() -> None:
    padding = ["丁,广州"] * 900  # a NUL in the first kilobytes makes no text file at all
    data = lines("客户名称,城市", *padding, "甲\0乙,上海")

    assert faults_of(data, "customers") == [(902, "客户名称", "control_character")]


def test_every_kind_has_fields_of_different_names() -> None:
    for kind in KINDS.values():
        assert len(kind.names) == len(kind.fields)
        assert set(kind.key) <= kind.names
        assert {name for group in kind.one_of for name in group} <= kind.names
        targets = {spec.currency_field for spec in kind.fields if spec.currency_field}
        assert targets <= kind.names
