"""Invented names in both languages. Real places, invented companies."""

from __future__ import annotations

from dataclasses import dataclass

from qudao.market.partners.states import BusinessKind, Lifecycle, PartnerType

BP, DISTRIBUTOR, RETAILER = (
    PartnerType.BUSINESS_PARTNER,
    PartnerType.DISTRIBUTOR,
    PartnerType.RETAILER,
)
SI, VAR, ISV, MSP = (
    BusinessKind.SYSTEM_INTEGRATOR,
    BusinessKind.VALUE_ADDED_RESELLER,
    BusinessKind.INDEPENDENT_SOFTWARE_VENDOR,
    BusinessKind.MANAGED_SERVICE_PROVIDER,
)
ACTIVE = Lifecycle.ACTIVE


@dataclass(frozen=True, slots=True)
class City:
    """A place with its code of GB/T 2260."""

    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class PartnerSeed:
    """One partner: `pull` is its share of the activity, `owner` its channel manager's key."""

    code: str
    zh: str
    en: str
    city: str
    partner_type: PartnerType = BP
    kind: str = VAR
    tier: str = "registered"
    owner: str = "manager"
    lifecycle: Lifecycle = ACTIVE
    supplier: str = ""
    pull: int = 1


CITIES: tuple[City, ...] = (
    City("310000", "上海", "Shanghai"),
    City("320100", "南京", "Nanjing"),
    City("320500", "苏州", "Suzhou"),
    City("330100", "杭州", "Hangzhou"),
    City("330200", "宁波", "Ningbo"),
    City("340100", "合肥", "Hefei"),
    City("350200", "厦门", "Xiamen"),
    City("440100", "广州", "Guangzhou"),
    City("440300", "深圳", "Shenzhen"),
    City("440600", "佛山", "Foshan"),
    City("450100", "南宁", "Nanning"),
    City("110000", "北京", "Beijing"),
    City("120000", "天津", "Tianjin"),
    City("370200", "青岛", "Qingdao"),
    City("210200", "大连", "Dalian"),
    City("420100", "武汉", "Wuhan"),
    City("430100", "长沙", "Changsha"),
    City("510100", "成都", "Chengdu"),
    City("500000", "重庆", "Chongqing"),
    City("610100", "西安", "Xi’an"),
)
CITY = {city.en: city for city in CITIES}

