"""Words that company names are made of. Facts of company law and of everyday naming."""

from __future__ import annotations


def listed(words: str) -> frozenset[str]:
    """A set of words from a text that separates them by spaces."""
    return frozenset(words.split())


# Chinese legal forms; a name may carry several
HAN_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "股份合作公司",
    "无限责任公司",
    "个人独资企业",
    "股份公司",
    "有限公司",
    "有限合伙",
    "普通合伙",
    "特殊普通合伙",
    "合伙企业",
    "个体工商户",
    "专业合作社",
    "合作社",
    "总公司",
    "公司",
    "股份",
)
# forms that are certain even in the middle of a name, with a unit behind them
STRONG_HAN_FORMS = (
    "股份有限公司",
    "有限责任公司",
    "股份公司",
    "有限公司",
    "集团公司",
    "总公司",
)
HAN_GROUP_WORDS = ("企业集团", "控股集团", "集团控股", "集团", "控股", "总部")
HAN_BRANCH_WORDS = {
    "分公司": "branch",
    "分行": "bank_branch",
    "支行": "bank_sub_branch",
    "分理处": "bank_office",
    "营业部": "business_office",
    "营业厅": "business_office",
    "营业所": "business_office",
    "办事处": "office",
    "代表处": "office",
    "联络处": "office",
    "分店": "shop",
    "门店": "shop",
    "门市部": "shop",
    "分部": "division",
    "事业部": "division",
    "分厂": "plant",
    "分所": "institute",
    "分院": "institute",
    "分校": "institute",
    "分中心": "institute",
}
# what a Chinese company does; the brand (字号) stands before it
HAN_TRADES = listed(
    """
    信息科技 信息技术 网络科技 网络技术 电子科技 电子商务 电子技术 软件技术 软件科技 智能科技
    生物科技 生物技术 生物医药 医疗科技 医疗器械 环保科技 新能源 新材料 数据服务 大数据
    人工智能 计算机 文化传播 文化传媒 文化创意 文化艺术 文化发展 广告传媒 教育科技 教育咨询
    企业管理 管理咨询 资产管理 投资管理 投资咨询 股权投资 创业投资 融资租赁 财产保险 人寿保险
    金融服务 金融信息服务 信息服务 技术服务 系统集成 系统工程 供应链 进出口 国际贸易 房地产开发
    房地产 建筑工程 装饰工程 汽车零部件 机械设备 自动化 物联网 互联网 区块链 科学技术 科技
    技术 网络 信息 软件 数据 数码 电子 电器 电气 电力 通信 通讯 智能 机器人 证券 银行
    保险 基金 信托 期货 金融 投资 资本 租赁 担保 咨询 管理 服务 贸易 商贸 商务 电商 零售
    百货 超市 物流 运输 航空 航运 文化 传媒 传播 广告 影视 娱乐 游戏 动漫 体育 旅游
    旅行社 酒店 餐饮 食品 教育 培训 医疗 医药 药业 制药 健康 医院 生物 化工 化学 材料
    能源 环保 环境 农业 建筑 建设 工程 装饰 装修 设计 地产 置业 物业 汽车 机械 设备 仪器
    制造 工业 实业 产业 企业 发展 开发 创意 系统 国际 服饰 纺织 家居 家具 珠宝 化妆品
    钢铁 有色 矿业 石油 石化 煤炭 水务 燃气 服装 服饰店 电脑 集成电路 半导体 芯片 轮胎 水泥 建材
    卫生用品 市场研究 烘焙 经贸 工贸 商业 装备 模塑 五金 塑料
    包装 印刷 造纸 家电 照明 光电 光学 激光 传感 测控 精密
    仪表 电缆 电池 锂电 光伏 风电 环境工程 节能 园林 农牧
    饲料 种业 乳业 酒业 饮料 日化 母婴 宠物 美容 养老
    保安 安防 消防 安全 检测 认证 知识产权 人力资源 劳务
    律师事务所 会计师事务所 大学 学院 研究院 研究所
    """
)

# Western legal forms, as tokens without dots
LATIN_FORMS = listed(
    """
    inc incorporated corp corporation co company ltd limited llc llp lp plc pllc gmbh mbh ag kg
    kgaa ohg ug se sa sas sasu sarl srl spa snc bv nv cv ab as asa oy oyj aps kk gk pty pte pvt
    private sdn bhd berhad tbk pt sro doo dd ad eood ood kft zrt rt nyrt oo zoo sp z ltda eireli
    sl slu lda ooo zao oao pao jsc ojsc pjsc sti ltdsti anonim sirketi ltee ulc lllp pc
    """
)
LATIN_GROUP_WORDS = frozenset({"group", "holding", "holdings", "grp"})
LATIN_BRANCH_PHRASES = {
    ("representative", "office"): "office",
    ("rep", "office"): "office",
    ("branch", "office"): "branch",
    ("liaison", "office"): "office",
    ("branch",): "branch",
    ("division",): "division",
}
LATIN_TRADES = listed(
    """
    technology technologies tech electrical appliance appliances material software systems system
    solutions services service consulting trading trade industries industrial industry
    manufacturing electronics electronic electric engineering information network networks
    communications international global securities bank insurance finance financial investment
    investments capital logistics media culture education pharmaceutical pharmaceuticals medical
    energy materials chemical science development enterprise enterprises import export products
    """
)
LATIN_FILLERS = frozenset({"the", "and", "of"})

# county-level cities whose short name is an everyday word that brands use
AMBIGUOUS_PLACES = frozenset(
    {"东方", "大安", "永安", "福安", "高安", "瑞安", "宁安", "海安", "和平"}
)
# new districts that the standard does not list
HAN_PLACES = {
    "前海": "440300",
    "浦东": "310115",
    "横琴": "440400",
    "雄安": "130000",
    "雄安新区": "130000",
    "两江新区": "500000",
    "天府新区": "510000",
}
LATIN_PLACES = {
    "hong kong": "810000",
    "hongkong": "810000",
    "hk": "810000",
    "macau": "820000",
    "macao": "820000",
    "taiwan": "710000",
    "taipei": "710000",
    "shaanxi": "610000",
    "xi an": "610100",
    "xian": "610100",
    "inner mongolia": "150000",
    "tibet": "540000",
    "canton": "440100",
    "peking": "110000",
}
