"""A small file of each kind, to look at, to try out and to fill in; companies are invented."""

from __future__ import annotations

Rows = tuple[tuple[str, ...], ...]

SAMPLES_ZH: dict[str, Rows] = {
    "products": (
        ("产品编码", "产品名称", "产品类别", "产品系列", "目录价", "伙伴价", "币种", "生效日期"),
        ("SG-100", "安全网关 100", "网络安全", "安全网关", "48000", "33600", "CNY", "2026-01-01"),
        ("SG-300", "安全网关 300", "网络安全", "安全网关", "126000", "88200", "CNY", "2026-01-01"),
    ),
    "prices": (
        ("产品编码", "目录价", "伙伴价", "报备价", "币种", "生效日期"),
        ("SG-100", "49800", "34800", "31200", "CNY", "2026-07-01"),
    ),
    "regions": (
        ("区域代码", "名称", "英文名称", "国家"),
        ("HD", "华东", "East China", "中国"),
        ("HN", "华南", "South China", "中国"),
    ),
    "sales_people": (
        ("工号", "姓名", "大区", "直属上级"),
        ("E-017", "沈一宁", "华东", "顾长青"),
        ("E-021", "罗小满", "华南", "顾长青"),
    ),
    "partners": (
        ("伙伴编号", "公司名称", "伙伴类型", "省份", "城市", "地址", "电话", "网址", "联系人"),
        ("P-0001", "拓岭信息技术有限公司", "集成商", "江苏", "南京", "雨花台区样例路 1 号",
         "025-5550 0101", "www.tuoling.example", "样例联系人"),
        ("P-0002", "北辰样例分销有限公司", "总代", "北京", "北京", "海淀区样例街 2 号",
         "010-5550 0102", "www.beichen.example", "样例联系人"),
    ),
    "customers": (
        ("公司全称", "简称", "英文名称", "统一社会信用代码", "省份", "城市", "地址", "网址",
         "行业"),
        ("浦澜样例证券股份有限公司", "浦澜证券", "Pulan Sample Securities", "", "上海", "上海",
         "浦东新区样例大道 8 号", "www.pulan.example", "金融业"),
        ("启明样例电力有限公司", "启明电力", "", "", "浙江", "杭州", "西湖区样例路 6 号", "", ""),
    ),
    "opportunities": (
        ("商机编号", "商机名称", "客户", "产品编码", "销售", "阶段", "金额", "币种", "开始日期",
         "预计成交日期"),
        ("O-1001", "网关扩容", "浦澜样例证券股份有限公司", "SG-300", "沈一宁", "报价", "860000",
         "CNY", "2026-02-03", "2026-06-30"),
    ),
    "sell_through": (
        ("订单号", "订单行", "代理商", "最终用户", "产品编码", "销售日期", "数量", "金额", "币种"),
        ("S-26001", "1", "P-0001", "浦澜样例证券股份有限公司", "SG-100", "2026-02-11", "4",
         "134400.00", "CNY"),
        ("S-26001", "2", "P-0001", "浦澜样例证券股份有限公司", "SG-300", "2026-02-11", "1",
         "88200.00", "CNY"),
    ),
    "direct_sales": (
        ("订单号", "订单行", "客户", "产品编码", "销售日期", "数量", "金额", "币种", "区域"),
        ("D-26001", "1", "启明样例电力有限公司", "SG-300", "2026-02-17", "2", "252000.00", "CNY",
         "华东"),
    ),
    "quotas": (
        ("指标编号", "姓名", "年度", "季度", "销售指标", "币种"),
        ("Q-1", "沈一宁", "2026", "2", "6000000", "CNY"),
        ("Q-2", "罗小满", "2026", "2", "4500000", "CNY"),
    ),
}  # fmt: skip
SAMPLES_EN: dict[str, Rows] = {
    "products": (
        ("Product code", "Product name", "Product category", "Product line", "List price",
         "Dealer price", "Currency", "Start date"),
        ("SG-100", "Security Gateway 100", "Network security", "Gateways", "48000", "33600",
         "CNY", "2026-01-01"),
        ("SG-300", "Security Gateway 300", "Network security", "Gateways", "126000", "88200",
         "CNY", "2026-01-01"),
    ),
    "prices": (
        ("Product code", "List price", "Dealer price", "Currency", "Start date"),
        ("SG-100", "49800", "34800", "CNY", "2026-07-01"),
    ),
    "regions": (
        ("Region code", "Region name", "Country"),
        ("EC", "East territory", "China"),
        ("SC", "South territory", "China"),
    ),
    "sales_people": (
        ("Employee ID", "Full name", "Sales territory", "Reports to"),
        ("E-017", "Sample Seller One", "East territory", "Sample Head"),
        ("E-021", "Sample Seller Two", "South territory", "Sample Head"),
    ),
    "partners": (
        ("Partner code", "Partner name", "Partner type", "Country", "City", "Street address",
         "Telephone", "Homepage", "Contact person"),
        ("P-0001", "Tuoling Sample Integration", "SI", "China", "Nanjing", "1 Sample Road",
         "025-5550 0101", "www.tuoling.example", "Sample Contact"),
        ("P-0002", "Beichen Sample Distribution", "Distributor", "China", "Beijing",
         "2 Sample Street", "010-5550 0102", "www.beichen.example", "Sample Contact"),
    ),
    "customers": (
        ("Legal name", "Short name", "Country", "City", "Street address", "Homepage", "Industry"),
        ("Pulan Sample Securities Ltd", "Pulan", "China", "Shanghai", "8 Sample Avenue",
         "www.pulan.example", ""),
        ("Qiming Sample Power Ltd", "Qiming", "China", "Hangzhou", "6 Sample Road", "", ""),
    ),
    "opportunities": (
        ("Opportunity ID", "Opportunity name", "Account", "Product code", "Sales agent",
         "Deal stage", "Deal value", "Currency", "Open date", "Expected close date"),
        ("O-1001", "Gateway extension", "Pulan Sample Securities Ltd", "SG-300",
         "Sample Seller One", "Quoted", "860000", "CNY", "2026-02-03", "2026-06-30"),
    ),
    "sell_through": (
        ("Order no", "Line no", "Reseller", "End customer", "Product code", "Sales date",
         "Order quantity", "Sales amount", "Currency"),
        ("S-26001", "1", "P-0001", "Pulan Sample Securities Ltd", "SG-100", "2026-02-11", "4",
         "134400.00", "CNY"),
        ("S-26001", "2", "P-0001", "Pulan Sample Securities Ltd", "SG-300", "2026-02-11", "1",
         "88200.00", "CNY"),
    ),
    "direct_sales": (
        ("Order no", "Line no", "Customer name", "Product code", "Sales date", "Order quantity",
         "Sales amount", "Currency", "Sales territory"),
        ("D-26001", "1", "Qiming Sample Power Ltd", "SG-300", "2026-02-17", "2", "252000.00",
         "CNY", "East territory"),
    ),
    "quotas": (
        ("Quota ID", "Salesperson", "Calendar year", "Calendar quarter", "Quota", "Currency"),
        ("Q-1", "Sample Seller One", "2026", "2", "6000000", "CNY"),
        ("Q-2", "Sample Seller Two", "2026", "2", "4500000", "CNY"),
    ),
}  # fmt: skip


