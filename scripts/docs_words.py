"""The words of the printed tables that the product itself does not say."""

from __future__ import annotations

from qudao.deals.registrations.states import Move

WORDS = {
    "state": {"en": "State", "zh": "状态"},
    "action": {"en": "Action", "zh": "动作"},
    "who": {"en": "Who", "zh": "谁来做"},
    "to": {"en": "Goes to", "zh": "变为"},
    "system": {"en": "The system", "zh": "系统"},
    "comma": {"en": ", ", "zh": "、"},
    "command": {"en": "Command", "zh": "命令"},
    "does": {"en": "Does", "zh": "作用"},
    "value": {"en": "Value", "zh": "名称"},
    "means": {"en": "Means", "zh": "含义"},
    "usual": {"en": "Usual", "zh": "默认值"},
    "bounds": {"en": "Bounds", "zh": "范围"},
    "call": {"en": "Call", "zh": "调用"},
    "scope": {"en": "Scope of the key", "zh": "密钥权限"},
    "kind": {"en": "Kind", "zh": "种类"},
    "holds": {"en": "Holds", "zh": "内容"},
    "must": {"en": "Must be there", "zh": "必填字段"},
    "may": {"en": "May be there", "zh": "可选字段"},
    "permission": {"en": "Permission", "zh": "权限"},
    "role": {"en": "Role", "zh": "角色"},
    "roles": {"en": "Roles", "zh": "角色"},
    "all": {"en": "all", "zh": "全部"},
    "own": {"en": "own", "zh": "自己的"},
    "nothing": {"en": "–", "zh": "–"},
    "partners": {"en": "Partners", "zh": "伙伴"},
    "customers": {"en": "Customers", "zh": "客户"},
    "registrations": {"en": "Registrations", "zh": "报备"},
    "opportunities": {"en": "Opportunities", "zh": "商机"},
    "sales": {"en": "Sales lines", "zh": "销售明细"},
    "promises": {"en": "Promises", "zh": "承诺"},
    "quotas": {"en": "Quotas", "zh": "业绩目标"},
    "people": {"en": "People", "zh": "人员"},
}

MOVES: dict[Move, dict[str, str]] = {
    Move.SUBMIT_QUICK: {"en": "Submit quick", "zh": "提交快速报备"},
    Move.SUBMIT_FULL: {"en": "Submit full", "zh": "提交完整报备"},
    Move.COMPLETE: {"en": "Complete", "zh": "补齐"},
    Move.AMEND: {"en": "Amend", "zh": "更正"},
    Move.APPROVE: {"en": "Approve", "zh": "批准"},
    Move.APPROVE_BY_RULE: {"en": "Approve by rule", "zh": "按规则批准"},
    Move.REJECT: {"en": "Reject", "zh": "拒绝"},
    Move.REQUEST_INFORMATION: {"en": "Ask for more", "zh": "要求补充"},
    Move.ANSWER: {"en": "Answer", "zh": "答复"},
    Move.SEND_TO_ARBITRATION: {"en": "To arbitration", "zh": "转仲裁"},
    Move.WITHDRAW: {"en": "Withdraw", "zh": "撤回"},
    Move.EXPIRE: {"en": "Let expire", "zh": "到期"},
    Move.REVOKE: {"en": "Revoke", "zh": "撤销保护"},
    Move.RECALL: {"en": "Take back from arbitration", "zh": "从仲裁撤回"},
    Move.RESUME: {"en": "Back into review", "zh": "恢复审核"},
    Move.END_WITH_PARTNER: {"en": "End with the partnership", "zh": "随伙伴退出终止"},
    Move.GIVE_NOTICE: {"en": "Give notice after an exit", "zh": "伙伴退出，通知后终止"},
    Move.REOPEN: {"en": "Look at it again", "zh": "重新审核"},
    Move.REOPEN_BY_RULE: {"en": "Back to a person", "zh": "转人工审批"},
    Move.UPDATE: {"en": "Record an update", "zh": "更新进展"},
    Move.SAY_WON: {"en": "Say that it is won", "zh": "报告赢单"},
    Move.WIN: {"en": "Confirm the win", "zh": "确认赢单"},
    Move.NOT_YET_WON: {"en": "Not won yet", "zh": "尚不能确认赢单"},
    Move.LOSE: {"en": "Mark as lost", "zh": "标为丢单"},
}

