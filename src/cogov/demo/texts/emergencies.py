"""What residents write in an emergency, and about other events; the slots are explained in `texts`."""

from __future__ import annotations

from cogov.demo.texts.model import Voices

VOICES: Voices = {
    "burst-pipe": (
        (
            "{p}水管爆了！水柱两层楼高！",
            "{p}路面往外喷水，半条街都淹了，快来人！",
            "{p}地下突然冒大水，冲出一个坑。",
            "{p}爆管了，水流进地下车库了！",
            "{p}主水管好像爆了，{s}开始整条路都是水。",
            "{p}水涌得很急，夹着沙子，路面在鼓。",
        ),
        (
            "A water main burst at {p}! The fountain is two storeys high!",
            "Water is gushing out of the road at {p}, half the street is flooded.",
            "Burst pipe at {p}, water runs into the underground garage.",
        ),
    ),
    "flooding": (
        (
            "{p}积水到膝盖，有辆车熄火在里面。",
            "{p}下穿通道淹了，请赶紧封路！",
            "{p}一楼进水了，家里有行动不便的老人。",
            "雨还在下，{p}水已经漫过人行道。",
            "{p}地铁口旁边积水，大家踩着砖头过。",
            "{p}车库开始倒灌，沙袋不够。",
            "每次暴雨{p}都淹，今年第三次了。",
        ),
        (
            "Knee-deep water at {p}, a car has stalled in it.",
            "The underpass at {p} is flooded, please close it!",
            "Water is coming into the ground floor at {p}. My grandmother can't walk.",
        ),
    ),
    "gas-leak": (
        (
            "{p}闻到很重的煤气味，楼道里都是！",
            "{p}路面施工挖到管子了，嘶嘶响，有臭味。",
            "{p}煤气味一阵一阵的，邻居也闻到了。",
            "{p}井盖缝里有煤气味，旁边就是烧烤摊！",
            "我家在{p}，厨房没开火也有味，已经开窗下楼了。",
            "{p}老楼外墙管子漏气，能听到声音。",
        ),
        (
            "Strong smell of gas in the stairwell at {p}!",
            "A digger hit a pipe at {p}, it hisses and smells.",
            "It smells of gas from a manhole at {p}, right next to a barbecue stall!",
        ),
    ),
    "road-collapse": (
        (
            "{p}路面塌了个洞，一个车轮陷进去了。",
            "{p}人行道下面空了，踩上去会响。",
            "{p}突然下陷，裂缝有手掌宽，还在变大。",
            "{p}昨天还好好的，今天塌了桌子大一块。",
            "{p}塌陷处能看到下面的水在流。",
            "{p}路中间塌了，没有任何围挡，请马上来人！",
        ),
        (
            "The road has caved in at {p}, a car wheel is stuck in the hole.",
            "The pavement at {p} sounds hollow and has sunk.",
            "A hole the size of a table opened at {p}. No barrier at all!",
        ),
    ),
    "power-cut": (
        (
            "{p}整栋楼停电了，电梯里好像有人。",
            "{p}{s}停电到现在，冰箱里东西都坏了。",
            "{p}一打雷就跳闸，一片都黑了。",
            "{p}停电，家里有人用呼吸机，什么时候来电？",
            "{p}商铺没电，一上午没法做生意，为什么不通知？",
            "{p}一晚上停了三次电。",
        ),
        (
            "The whole building at {p} has no power, I think somebody is in the lift.",
            "No electricity at {p} since {s}. Somebody here needs a breathing machine.",
            "Three power cuts in one night at {p}.",
        ),
    ),
    "fallen-tree": (
        (
            "{p}大树倒了，压在一辆车上。",
            "{p}树连根拔起，把整条路堵死了。",
            "{p}倒下的树压断了电线，线在地上！",
            "{s}的大风把{p}的树吹倒，砸了围墙。",
            "{p}一棵树倒在公交站上，玻璃全碎。",
            "{p}树倒了挡住出口，车都出不去。",
        ),
        (
            "A tree fell on a car at {p}.",
            "A fallen tree blocks the whole road at {p}.",
            "The tree at {p} took the power line down. The wire lies on the ground!",
        ),
    ),
    "landslip": (
        (
            "{p}后面的山坡滑下来一堆土，堵到门口了。",
            "{p}围墙裂了很宽的缝，往外鼓。",
            "{p}挡土墙在掉石头，下面停满车。",
            "{p}下雨后边坡往下滑，树都斜了。",
            "{p}老围墙倒了一段，幸好是夜里。",
            "{p}山边公路有碎石滚下来，开车要小心。",
        ),
        (
            "Earth slid from the slope behind {p}, it is at our door.",
            "The wall at {p} bulges and has a wide crack.",
            "Stones fall from the retaining wall at {p} onto parked cars.",
        ),
    ),
    "lift": (
        (
            "{p}电梯停了{d}，八楼的老人下不来。",
            "{p}电梯运行时咔咔响，到五楼会抖一下。",
            "{p}{s}电梯困了人，半小时才放出来。",
            "{p}两部电梯坏一部，早上等二十分钟。",
            "{p}电梯里的呼叫按钮按了没人应。",
            "{p}电梯检验标志过期了，还在用。",
        ),
        (
            "The lift at {p} has been out for {d}, an old man on the eighth floor can't leave.",
            "The lift at {p} rattles and jerks at the fifth floor.",
            "The inspection label in the lift at {p} has expired.",
        ),
    ),
    "wasps": (
        (
            "{p}树上有个篮球大的马蜂窝，下面是幼儿园。",
            "{p}草丛里看到蛇，居民不敢走。",
            "{p}老鼠大白天跑来跑去，下水道口有洞。",
            "{p}屋檐下马蜂窝，已经蜇了{n}个人。",
            "{p}蚊子多得不得了，是不是有死水？",
            "{p}木柱子里有白蚁，一敲是空的。",
        ),
        (
            "A wasps' nest as big as a basketball in a tree at {p}, above the kindergarten.",
            "Rats run around at {p} in broad daylight.",
            "I saw a snake in the grass at {p}.",
        ),
    ),
    "person-in-need": (
        (
            "{p}有位老人坐了一上午，说不清家在哪里。",
            "{p}桥洞下有人睡着，天冷了，请去看看。",
            "{p}一个孩子一个人在哭，说找不到妈妈。",
            "{p}独居的老邻居{d}没出门，敲门没人应。",
            "{p}有位腿脚不便的流浪人员，需要帮助。",
            "{p}一位大姐带着行李坐在路边，说没钱回家。",
        ),
        (
            "An old man has been sitting at {p} all morning and can't say where he lives.",
            "Somebody sleeps under the bridge at {p}, it is getting cold.",
            "My old neighbour at {p} hasn't been seen for {d} and doesn't open.",
        ),
    ),
}