PARTNERS: tuple[PartnerSeed, ...] = (
    PartnerSeed("TUOC", "拓川科技", "Tuochuan Tech", "Nanjing", kind=SI, tier="silver", pull=9),
    PartnerSeed("QIHE", "启恒信息", "Qiheng Info", "Shanghai", kind=SI, tier="gold", pull=14),
    PartnerSeed(
        "DING", "鼎沛集成", "Dingpei Integration", "Shanghai", kind=SI, tier="gold", pull=12
    ),
    PartnerSeed("LING", "岭南智信", "Lingnan Zhixin", "Guangzhou", kind=VAR, tier="silver", pull=8),
    PartnerSeed(
        "LIAN", "联集分销", "Lianji Distribution", "Shanghai", DISTRIBUTOR, "", "gold", pull=6
    ),
    PartnerSeed(
        "HENG", "恒博网络", "Hengbo Networks", "Suzhou", tier="silver", supplier="LIAN", pull=5
    ),
    PartnerSeed("JUNJ", "君杰系统", "Junjie Systems", "Hangzhou", kind=VAR, pull=1),
    PartnerSeed("WANH", "皖宏软件", "Wanhong Software", "Hefei", kind=ISV, tier="silver", pull=4),
    PartnerSeed("HAIS", "海尚云服务", "Haishang Cloud", "Ningbo", kind=MSP, tier="silver", pull=4),
    PartnerSeed("MINX", "闽兴电子", "Minxing Electronics", "Xiamen", RETAILER, "", pull=2),
    PartnerSeed("SHEN", "深湾数据", "Shenwan Data", "Shenzhen", kind=ISV, tier="gold", pull=7),
    PartnerSeed("YUEF", "粤丰科技", "Yuefeng Tech", "Foshan", tier="silver", pull=4),
    PartnerSeed("GUIJ", "桂江信息", "Guijiang Info", "Nanning", pull=2),
    PartnerSeed(
        "HUAN", "环宇分销", "Huanyu Distribution", "Shenzhen", DISTRIBUTOR, "", "gold", pull=5
    ),
    PartnerSeed(
        "LIWA", "丽湾商贸", "Liwan Trading", "Guangzhou", RETAILER, "", supplier="HUAN", pull=2
    ),
    PartnerSeed("NANP", "南浦系统", "Nanpu Systems", "Shanghai", kind=SI, pull=3),
    PartnerSeed("SUYU", "苏屿科技", "Suyu Tech", "Suzhou", supplier="LIAN", pull=2),
    PartnerSeed("ZHEL", "浙澜软件", "Zhelan Software", "Hangzhou", kind=ISV, tier="silver", pull=3),
    PartnerSeed(
        "JING",
        "京岸集成",
        "Jing’an Integration",
        "Beijing",
        kind=SI,
        tier="top",
        owner="manager2",
        pull=15,
    ),
    PartnerSeed(
        "JINH", "津海信息", "Jinhai Info", "Tianjin", owner="manager2", tier="silver", pull=4
    ),
    PartnerSeed("QIND", "青岱科技", "Qingdai Tech", "Qingdao", owner="manager2", pull=3),
    PartnerSeed("LIAO", "辽远系统", "Liaoyuan Systems", "Dalian", owner="manager2", pull=2),
    PartnerSeed(
        "BEIC",
        "北辰云",
        "Beichen Cloud",
        "Beijing",
        kind=MSP,
        owner="manager2",
        tier="gold",
        pull=6,
    ),
    PartnerSeed(
        "HUAB",
        "华陂分销",
        "Huabei Channel Supply",
        "Beijing",
        DISTRIBUTOR,
        "",
        "gold",
        "manager2",
        pull=5,
    ),
    PartnerSeed(
        "YANS",
        "燕石商贸",
        "Yanshi Trading",
        "Tianjin",
        RETAILER,
        "",
        owner="manager2",
        supplier="HUAB",
        pull=1,
    ),
    PartnerSeed(
        "TAIB", "泰柏信息", "Taibai Info", "Qingdao", owner="manager2", supplier="HUAB", pull=2
    ),
    PartnerSeed(
        "CHUT",
        "楚天集成",
        "Chutian Integration",
        "Wuhan",
        kind=SI,
        owner="newcomer",
        tier="silver",
        pull=5,
    ),
    PartnerSeed("XIAN", "湘南科技", "Xiangnan Tech", "Changsha", owner="newcomer", pull=3),
    PartnerSeed(
        "SHUY",
        "蜀屿软件",
        "Shuyu Software",
        "Chengdu",
        kind=ISV,
        owner="newcomer",
        tier="silver",
        pull=4,
    ),
    PartnerSeed(
        "YUZH", "渝舟系统", "Yuzhou Systems", "Chongqing", kind=SI, owner="newcomer", pull=3
    ),
    PartnerSeed("QINC", "秦川信息", "Qinchuan Info", "Xi’an", owner="newcomer", pull=2),
    PartnerSeed(
        "BASH", "巴山云服务", "Bashan Cloud", "Chongqing", kind=MSP, owner="newcomer", pull=2
    ),
    PartnerSeed(
        "JIAN", "江汉商贸", "Jianghan Trading", "Wuhan", RETAILER, "", owner="newcomer", pull=1
    ),
    PartnerSeed(
        "LUOH", "洛禾科技", "Luohe Tech", "Xi’an", owner="newcomer", lifecycle=Lifecycle.APPLICANT
    ),
    PartnerSeed(
        "DONG", "东篱软件", "Dongli Software", "Suzhou", kind=ISV, lifecycle=Lifecycle.APPLICANT
    ),
    PartnerSeed("FENG", "枫桥信息", "Fengqiao Info", "Suzhou", lifecycle=Lifecycle.PROSPECT),
    PartnerSeed(
        "PING",
        "平澜数据",
        "Pinglan Data",
        "Qingdao",
        kind=ISV,
        owner="manager2",
        lifecycle=Lifecycle.PROSPECT,
    ),
    PartnerSeed("TING", "汀洲科技", "Tingzhou Tech", "Xiamen", lifecycle=Lifecycle.PROSPECT),
    PartnerSeed(
        "CANG",
        "沧港集成",
        "Canggang Integration",
        "Tianjin",
        kind=SI,
        owner="manager2",
        lifecycle=Lifecycle.SUSPENDED,
    ),
    PartnerSeed(
        "MOYU", "墨屿系统", "Moyu Systems", "Changsha", owner="newcomer", lifecycle=Lifecycle.EXITED
    ),
)