POLICY: dict[str, dict[str, str]] = {
    "complete_working_days": {
        "en": "working days to complete a quick registration",
        "zh": "快速报备补齐期限（工作日）",
    },
    "decision_working_days": {
        "en": "working days to decide a full registration",
        "zh": "完整报备审批期限（工作日）",
    },
    "information_working_days": {
        "en": "working days to answer a request for more",
        "zh": "答复补充要求的期限（工作日）",
    },
    "protection_min_days": {"en": "shortest protection", "zh": "最短保护天数"},
    "protection_max_days": {"en": "longest protection", "zh": "最长保护天数"},
    "days_after_award": {
        "en": "days of protection after the expected award",
        "zh": "预计定标之后再保护的天数",
    },
    "renewal_max_days": {
        "en": "longest protection with renewals",
        "zh": "含续期的最长保护天数",
    },
    "run_rate_days": {
        "en": "protection of run-rate and cloud business",
        "zh": "日常订单与云业务的保护天数",
    },
    "direct_lookback_days": {
        "en": "days for which direct sales' recorded work counts",
        "zh": "直销已登记活动的追溯天数",
    },
    "named_account_lookback_days": {
        "en": "the same, for named accounts",
        "zh": "名单制客户的追溯天数",
    },
    "activity_entry_working_days": {
        "en": "working days within which work must be recorded to count",
        "zh": "活动须在几个工作日内登记才算数",
    },
    "incumbent_lookback_days": {
        "en": "days for which an earlier sale makes a partner the incumbent",
        "zh": "认定在位伙伴的追溯天数",
    },
    "update_every_days_short": {
        "en": "days between updates in a short protection",
        "zh": "短保护期的更新间隔（天）",
    },
    "short_protection_below_days": {
        "en": "a protection below these days is short",
        "zh": "低于此天数算短保护期",
    },
    "update_every_days_long": {
        "en": "days between updates in a long protection",
        "zh": "长保护期的更新间隔（天）",
    },
    "update_cure_working_days": {
        "en": "working days to make up for a missed update",
        "zh": "漏更新后的补救期限（工作日）",
    },
    "long_break_from_days": {
        "en": "a holiday from these days on stops the clock of updates",
        "zh": "达到此天数的长假暂停更新计时",
    },
    "remind_before_days": {
        "en": "days before the end of a protection at which to remind",
        "zh": "保护到期前提醒的天数",
    },
    "remind_decision_at_share": {
        "en": "share of the time to decide after which to remind",
        "zh": "审批时限用去多少时提醒",
    },
    "currency": {"en": "currency of the amounts below", "zh": "以下金额的币种"},
    "minimum_amount": {"en": "least amount of a registration", "zh": "报备的最低金额"},
    "auto_approve_below": {
        "en": "a clean registration below this is approved by rule",
        "zh": "无撞单且低于此金额的按规则批准",
    },
    "refile_lookback_days": {
        "en": "days in which the same registered again waits for a person",
        "zh": "同一项目结束后多少天内再次报备须由人工审批",
    },
    "exit_notice_days": {
        "en": "days that protections outlast a partner's exit, at most",
        "zh": "伙伴退出后保护最多再保留天数",
    },
    "sample_share": {
        "en": "share of approvals by rule that a person checks",
        "zh": "按规则批准后由人抽查的比例",
    },
    "second_partner_benefit_share": {
        "en": "share of the benefit for a second partner",
        "zh": "第二家伙伴享有的权益比例",
    },
    "open_cap_default": {"en": "open registrations a partner may have", "zh": "在办报备上限"},
    "open_cap_by_tier": {"en": "the same, by tier", "zh": "各等级的在办报备上限"},
    "quick_fields": {"en": "fields of a quick registration", "zh": "快速报备的必填字段"},
    "full_fields": {"en": "fields of a full registration", "zh": "完整报备的必填字段"},
    "teaming_fields": {
        "en": "fields when joining the vendor's project",
        "zh": "加入厂商项目时的必填字段",
    },
}
