"""What residents write as complaints, suggestions and enquiries; the slots are explained in `texts`."""

from __future__ import annotations

from cogov.demo.texts.model import Voices

VOICES: Voices = {
    "neighbour-noise": (
        (
            "楼上每天半夜拖椅子，跟他们说过两次，没用。地点{p}。",
            "{p}隔壁装修周末也不停，老人心脏受不了。",
            "{p}邻居打麻将到凌晨三点，天天如此。",
            "楼下弹钢琴到晚上十点半，{p}，不想吵架，请帮忙协调。",
            "{p}楼上小孩跑来跑去，{d}了，家里有人上夜班。",
            "{p}隔壁的狗一出门就叫一整天，主人不在家。",
        ),
        (
            "The people above us drag chairs every night. We asked twice. It is at {p}.",
            "Renovation next door at {p} goes on all weekend.",
            "Mahjong until three in the morning, every night, at {p}. Please help us talk.",
        ),
    ),
    "neighbour-parking": (
        (
            "{p}邻居长期占我买的车位，打电话不接。",
            "{p}有人从三楼拉线给电动车充电，太危险了。",
            "{p}车被堵在里面两小时，上班迟到了。",
            "{p}邻居私装地锁，说是他先来的。",
            "{p}为了门口那个车位吵过好几次，请社区调解一下。",
            "{p}电动车停在单元门口，进出都困难。",
        ),
        (
            "A neighbour at {p} uses the space I pay for and doesn't answer the phone.",
            "A cable hangs from the third floor at {p} to charge a scooter. That is dangerous.",
            "My car was blocked in for two hours at {p}.",
        ),
    ),
    "property-management": (
        (
            "{p}物业费涨了，服务没变，也没开业主大会。",
            "{p}楼道灯坏了{d}，物业说没钱换。",
            "{p}电梯广告的收入去哪了？从来没公示过。",
            "{p}门禁形同虚设，外卖推销随便进。",
            "{p}屋顶漏水报了四次，物业只来看，不修。",
            "{p}物业把绿化改成收费车位，没征求意见。",
        ),
        (
            "Fees went up at {p}, nothing got better and nobody asked the owners.",
            "The stairwell light at {p} has been out for {d}, the managers say there is no money.",
            "Where does the income from the lift adverts at {p} go?",
        ),
    ),
    "staff-conduct": (
        (
            "在{p}的窗口办事，工作人员一直玩手机，问一句答半句。",
            "为了一个章跑了四趟，每次说缺的材料都不一样。{p}。",
            "{p}大厅中午没人值班，墙上写着“午间不打烊”。",
            "打电话问事，对方说“不归我们管”就挂了。地点{p}。",
            "{p}执法的人态度很凶，老人家吓得不轻。",
            "{p}排队两小时，前面有人直接从后门进去办。",
        ),
        (
            "The clerk at {p} looked at her phone all the time.",
            "Four visits to {p} for one stamp, each time another paper was missing.",
            "At {p} somebody came in by the back door while we queued for two hours.",
        ),
    ),
    "consumer": (
        (
            "{p}健身房关门跑路，卡里还有两千多。",
            "{p}水果店短斤少两，五斤只有四斤二两。",
            "{p}培训班不退费，合同写明可以退。",
            "{p}超市标价和收银不一样，说是系统没改。",
            "{p}修手机报价八十，修完要三百。",
            "{p}买的家电坏了，商家推厂家，厂家推商家，{d}了。",
        ),
        (
            "The gym at {p} closed overnight with our money.",
            "The fruit shop at {p} gives short weight: four kilos instead of five.",
            "The price at the till at {p} is not the one on the shelf.",
        ),
    ),
    "food-hygiene": (
        (
            "{p}吃出一只蟑螂，店家说免单就算了？",
            "{p}早餐店碗就在水盆里过一下。",
            "{p}买的熟食有酸味，全家拉肚子。",
            "{p}超市卖过期酸奶，日期被擦过。",
            "{p}外卖店没有门面，后厨就在垃圾房旁边。",
            "{p}学校门口的辣条没有生产日期，孩子天天买。",
        ),
        (
            "I found a cockroach in my food at {p}.",
            "The supermarket at {p} sells yoghurt past its date.",
            "Our whole family got sick from cooked food bought at {p}.",
        ),
    ),
    "bus-service": (
        (
            "在{p}等了四十分钟，来了两辆都没停。",
            "{p}末班车提前走了，只好打车回家。",
            "{p}司机没等老人站稳就开，差点摔倒。",
            "三十多度不开空调，{p}上车一身汗。",
            "{p}早高峰挤不上，能不能加一班区间车？",
            "表扬{p}的一位师傅，帮忙抬轮椅上车。不过下客门的踏板坏了。",
        ),
        (
            "I waited forty minutes at {p} and two buses drove past.",
            "The last bus left {p} early and I had to take a taxi.",
            "The driver moved off at {p} before an old lady had sat down.",
        ),
    ),
    "suggest-traffic": (
        (
            "建议{p}加一条斑马线，两边都是居民楼，过马路要走很远。",
            "{p}学校门口能不能设减速带？接送时间车太快了。",
            "建议{p}改单行，现在会车天天堵。",
            "希望{p}的公交线延到新小区。",
            "{p}早高峰左转车多，建议加左转专用灯。",
            "建议{p}划非机动车道，电动车和行人挤一起。",
        ),
        (
            "Please add a zebra crossing at {p}, there are homes on both sides.",
            "Could {p} get speed bumps in front of the school?",
            "A bike lane along {p} would make it much safer.",
        ),
    ),
    "suggest-facility": (
        (
            "{p}附近一个公厕都没有，建议建一个。",
            "希望在{p}加几张带靠背的椅子，老人走累了能歇歇。",
            "{p}想装电动汽车充电桩，物业说电不够，能不能统一解决？",
            "{p}菜市场太远，建议引进一个小菜店。",
            "我们楼想加装电梯，{p}，一楼不同意，怎么办好？",
            "建议{p}的空地做个口袋公园，现在就是堆垃圾。",
        ),
        (
            "There is not one public toilet around {p}. Please build one.",
            "A few benches with backs at {p} would help old people.",
            "The empty plot at {p} could become a pocket park.",
        ),
    ),
    "suggest-service": (
        (
            "建议社区食堂周末也开，老人周末没地方吃饭。",
            "希望图书馆晚上延长到十点，下班还能去看会书。",
            "办事大厅能不能周六开半天？上班族请假太难。",
            "建议给独居老人装一键呼叫，出了事有人知道。",
            "暑假希望社区办个托管班，双职工没人带孩子。",
            "政务小程序字太小，建议做个大字版。",
        ),
        (
            "Please open the community canteen at weekends too.",
            "Could the library stay open until ten?",
            "A service desk on Saturday morning would help people who work.",
        ),
    ),
    "ask-procedure": (
        (
            "请问办居住证要带什么材料？可以网上办吗？",
            "新生儿医保怎么上？外地户口可以吗？",
            "老年证丢了在哪里补办？要本人去吗？",
            "老旧小区加装电梯要走哪些程序，需要多少户同意？",
            "想开个小吃店，请问要办哪些证？",
            "异地就医备案在手机上怎么操作？我爸不会弄。",
        ),
        (
            "What papers do I need for a residence permit? Can I apply online?",
            "How do I register a new-born for health insurance?",
            "I'd like to open a small café. Which permits do I need?",
        ),
    ),
    "ask-policy": (
        (
            "请问八十岁以上高龄津贴今年标准是多少？",
            "租房可以提公积金吗，一年提几次？",
            "我们小区明年能不能列入老旧小区改造？",
            "外来务工人员子女入学今年看什么条件？",
            "请问电动车上牌的过渡期到什么时候？",
            "大学生创业补贴还有吗？毕业两年算不算？",
        ),
        (
            "How much is the allowance for people over eighty this year?",
            "Can I use the housing fund to pay rent?",
            "What are the conditions for enrolling migrant workers' children?",
        ),
    ),
    "ask-service": (
        (
            "请问市图书馆周一开门吗？",
            "明天停水通知里有没有我们这一片？几点来水？",
            "最近的疫苗接种点在哪里，周末能打吗？",
            "哪里可以回收旧电脑和电池？",
            "体育中心游泳馆对外开放吗，怎么预约？",
            "丢了钱包在公交上，失物招领电话是多少？",
        ),
        (
            "Is the city library open on Mondays?",
            "Where can I hand in an old computer and batteries?",
            "What is the number of the lost property office of the buses?",
        ),
    ),
    "platform": (
        (
            "地图放大以后卡住不动，手机是老款的。",
            "上传照片一直转圈，换了网络也不行。",
            "字太小了，老人看不清，能不能再大一点？",
            "查询码丢了怎么办？我没留手机号。",
            "希望能收到短信提醒，不想天天上来看进度。",
            "做得不错，上次报的路灯两天就修好了，点个赞。",
        ),
        (
            "The map freezes when I zoom in on my old phone.",
            "Uploading a photo never finishes.",
            "Nice work. The lamp I reported was fixed in two days.",
        ),
    ),
}
