"""What staff say, in both languages, and what reporters say at the end. `{body}` is the body's name."""

from __future__ import annotations

from cogov.demo.texts.model import Said

# Why a report is not taken up.
REJECTED: tuple[Said, ...] = (
    (
        "这里属于住宅小区内部，由业主委员会和物业负责。我们已把您的情况转告社区。",
        "This is inside a private estate, where owners and managers are in charge. We have told the committee.",
    ),
    (
        "工作人员到现场看过，没有发现所说的问题。如果仍在，请附一张照片再报。",
        "Our colleague went there and could not find it. If it is still there, please report again with a photo.",
    ),
    (
        "描述和地点都不够清楚，我们问过但没有收到回复。欢迎补充后再报。",
        "Text and place were not clear enough and our question was not answered. Please report again with more.",
    ),
    (
        "这件事需要报警处理，请拨打110。平台不能代替警方。",
        "This is a matter for the police. Please call 110; this platform cannot act for them.",
    ),
    ("地点在澜江市以外，请向当地反映。", "The place lies outside Lanjiang. Please tell the city concerned."),
    ("这条内容是商业广告，不予受理。", "This is an advertisement and is not taken up."),
    ("同一问题正在法院审理，我们不能重复处理。", "The same matter is before a court, so we cannot handle it here."),
    (
        "这处工程已列入本月计划，正在施工，完工后会恢复。",
        "Works there are under way as planned this month and will be made good at the end.",
    ),
)
# What reviewers ask, and what reporters answer.
ASKED: tuple[tuple[Said, tuple[str, ...], tuple[str, ...]], ...] = (
    (
        (
            "请问具体在哪个门口或哪栋楼？附近有什么标志？",
            "Which entrance or building is it exactly? Is there a landmark?",
        ),
        (
            "就在公交站牌往东十来米，蓝色招牌的药店门口。",
            "小区北门进来右手第二栋楼下。",
            "路口的西北角，旁边有个早餐摊。",
        ),
        (
            "About ten metres east of the bus stop, in front of the chemist's.",
            "North gate, second building on the right.",
        ),
    ),
    (
        (
            "能补一张照片吗？这样我们能派对人、带对工具。",
            "Could you add a photo? Then we send the right people with the right tools.",
        ),
        ("刚拍的，补上了。", "照片上传了，晚上拍的有点暗。", "拍了两张，远的近的都有。"),
        ("Photo added.", "Here it is, sorry it's a bit dark."),
    ),
    (
        ("一般在什么时间出现？是每天都有吗？", "At what time does it happen, usually? Every day?"),
        ("差不多每天晚上九点以后。", "周末最厉害，平时好一点。", "早上六点多，天天都有。"),
        ("Almost every night after nine.", "Mostly at weekends."),
    ),
    (
        ("现在还有危险吗？有没有人受伤？", "Is it still dangerous now? Was anybody hurt?"),
        ("没人受伤，就是挡路。", "有人擦破皮，没大事，请快点处理。", "暂时拉了根绳子挡着。"),
        ("Nobody was hurt, but it's in the way.", "Somebody has put a rope around it for now."),
    ),
)
# Why a body gives a case back.
RETURNED: tuple[Said, ...] = (
    (
        "现场核实，此处不属于{body}管养范围，请改派。",
        "We checked: this place is not in the care of {body}. Please send it on.",
    ),
    (
        "该设施权属单位为通信企业，建议转通信建设管理办公室。",
        "It belongs to a telecom company; we suggest the Telecom Works Office.",
    ),
    (
        "此路段尚未移交，仍由建设单位负责。",
        "This stretch has not been handed over yet; the builder is still in charge.",
    ),
    ("类别有误，现场是另一类问题，请重新归类。", "Wrong category: what we found on the spot is another matter."),
)
STARTED: tuple[Said, ...] = (
    ("已收到，师傅今天下午到现场。", "Received. Our crew goes there this afternoon."),
    ("已到现场查看，先做了围挡，正在调材料。", "We have been there and put up a barrier; material is on its way."),
    ("已安排，预计明天上午处理。", "Planned for tomorrow morning."),
    ("现场比较复杂，已约相关单位一起看。", "It is more complicated on the spot; we meet the others concerned there."),
)
# Results by group of categories.
RESOLVED: dict[str, tuple[Said, ...]] = {
    "utilities": (
        ("已更换损坏部件，现场试用正常。", "We replaced the damaged part and tried it: it works."),
        ("已修复，并检查了附近同类设施。", "Repaired, and we looked at the ones nearby too."),
        ("已抢修完毕，恢复使用。给您带来不便，抱歉。", "Repaired and back in use. We are sorry for the trouble."),
        ("已加固并重新安装，一个月内我们会再来看一次。", "Fixed and fitted anew; we will look again within a month."),
    ),
    "traffic": (
        ("已用热沥青修补压实，可以通行。", "Filled with hot asphalt and rolled; you can drive there."),
        ("已更换并固定，路口恢复正常。", "Replaced and fastened; the crossing works again."),
        ("破损处已重新铺装，养护一天后开放。", "Newly paved; open after one day of rest."),
        ("设施已修好，线路和配时也检查过了。", "Repaired; we also checked wiring and timing."),
    ),
    "cityscape": (
        ("已清空、清洗，并增加了每天一次清运。", "Emptied and washed, and collected once more a day from now on."),
        ("已更换新的。", "Replaced by a new one."),
        ("已修好，周边也打扫了。", "Repaired, and the place around it is clean."),
    ),
    "greening": (
        ("已修剪并清走枝叶。", "Pruned, and the cuttings are gone."),
        ("枯树已移除，春季补种。", "The dead tree is gone; a new one follows in spring."),
        ("已补种草皮并围护，请暂时不要踩踏。", "New turf is laid and fenced; please keep off for a while."),
    ),
    "street-cleaning": (
        ("已清理干净，并加了巡查。", "Cleaned, and we pass there more often now."),
        ("已清运，责任人已约谈。", "Removed; we have spoken to those who left it."),
        ("已冲洗路面，现场恢复整洁。", "The road is washed and clean again."),
    ),
    "advertising": (
        ("已清除，并涂刷防贴涂料。", "Removed, and the surface now has a coat that nothing sticks to."),
        ("已拆除，现场无安全隐患。", "Taken down; there is no more danger."),
        ("已通知店家加固，复查合格。", "The shop has fastened it; we checked."),
    ),
    "works": (
        ("已责令停工整改，并立案查处。", "Work was stopped until it is put right, and a file is open."),
        ("工地已覆盖洒水，出口设了冲洗。", "The site is covered and sprinkled, and wheels are washed at the exit."),
        ("已恢复路面，围挡退让出一米五通道。", "The surface is back and the fence leaves 1.5 metres."),
    ),
    "street-order": (
        ("已劝离并登记，今后每天两次巡查。", "Asked to leave and noted; we pass twice a day from now on."),
        ("违停车辆已处罚拖移，通道恢复。", "The cars were fined and towed; the way is free."),
        ("已清理摆放整齐，运维公司加派了人手。", "Tidied up; the company sends more people now."),
        ("已上门协调，对方同意调低音量、按时结束。", "We went there; they agreed to turn it down and end in time."),
    ),
    "emergencies": (
        ("险情已排除，道路恢复通行。", "The danger is over and the road is open."),
        ("已抢修完毕，供应恢复。原因：管道老化。", "Repaired and supply is back. Cause: an old pipe."),
        ("积水已抽排，现场有人值守。", "The water is pumped out and somebody stays on watch."),
    ),
    "complaint": (
        ("已联系双方，问题已经解决，后续我们会回访。", "We spoke to both sides and it is settled; we will call again."),
        ("经核实情况属实，已要求整改并退还费用。", "What you wrote is true; they must put it right and pay back."),
        ("已约谈负责人，作出书面说明。", "We spoke to the person in charge, who explained in writing."),
    ),
    "suggestion": (
        ("感谢建议，已列入明年改造计划。", "Thank you; it is in next year's plan."),
        ("建议很好，我们先在附近试点三个月。", "A good idea; we try it nearby for three months."),
        (
            "已和相关单位研究，回复附在这里，欢迎继续提意见。",
            "We looked at it with those concerned; our answer is here, please go on telling us.",
        ),
    ),
    "enquiry": (
        (
            "可以网上办，也可以到任一政务大厅，带身份证即可，当场办结。",
            "Online or at any service hall with your identity card; it is done on the spot.",
        ),
        ("已电话答复，办事指南也发给您了。", "We called you and sent the guide."),
        ("周一至周五8:30–17:30，周六上午也开放。", "Monday to Friday 8:30–17:30, and Saturday morning."),
    ),
    "other": (
        ("已处理完毕，谢谢您的反映。", "Done. Thank you for telling us."),
        ("已到现场解决，情况正常。", "Settled on the spot; all is well."),
    ),
}
# Why something is closed without a fix: public.
UNFIXED: tuple[Said, ...] = (
    (
        "该处属历史遗留，产权有争议，需等确权后处理。已设警示。",
        "Ownership is disputed and must be settled first. We have put up a warning.",
    ),
    (
        "此树为古树名木，依法不能移除，已做支撑。",
        "The tree is protected by law and cannot be removed; we have propped it up.",
    ),
    (
        "该路段已列入下一年大修，今年不再单独修补。",
        "This road is in next year's repair plan and is not patched before.",
    ),
    (
        "经检测，噪声和油烟均未超标，我们已请店家尽量减少影响。",
        "Measured noise and fumes are within the limits; we asked the shop to be considerate all the same.",
    ),
    ("加装需要三分之二业主同意，目前没有达到。", "Two thirds of the owners must agree, and they have not yet."),
    (
        "该处为铁路用地，市里无权施工，已致函铁路部门。",
        "This is railway land where the city may not build; we have written to the railway.",
    ),
)
# What residents write who fixed it themselves.
SELF_FIXED: tuple[Said, ...] = (
    ("我和邻居顺手清掉了，拍了照片。", "My neighbour and I cleared it; photos attached."),
    ("自己拿铲子铲干净了，大家一起维护吧。", "Scraped it off myself. Let's all keep it so."),
    ("周末带孩子一起收拾好了。", "We tidied up with the children at the weekend."),
    ("螺丝松了，拧紧就好，现在稳了。", "A bolt was loose. Tightened, it is firm now."),
)
CHECKED: tuple[Said, ...] = (
    ("现场核查：已修好。", "Checked on the spot: it is fixed."),
    ("网格员复查合格。", "The grid inspector checked it and is satisfied."),
    ("核查通过，照片与现场一致。", "Checked: the photos show what is there."),
)
REOPENED: tuple[Said, ...] = (
    ("昨天又坏了，跟没修一样。", "Broken again since yesterday, as if nothing had been done."),
    ("照片不是这个地方，请重新看。", "The photo shows another place. Please look again."),
    ("只处理了一半，另一边还在。", "Only half of it was done."),
    ("修完两天又出现了，请从根上解决。", "Two days later it is back. Please solve it for good."),
    ("现场没有任何变化。", "Nothing has changed here."),
)
# Comments beside the stars, 1 … 5.
COMMENTS: dict[int, tuple[Said, ...]] = {
    1: (
        ("拖了这么久，最后说不归他们管。", "It took ages, and in the end they said it is not theirs."),
        ("没解决就说办结了。", "Closed without being solved."),
    ),
    2: (
        ("修是修了，太慢了。", "It was fixed, but far too late."),
        ("电话里态度一般。", "Not very friendly on the phone."),
    ),
    3: (
        ("还行，希望以后不用报第二次。", "All right. I hope I need not report it again."),
        ("修好了，就是现场没收拾干净。", "Fixed, but they left a mess."),
    ),
    4: (
        ("速度可以，谢谢。", "Quick enough, thank you."),
        ("师傅很认真，就是等了一天。", "The man was careful; I waited one day."),
    ),
    5: (
        ("没想到这么快，点赞！", "Faster than I thought. Well done!"),
        ("第二天就修好了，还打电话告诉我，感谢。", "Fixed the next day, and they called to tell me. Thank you."),
        ("师傅冒雨来的，辛苦了。", "They came in the rain. Thank you."),
        ("晚上回家路亮了，心里也亮了。", "The way home is bright again, and so am I."),
    ),
}
WITHDRAWN: tuple[Said, ...] = (
    ("已经自己好了，撤回吧。", "It is all right now by itself; I take it back."),
    ("报错地方了，我重新报。", "Wrong place; I will report again."),
)
MERGED: Said = (
    "与先前的一件是同一问题，已合并，进展会一起通知您。",
    "This is the same matter as an earlier report; they are joined and you get all news.",
)
