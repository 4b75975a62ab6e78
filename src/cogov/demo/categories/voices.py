"""What people say beside components and events: complaints, suggestions, enquiries, and about the platform."""

from __future__ import annotations

from cogov.demo.categories.model import Category, Shelf, ask, choose, group

_COMPLAINT = Shelf("complaint", "complaint")
_SUGGESTION = Shelf("suggestion", "suggestion")
_ENQUIRY = Shelf("enquiry", "enquiry")

GROUPS: tuple[Category, ...] = (
    group(
        "complaint",
        "complaint",
        "",
        ("投诉", "Complaints"),
        ("邻里、服务、消费方面的不满", "About neighbours, services and shops"),
        "message-square-warning",
    ),
    group(
        "suggestion",
        "suggestion",
        "",
        ("建议", "Suggestions"),
        ("怎样让城市更好", "How the city could be better"),
        "lightbulb",
    ),
    group(
        "enquiry",
        "enquiry",
        "",
        ("咨询", "Questions"),
        ("办事、政策、便民信息", "About procedures, rules and services"),
        "circle-question-mark",
    ),
)

VOICES: tuple[Category, ...] = (
    _COMPLAINT.leaf(
        "neighbour-noise",
        ("邻居噪声", "Noisy neighbours"),
        (
            "楼上楼下、隔壁太吵；由社区调解员私下处理",
            "Noise from next door or upstairs; a mediator of the community handles it in private",
        ),
        (
            "邻居 楼上 楼下 隔壁 吵 脚步声 拖椅子 装修 弹琴 打麻将 深夜",
            "neighbour noise upstairs footsteps renovation piano mahjong night",
        ),
        "ear",
        ask("when", "string", ("一般什么时候吵？", "When is it noisy, usually?")),
        choose(
            "mediation",
            ("愿意当面调解吗？", "Would you meet with a mediator?"),
            ("yes", "愿意", "Yes"),
            ("apart", "愿意，但分开谈", "Yes, but apart"),
            ("no", "暂时不", "Not now"),
        ),
        private=True,
        difficulty="hard",
        hours=72,
    ),
    _COMPLAINT.leaf(
        "neighbour-parking",
        ("邻里车位纠纷", "Quarrel over parking"),
        ("车位被占、堵车出不去、飞线充电", "A space is taken, a car blocks yours, cables for charging hang out"),
        ("车位 占 邻居 堵 出不去 飞线充电 电动车 挪车 地锁", "parking space neighbour blocked taken charging cable"),
        "circle-parking",
        private=True,
        difficulty="hard",
        hours=72,
    ),
    _COMPLAINT.leaf(
        "property-management",
        ("物业服务", "Property management"),
        ("物业不维修、收费不清、保洁保安不到位", "Repairs not done, unclear fees, poor cleaning or guarding"),
        (
            "物业 物业费 维修 电梯 保安 保洁 业委会 收费 公共收益",
            "property management fees repairs cleaning guard owners committee",
        ),
        "building",
        difficulty="complicated",
        hours=120,
    ),
    _COMPLAINT.leaf(
        "staff-conduct",
        ("工作人员作风", "Conduct of staff"),
        (
            "态度差、推诿、让人跑多趟；被投诉的单位看不到",
            "Rude, sends people from door to door; the office concerned cannot see this",
        ),
        ("态度 窗口 推诿 踢皮球 跑 工作人员 作风 不作为 刁难", "staff rude attitude counter sent away office conduct"),
        "user-x",
        private=True,
        difficulty="complicated",
        hours=120,
    ),
    _COMPLAINT.leaf(
        "consumer",
        ("消费维权", "Consumer rights"),
        ("退款难、短斤少两、预付卡、价格欺诈", "No refund, short weight, prepaid cards, false prices"),
        (
            "退款 退货 预付卡 健身卡 跑路 短斤少两 价格 欺诈 商家 消费",
            "refund shop prepaid card price short weight fraud consumer",
        ),
        "receipt",
        difficulty="hard",
        hours=72,
    ),
    _COMPLAINT.leaf(
        "food-hygiene",
        ("食品卫生", "Food hygiene"),
        ("变质、异物、后厨脏、无证经营", "Spoilt food, foreign bodies, dirty kitchens, no licence"),
        ("食品 卫生 变质 过期 异物 后厨 无证 外卖 拉肚子", "food hygiene spoilt expired kitchen licence takeaway sick"),
        "utensils",
        difficulty="hard",
        hours=48,
    ),
    _COMPLAINT.leaf(
        "bus-service",
        ("公交服务", "Bus service"),
        ("甩站、等太久、司机态度、空调不开", "A bus does not stop, comes late, driver or air conditioning"),
        ("公交 公交车 甩站 等 班次 司机 空调 刷卡 末班车", "bus late skipped stop driver schedule air conditioning"),
        "bus",
        ask("line", "string", ("几路车？", "Which line?"), required=True),
        ask("time", "datetime", ("什么时间？", "When?")),
        hours=48,
    ),
    _SUGGESTION.leaf(
        "suggest-traffic",
        ("交通建议", "Traffic idea"),
        ("红绿灯、斑马线、单行、公交线路", "Signals, crossings, one-way streets, bus lines"),
        (
            "建议 交通 增加 斑马线 红绿灯 公交线路 限速 减速带 拥堵",
            "suggestion traffic crossing signal bus line speed bump",
        ),
        "milestone",
        difficulty="complicated",
        hours=240,
    ),
    _SUGGESTION.leaf(
        "suggest-facility",
        ("增设设施", "New facility"),
        ("希望增加路灯、座椅、公厕、充电桩、菜市场", "More lamps, benches, toilets, chargers, a market"),
        (
            "建议 增加 增设 希望 充电桩 座椅 公厕 路灯 菜市场 停车位 加装电梯",
            "suggestion add new bench toilet charger lamp market parking",
        ),
        "square-plus",
        difficulty="complicated",
        hours=240,
    ),
    _SUGGESTION.leaf(
        "suggest-service",
        ("服务建议", "Service idea"),
        ("办事、养老、托育、文体活动怎样更方便", "How services for the old, the young and everyone could be easier"),
        (
            "建议 服务 办事 老人 食堂 托育 图书馆 开放时间 活动 方便",
            "suggestion service elderly canteen childcare library opening hours",
        ),
        "lightbulb",
        difficulty="complicated",
        hours=240,
        needs_place=False,
    ),
    _ENQUIRY.leaf(
        "ask-procedure",
        ("办事咨询", "How do I …?"),
        ("证件、社保、居住证、加装电梯怎么办", "Papers, insurance, residence permit, adding a lift"),
        (
            "怎么办 办理 材料 居住证 社保 医保 户口 证明 预约 流程",
            "how to apply papers documents residence permit insurance appointment",
        ),
        "file-question-mark",
        needs_place=False,
    ),
    _ENQUIRY.leaf(
        "ask-policy",
        ("政策咨询", "What are the rules?"),
        ("补贴、限行、拆迁、入学、公积金政策", "Subsidies, traffic limits, resettlement, schools, housing fund"),
        (
            "政策 补贴 公积金 入学 学区 限行 拆迁 老旧小区改造 高龄津贴",
            "policy rules subsidy school district housing fund renovation",
        ),
        "scale",
        needs_place=False,
        difficulty="hard",
    ),
    _ENQUIRY.leaf(
        "ask-service",
        ("便民信息", "Where is …?"),
        ("几点开门、在哪里、电话多少", "When it opens, where it is, its number"),
        ("在哪里 几点 开门 电话 营业时间 地址 停水通知 公交 医院", "where when open hours phone address number notice"),
        "info",
        needs_place=False,
        hours=8,
    ),
    Category(
        "platform",
        "platform",
        "",
        "对本平台的意见",
        "About this platform",
        "用得不顺手、有错误、有好主意",
        "Something does not work, is wrong or could be better",
        "平台 网站 小程序 打不开 登录 验证码 字太小 地图 上传 建议 错误",
        "platform site app login code text small map upload error",
        icon="message-circle-question-mark",
        private=True,
        needs_place=False,
        hours=48,
    ),
)