CHECK_ZH: dict[str, Rows] = {
    "registrations": (
        ("报备编号", "代理商", "最终用户", "产品名称", "项目名称", "金额", "报备日期", "审批日期",
         "审批结果", "保护期至", "省份"),
        ("B-101", "拓岭信息技术有限公司", "浦澜样例证券股份有限公司", "安全网关", "网关扩容",
         "860000", "2025-03-03", "2025-03-05", "通过", "2025-06-03", "上海"),
        ("B-102", "北辰样例分销有限公司", "浦澜样例证券股份有限公司上海分公司", "安全网关",
         "分支接入", "420000", "2025-03-20", "2025-03-24", "通过", "2025-06-24", "上海"),
        ("B-103", "拓岭信息技术有限公司", "启明样例电力有限公司", "安全网关", "统一出口", "310000",
         "2025-05-12", "", "", "", "浙江"),
    ),
    "shipments": (
        ("发货单号", "代理商", "最终用户", "产品名称", "发货日期", "金额"),
        ("F-2001", "拓岭信息技术有限公司", "浦澜样例证券股份有限公司", "安全网关", "2025-05-16",
         "842000"),
        ("F-2002", "北辰样例分销有限公司", "白石样例保险有限公司", "安全网关", "2025-07-08",
         "96000"),
    ),
}  # fmt: skip
CHECK_EN: dict[str, Rows] = {
    "registrations": (
        ("Registration no", "Partner", "End customer", "Product", "Project name", "Deal value",
         "Registration date", "Approval date", "Approval status", "Protected until"),
        ("B-101", "Tuoling Sample Integration", "Pulan Sample Securities Ltd", "Gateway",
         "Gateway extension", "860000", "2025-03-03", "2025-03-05", "approved", "2025-06-03"),
        ("B-102", "Beichen Sample Distribution", "Pulan Sample Securities Limited", "Gateway",
         "Branch access", "420000", "2025-03-20", "2025-03-24", "approved", "2025-06-24"),
        ("B-103", "Tuoling Sample Integration", "Qiming Sample Power Ltd", "Gateway",
         "One way out", "310000", "2025-05-12", "", "", ""),
    ),
    "shipments": (
        ("Delivery note", "Partner", "End customer", "Product", "Ship date", "Amount"),
        ("F-2001", "Tuoling Sample Integration", "Pulan Sample Securities Ltd", "Gateway",
         "2025-05-16", "842000"),
        ("F-2002", "Beichen Sample Distribution", "Baishi Sample Insurance Ltd", "Gateway",
         "2025-07-08", "96000"),
    ),
}  # fmt: skip


def check_sample_of(part: str, language: str) -> Rows:
    """The sample of one of the two files of a channel check, its headings first."""
    samples = CHECK_ZH if language.startswith("zh") else CHECK_EN
    return samples[part]


def sample_of(kind: str, language: str) -> Rows:
    """The sample of a kind in the reader's language, its headings first."""
    samples = SAMPLES_ZH if language.startswith("zh") else SAMPLES_EN
    return samples[kind]
