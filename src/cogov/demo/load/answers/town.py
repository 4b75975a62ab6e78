"""What people ask about the town, its offices and its parks."""

from __future__ import annotations

from cogov.demo.load.answers.plan import Plan

TOWN: tuple[Plan, ...] = (
    Plan(
        "sanitation",
        "bulky-waste",
        (
            "旧沙发、旧床怎么处理？",
            (
                "打给社区或在这里预约，每月第一个周六免费上门收大件。\n\n"
                "急的话可以自己送到街道的大件堆放点，不要放在楼道和垃圾桶旁。"
            ),
            "大件垃圾 家具 清运",
        ),
        (
            "How do I get rid of an old sofa?",
            (
                "Book a pick-up here or with your community: on the first Saturday of each month bulky "
                "things are taken for free.\n\nIn a hurry? Bring it to the yard of your street. Please leave "
                "nothing in the stairwell."
            ),
            "bulky furniture waste",
        ),
    ),
    Plan(
        "sanitation",
        "recycling-point",
        (
            "垃圾怎么分？",
            (
                "绿桶：厨余；蓝桶：可回收；红桶：电池、灯管、过期药；灰桶：其他。\n\n"
                "拿不准就放灰桶，不要放红桶。小区的督导员每天早晚在桶边。"
            ),
            "垃圾分类 厨余 可回收",
        ),
        (
            "How do I sort my waste?",
            (
                "Green: kitchen. Blue: recyclable. Red: batteries, tubes, old medicine. Grey: the rest.\n\nIn "
                "doubt take grey, never red. Somebody stands by the bins each morning and evening to help."
            ),
            "recycling sorting bins",
        ),
    ),
    Plan(
        "housing",
        "property-management",
        (
            "物业不管事，找谁？",
            (
                "先向物业书面提出，留下日期。15天没有答复，就在这里上报，由街道约谈物业。\n\n"
                "换物业要开业主大会，过半数同意就行，社区可以帮忙召集。"
            ),
            "物业 业主大会 业委会",
        ),
        (
            "Our property manager does nothing. Who helps?",
            (
                "First write to the manager and keep the date. Without an answer after 15 days report it "
                "here; the street office calls the manager in.\n\nTo change the manager, a majority of owners "
                "must agree in a meeting; the community helps to call it."
            ),
            "property owners meeting",
        ),
    ),
    Plan(
        "housing",
        "works",
        (
            "老楼可以加装电梯吗？",
            (
                "可以。本单元三分之二以上业主同意，就能到区住建局申请，每台补贴20万元。\n\n"
                "从申请到用上大约要十个月，社区可以帮助调解楼下住户的意见。"
            ),
            "加装电梯 老旧小区 补贴",
        ),
        (
            "Can an old building get a lift?",
            (
                "Yes. With two thirds of the owners of your staircase you can apply at the district's "
                "housing office; each lift gets 200,000 yuan.\n\nIt takes about ten months. The community "
                "mediates with those on the ground floor."
            ),
            "lift elevator old building",
        ),
    ),
    Plan(
        "market",
        "food-hygiene",
        (
            "饭馆不干净，怎么投诉？",
            (
                "写清店名和时间，最好有照片，在这里上报。监管人员5个工作日内检查，结果公开。\n\n"
                "吃坏了肚子：先看病，留下病历和小票。"
            ),
            "餐馆 卫生 食物中毒",
        ),
        (
            "A restaurant is dirty. How do I complain?",
            (
                "Name it and the time, with a photo if you can, and report it here. It is inspected within 5 "
                "working days and the result is public.\n\nIf you fell ill: see a doctor first, and keep the "
                "papers and the bill."
            ),
            "restaurant hygiene food",
        ),
    ),
    Plan(
        "parks",
        "fallen-tree",
        (
            "树枝压到电线或者快倒了怎么办？",
            "不要靠近，请别人也绕开，打12345。有危险的两小时内处理，其他的三天内修剪。",
            "树 倒伏 修剪",
        ),
        (
            "A tree is about to fall, or lies on a wire.",
            (
                "Keep away, keep others away, and call 12345. What is dangerous is dealt with within two "
                "hours, the rest is cut back within three days."
            ),
            "tree branch fallen",
        ),
    ),
    Plan(
        "drainage",
        "ask-procedure",
        (
            "门前污水冒出来了，谁来管？",
            (
                "公共道路上的井盖和管道由排水处管，4小时内到场疏通。\n\n"
                "小区里的管道由物业管；物业不来，请在这里上报，街道会督促。"
            ),
            "污水 堵塞 下水道 井盖",
        ),
        (
            "Sewage comes up in front of my door.",
            (
                "Drains of public roads belong to the drainage office, which comes within 4 hours.\n\nInside "
                "an estate they belong to the property manager; if nobody comes, report it here and the "
                "street office sees to it."
            ),
            "sewage drain blocked",
        ),
    ),
    Plan(
        "telecom",
        "ask-procedure",
        (
            "楼道里乱拉的电线是谁的？",
            "写明楼号在这里上报，电信公司7天内认领、整理。没人认领的由街道剪除。",
            "飞线 电线 楼道",
        ),
        (
            "Whose are the loose cables in our stairwell?",
            (
                "Report them here with the number of the building. Within 7 days the companies claim and "
                "tidy theirs; what nobody claims is cut by the street office."
            ),
            "cables wires",
        ),
    ),
    Plan(
        "gov-services",
        "ask-procedure",
        (
            "开公司要去哪里、带什么？",
            (
                "带身份证、房屋合同和公司名称，到市政务服务中心“一窗”办理，一天内拿到执照和公章，不收费。\n\n"
                "也可以在网上办，寄到家。"
            ),
            "营业执照 注册公司 工商",
        ),
        (
            "Where and how do I register a company?",
            (
                "Bring your ID card, the lease and the name to the one counter of the service centre: "
                "licence and seal are ready within a day, free of charge.\n\nOr apply online, and it is sent "
                "to you."
            ),
            "business licence company",
        ),
    ),
    Plan(
        "gov-services",
        "ask-procedure",
        (
            "外国人怎么办工作许可和居留？",
            (
                "先由单位在网上申请工作许可，10个工作日；再带护照、许可和住宿登记到出入境大厅办居留，7个工作"
                "日。\n\n"
                "大厅有英语窗口，周一至周五9:00–17:00。"
            ),
            "外国人 签证 居留 出入境",
        ),
        (
            "How does a foreigner get a work and residence permit?",
            (
                "Your employer first applies for the work permit online: 10 working days. Then bring "
                "passport, permit and the registration of your address to the entry-exit hall: 7 working "
                "days.\n\nThere is an English counter, Monday to Friday, 9:00 to 17:00."
            ),
            "visa foreigner residence passport",
        ),
    ),
    Plan(
        "hotline",
        "ask-procedure",
        (
            "报了事，怎么查进度？",
            (
                "凭短信或回执上的号码，在本平台“查回执”输入就能看到每一步和期限，不用登录。\n\n"
                "也可以打12345，报号码就行。"
            ),
            "查询 进度 回执 编号",
        ),
        (
            "How do I follow my report?",
            (
                "Type the code of your receipt under “My receipt”: every step and its date is there, "
                "without an account.\n\nOr call 12345 and say the number."
            ),
            "status receipt progress",
        ),
    ),
    Plan(
        "hotline",
        "ask-procedure",
        (
            "12345几点有人接？",
            ("全天24小时有人接，节假日也一样。英语服务每天8:00–20:00。\n\n听不清或不方便说话，可以发短信到12345。"),
            "热线 时间 英语",
        ),
        (
            "When is 12345 answered?",
            (
                "Day and night, on holidays too. In English from 8:00 to 20:00.\n\nHard of hearing, or cannot "
                "talk? Send a text message to 12345."
            ),
            "hotline hours english",
        ),
    ),
    Plan(
        "police",
        "ask-procedure",
        (
            "养犬要办什么手续？",
            "打好狂犬疫苗后，带疫苗证、身份证到派出所登记，每年一次。烈性犬和大型犬不能在城区饲养。",
            "狗证 养狗",
        ),
        (
            "Do I need to register my dog?",
            (
                "After its rabies shot bring the certificate and your ID card to the police station, once a "
                "year. Fierce and large dogs may not be kept in town."
            ),
            "dog licence",
        ),
    ),
    Plan(
        "parks",
        "suggest-service",
        (
            "公园里可以搭帐篷、跳舞吗？",
            "有“可搭帐篷”牌子的草坪白天可以。跳舞请在广场，音量不超过60分贝，晚上9点半前结束。",
            "露营 广场舞 公园",
        ),
        (
            "May I put up a tent or dance in a park?",
            ("On lawns with the tent sign, by day. Please dance on the squares, below 60 dB, until half past nine."),
            "camping dancing park",
        ),
    ),
)
