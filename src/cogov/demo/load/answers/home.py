"""What people ask about papers, water, light and home."""

from __future__ import annotations

from cogov.demo.load.answers.plan import Plan

HOME: tuple[Plan, ...] = (
    Plan(
        "police",
        "ask-procedure",
        (
            "身份证丢了怎么补办？",
            (
                "带上户口本，到全市任何一个派出所都能补办，不用回户籍地。\n\n"
                "当场拍照、录指纹，工本费40元。20个工作日后领取，也可以邮寄到家。\n\n"
                "急着坐火车：车站的自助机可以当场打印临时证明。"
            ),
            "证件 挂失 补办 临时身份证",
        ),
        (
            "How do I replace a lost ID card?",
            (
                "Bring your household book to any police station in the city; you need not go back to where "
                "you are registered.\n\nYour photo and fingerprints are taken there. It costs 40 yuan and is "
                "ready after 20 working days, or is sent to your home.\n\nTravelling today? A machine at the "
                "station prints a temporary pass."
            ),
            "identity card lost stolen",
        ),
    ),
    Plan(
        "lighting",
        "street-lamp",
        (
            "路灯不亮找谁？多久修好？",
            (
                "直接在这里上报，或打12345，说清路名和灯杆上的编号就行。\n\n"
                "单盏灯24小时内修好；整条街都黑，两小时内到场。修好后会通知您，由您确认。"
            ),
            "路灯 不亮 灯杆",
        ),
        (
            "Who repairs a dark street lamp, and how soon?",
            (
                "Report it here or call 12345; the street and the number on the post are enough.\n\nA single "
                "lamp is repaired within 24 hours. If a whole street is dark, a crew is there within two "
                "hours. You are told when it is done, and you confirm it."
            ),
            "lamp light dark",
        ),
    ),
    Plan(
        "gov-services",
        "ask-procedure",
        (
            "居住证怎么办？",
            (
                "在本市住满半年，带身份证和租房合同（或单位证明），到所在街道的便民服务中心办理。\n\n"
                "当场受理，15天内发证，不收费。每年签注一次，可以在网上办。"
            ),
            "居住登记 暂住 租房",
        ),
        (
            "How do I get a residence permit?",
            (
                "If you have lived here for half a year, bring your ID card and your lease (or a letter from "
                "your employer) to the service centre of your street.\n\nIt is free and issued within 15 days. "
                "Renew it once a year, also online."
            ),
            "residence lease register",
        ),
    ),
    Plan(
        "water-supply",
        "ask-procedure",
        (
            "停水了，什么时候来水？",
            (
                "计划停水会提前两天贴通知，也会发到本平台的公告里。\n\n"
                "没有通知就突然停了，多半是爆管：请打水务热线报修，抢修队一小时内到场，一般8小时内恢复。高层"
                "住户先看看是不是本楼水泵停了。"
            ),
            "断水 爆管 自来水",
        ),
        (
            "The water is off. When does it come back?",
            (
                "Planned work is announced two days before, at your door and here.\n\nIf there was no notice, "
                "a pipe has probably burst: please call the water company. A crew is there within an hour, "
                "and water usually returns within eight. In a tower, look first whether the building's pump "
                "has stopped."
            ),
            "no water pipe burst",
        ),
    ),
    Plan(
        "power",
        "ask-procedure",
        (
            "家里突然停电怎么办？",
            (
                "先看电表箱的开关有没有跳闸，再看邻居家是不是也停了。\n\n"
                "只有您家停电：请找有证的电工。整栋楼停电：打供电公司报修，城区45分钟内到场。\n\n"
                "家里有人用呼吸机，请在报修时说明，会优先送发电机。"
            ),
            "断电 跳闸 供电",
        ),
        (
            "My power is out. What can I do?",
            (
                "Look first whether the switch in your meter box has tripped, then whether your neighbours "
                "are dark too.\n\nOnly you: call a licensed electrician. The whole building: call the power "
                "company, who come within 45 minutes in town.\n\nIf somebody at home needs a breathing "
                "machine, say so: a generator is brought first."
            ),
            "electricity blackout outage",
        ),
    ),
    Plan(
        "market",
        "consumer",
        (
            "买到假货、商家不退钱怎么办？",
            (
                "保留小票、付款记录和照片，在这里投诉，或打12345。\n\n"
                "市场监管所7个工作日内答复是否受理，受理后60天内调解。食品有问题先别扔，拍下生产日期和批号。"
            ),
            "退款 假冒 维权 投诉商家",
        ),
        (
            "A shop sold me a fake and will not refund me.",
            (
                "Keep the receipt, the payment record and photos, and complain here or call 12345.\n\nThe "
                "market office tells you within 7 working days whether it takes the case up, and mediates "
                "within 60 days. Do not throw bad food away: photograph its date and batch."
            ),
            "refund consumer complaint",
        ),
    ),
    Plan(
        "environment",
        "night-works",
        (
            "工地半夜施工可以吗？",
            (
                "晚上10点到早上6点不能做有噪声的施工。抢修和连续浇筑要有夜间施工证明，并提前张贴公告。\n\n"
                "没看到公告就请上报，执法队当晚到现场。"
            ),
            "噪音 扰民 夜间施工",
        ),
        (
            "May a site work at night?",
            (
                "Noisy work is not allowed from 10 at night to 6 in the morning. Repairs and continuous "
                "casting need a night permit that is posted beforehand.\n\nNo notice? Please report it: a team "
                "comes the same night."
            ),
            "noise construction night",
        ),
    ),
    Plan(
        "traffic-police",
        "illegal-parking",
        (
            "有车堵住我家车库，怎么办？",
            (
                "打12345或在这里上报，附上车牌和照片。交警先打电话请车主挪车，半小时没人来就拖走。\n\n"
                "请不要自己刮擦或锁车，那样要赔偿。"
            ),
            "挪车 违停 堵门",
        ),
        (
            "A car blocks my garage. What now?",
            (
                "Call 12345 or report it here with the number plate and a photo. The police call the owner; "
                "if nobody comes within half an hour, it is towed.\n\nPlease do not scratch or lock the car: "
                "you would have to pay for it."
            ),
            "blocked parking tow",
        ),
    ),
    Plan(
        "civil",
        "person-in-need",
        (
            "老人一个人住，能申请什么帮助？",
            (
                "满70岁可以申请助餐和每周一次上门探访；失能老人可以申请护理补贴，每月300到600元。\n\n"
                "请到社区登记，社区三天内上门看望。也可以由子女或邻居代为申请。"
            ),
            "独居 养老 助餐 护理补贴",
        ),
        (
            "What help is there for an old person living alone?",
            (
                "From 70 on you can ask for meals and a weekly visit. For those who need care there is an "
                "allowance of 300 to 600 yuan a month.\n\nPlease register at the community, which comes to see "
                "you within three days. Children or neighbours can apply, too."
            ),
            "elderly care meals allowance",
        ),
    ),
    Plan(
        "civil",
        "ask-procedure",
        (
            "低保怎么申请？",
            (
                "家里人均月收入低于本市标准（每人1,080元）就可以申请。带户口本、收入证明到街道办，或请社区代"
                "办。\n\n"
                "街道30个工作日内调查并公示，批准后下个月起发放。"
            ),
            "低保 困难 补助",
        ),
        (
            "How do I apply for the minimum allowance?",
            (
                "If your household has less than 1,080 yuan a head each month, you may apply. Bring your "
                "household book and proof of income to the street office, or ask the community to do it.\n\n"
                "The office looks into it within 30 working days and posts the result; payment begins the "
                "month after."
            ),
            "allowance poverty aid",
        ),
    ),
    Plan(
        "transport",
        "ask-procedure",
        (
            "老年人乘公交免费吗？",
            (
                "满65岁免费。带身份证到任何一个公交服务点办卡，当场可取，不收费。\n\n"
                "还没办卡时，出示身份证也可以免费乘车。"
            ),
            "老年卡 公交 免费",
        ),
        (
            "Do old people ride the bus for free?",
            (
                "From 65 on, yes. Bring your ID card to any bus service point; the card is free and made "
                "while you wait.\n\nUntil you have it, your ID card is enough."
            ),
            "bus pass senior",
        ),
    ),
    Plan(
        "buses",
        "ask-procedure",
        (
            "东西落在公交车上怎么找？",
            "记下线路和下车时间，打公交热线。司机收车后会交到终点站，一般当晚就有消息，保管30天。",
            "失物 遗失 公交",
        ),
        (
            "I left something on the bus.",
            (
                "Note the line and when you got off, and call the bus company. Drivers hand things in at the "
                "terminus after their shift; there is usually news the same evening. They are kept for 30 "
                "days."
            ),
            "lost property bus",
        ),
    ),
    Plan(
        "gas",
        "ask-procedure",
        (
            "闻到煤气味怎么办？",
            (
                "先开窗，关阀门，别开灯、别打电话，人到屋外再拨燃气抢修电话或119。\n\n"
                "抢修队30分钟内到场。没查清以前不要回屋。"
            ),
            "燃气 泄漏 煤气",
        ),
        (
            "I smell gas. What do I do?",
            (
                "Open the windows, close the valve, touch no switch and make no call inside. Go out, then "
                "call the gas company or 119.\n\nA crew is there within 30 minutes. Do not go back before they "
                "say so."
            ),
            "gas leak smell",
        ),
    ),
)
