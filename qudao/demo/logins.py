"""The logins of the demonstration. Its password is public: it opens invented data only."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise

from qudao.core.actor import Role
from qudao.people.models import ROLE_LABELS

PASSWORD = "qudao-demonstration"  # noqa: S105 - printed at the start, by design


@dataclass(frozen=True, slots=True)
class DemoPerson:
    """A person of the cast: `key` names it in the demonstration's own modules."""

    key: str
    name: str
    email: str
    role: Role
    partner: str = ""  # the partner's code; empty for the vendor


@dataclass(frozen=True, slots=True)
class Login:
    role: Promise | str
    email: str
    password: str


VENDOR_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        "director", "周启明 Zhou Qiming", "director@chengyan.example", Role.CHANNEL_DIRECTOR
    ),
    DemoPerson("manager", "徐明远 Xu Mingyuan", "manager@chengyan.example", Role.CHANNEL_MANAGER),
    DemoPerson("manager2", "林悦 Lin Yue", "manager2@chengyan.example", Role.CHANNEL_MANAGER),
    DemoPerson("newcomer", "韩诚 Han Cheng", "manager3@chengyan.example", Role.CHANNEL_MANAGER),
    DemoPerson("account", "何佳 He Jia", "account@chengyan.example", Role.ACCOUNT_MANAGER),
    DemoPerson("account2", "罗文 Luo Wen", "account2@chengyan.example", Role.ACCOUNT_MANAGER),
    DemoPerson("sales", "孙伟 Sun Wei", "sales@chengyan.example", Role.SALES_DIRECTOR),
    DemoPerson("marketer", "方晴 Fang Qing", "marketer@chengyan.example", Role.CHANNEL_MARKETER),
    DemoPerson("planner", "吴桐 Wu Tong", "planner@chengyan.example", Role.ENABLEMENT_PLANNER),
    DemoPerson("operations", "唐莉 Tang Li", "operations@chengyan.example", Role.OPERATIONS),
    DemoPerson("hr", "钱慧 Qian Hui", "hr@chengyan.example", Role.HUMAN_RESOURCES),
    DemoPerson("gm", "顾岩 Gu Yan", "gm@chengyan.example", Role.GENERAL_MANAGER),
)
PARTNER_PEOPLE: tuple[DemoPerson, ...] = (
    DemoPerson(
        "principal", "陈博 Chen Bo", "principal@tuochuan.example", Role.PARTNER_PRINCIPAL, "TUOC"
    ),
    DemoPerson(
        "seller", "陈晓宇 Chen Xiaoyu", "seller@tuochuan.example", Role.PARTNER_SELLER, "TUOC"
    ),
    DemoPerson(
        "engineer", "王峥 Wang Zheng", "engineer@tuochuan.example", Role.PARTNER_ENGINEER, "TUOC"
    ),
    DemoPerson("rival", "吴刚 Wu Gang", "seller@qiheng.example", Role.PARTNER_SELLER, "QIHE"),
    DemoPerson("dingpei", "郑毅 Zheng Yi", "seller@dingpei.example", Role.PARTNER_SELLER, "DING"),
    DemoPerson("junjie", "赵军 Zhao Jun", "seller@junjie.example", Role.PARTNER_SELLER, "JUNJ"),
    DemoPerson("hengbo", "马恒 Ma Heng", "seller@hengbo.example", Role.PARTNER_SELLER, "HENG"),
    DemoPerson(
        "distributor", "郭敏 Guo Min", "seller@lianji.example", Role.PARTNER_PRINCIPAL, "LIAN"
    ),
    DemoPerson("lingnan", "黎娜 Li Na", "seller@lingnan.example", Role.PARTNER_SELLER, "LING"),
)
_SHOWN = (
    "director",
    "manager",
    "account",
    "sales",
    "operations",
    "gm",
    "principal",
    "seller",
    "distributor",
    "rival",
)


def demonstration_logins() -> list[Login]:
    """One login of each role that has pages of its own, in the order of a first visit."""
    people = {person.key: person for person in VENDOR_PEOPLE + PARTNER_PEOPLE}
    return [Login(ROLE_LABELS[people[key].role], people[key].email, PASSWORD) for key in _SHOWN]
