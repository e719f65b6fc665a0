"""Two untidy files of a stranger, with one answer each."""

from __future__ import annotations

REGISTRATIONS = (
    "报备编号,报备公司,客户名称,产品,报备日期,审批日期,审批结果,保护到期,金额,币种,区域\n"
    "1,启恒信息,浦岚证券股份有限公司,网关,2025-03-01,2025-03-03,批准,2025-06-30,860000,CNY,华东\n"
    "2,鼎沛集成,浦岚证券,网关,2025-04-01,2025-04-02,批准,2025-07-31,900000,CNY,华东\n"
    "3,启恒信息,,网关,2025-04-05,2025-04-08,批准,2025-07-31,1000,CNY,华东\n"
    "4,启恒信息,皖口能源集团有限公司,备份,2025-05-01,,,,5000,CNY,华中\n"
)
SHIPMENTS = (
    "发货单号,代理商,最终用户,产品,发货日期,金额,币种,区域\n"
    "S1,海尚云服务,海昇物流有限公司,网关,2025-05-05,120000,CNY,华南\n"
    "S2,海尚云服务,海昇食品有限公司,网关,某天,7000,CNY,华南\n"
    "S3,启恒信息,皖口能源集团有限公司,备份,2025-06-01,5000,CNY,华中\n"
)
CHOSEN = {
    "registrations": {
        "partner": "报备公司",
        "customer": "客户名称",
        "product": "产品",
        "submitted_on": "报备日期",
        "decided_on": "审批日期",
        "decision": "审批结果",
        "protected_until": "保护到期",
        "amount": "金额",
        "currency": "币种",
        "territory": "区域",
    },
    "shipments": {
        "partner": "代理商",
        "customer": "最终用户",
        "product": "产品",
        "shipped_on": "发货日期",
        "amount": "金额",
        "currency": "币种",
        "territory": "区域",
    },
}