# Families and products: code, Chinese, English, list price in CNY.
FAMILIES: tuple[tuple[str, str, str], ...] = (
    ("GATE", "安全网关", "Secure gateway"),
    ("BACK", "备份一体机", "Backup appliance"),
    ("HUB", "数据平台", "Data hub"),
    ("ERP", "企业套件", "Enterprise suite"),
    ("CLOUD", "病历云", "Records cloud"),
)
PRODUCTS: tuple[tuple[str, str, str, str, int], ...] = (
    ("GATE-1", "GATE", "网关 1000", "Gateway 1000", 28_000),
    ("GATE-5", "GATE", "网关 5000", "Gateway 5000", 96_000),
    ("BACK-S", "BACK", "备份一体机 S", "Backup appliance S", 52_000),
    ("BACK-X", "BACK", "备份一体机 X", "Backup appliance X", 168_000),
    ("HUB-ST", "HUB", "数据平台标准版", "Data hub Standard", 240_000),
    ("HUB-EN", "HUB", "数据平台企业版", "Data hub Enterprise", 620_000),
    ("ERP-FI", "ERP", "财务套件", "Finance suite", 480_000),
    ("ERP-MF", "ERP", "制造套件", "Manufacturing suite", 1_250_000),
    ("CLOUD-H", "CLOUD", "医院病历云", "Hospital records cloud", 320_000),
)

# Kinds of customers: Chinese and English ending, industry code of GB/T 4754.
TRADES: tuple[tuple[str, str, str], ...] = (
    ("中心医院", "Central Hospital", "GB-84"),
    ("教育局", "Education Bureau", "GB-92"),
    ("农商银行", "Rural Bank", "GB-66"),
    ("重工", "Heavy Industry", "GB-34"),
    ("物流", "Freight", "GB-59"),
    ("药房连锁", "Pharmacies", "GB-52"),
    ("热电", "Heat and Power", "GB-44"),
    ("精密制造", "Precision", "GB-35"),
    ("职业学院", "Vocational College", "GB-83"),
    ("置业", "Properties", "GB-70"),
    ("食品", "Foods", "GB-14"),
    ("保险", "Insurance", "GB-68"),
)
PLACES: tuple[tuple[str, str], ...] = (
    ("岚山", "Lanshan"),
    ("云泽", "Yunze"),
    ("林湖", "Linhu"),
    ("西陵", "Xiling"),
    ("南屏", "Nanping"),
    ("海昇", "Haisheng"),
    ("皖口", "Wankou"),
    ("中麟", "Zhonglin"),
    ("汉洲", "Hanzhou"),
    ("青禾", "Qinghe"),
    ("白石", "Baishi"),
    ("长亭", "Changting"),
    ("东麓", "Donglu"),
    ("古渡", "Gudu"),
    ("鹤鸣", "Heming"),
    ("镜泊", "Jingbo"),
    ("兰溪口", "Lanxikou"),
    ("明湖", "Minghu"),
    ("平原里", "Pingyuanli"),
    ("清源港", "Qingyuangang"),
    ("石门", "Shimen"),
    ("桐荫", "Tongyin"),
    ("望江", "Wangjiang"),
    ("霞浦岭", "Xiapuling"),
    ("银杏", "Yinxing"),
    ("玉衡", "Yuheng"),
    ("紫荆", "Zijing"),
    ("安澜", "Anlan"),
    ("百川", "Baichuan"),
    ("晨曦", "Chenxi"),
    ("丹枫", "Danfeng"),
    ("飞云", "Feiyun"),
    ("广德里", "Guangdeli"),
    ("红枫", "Hongfeng"),
    ("嘉禾", "Jiahe"),
    ("开元里", "Kaiyuanli"),
    ("龙泉渡", "Longquandu"),
    ("墨香", "Moxiang"),
    ("宁和", "Ninghe"),
    ("蒲苇", "Puwei"),
)
