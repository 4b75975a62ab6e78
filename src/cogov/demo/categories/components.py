"""Components 部件: things of the city that stand somewhere and can be broken."""

from __future__ import annotations

from cogov.demo.categories.model import Category, Shelf, ask, choose, group

_UTILITIES = Shelf("component", "utilities")
_TRAFFIC = Shelf("component", "traffic")
_CITYSCAPE = Shelf("component", "cityscape")
_GREENING = Shelf("component", "greening")
_OTHER = Shelf("component", "other-component")

GROUPS: tuple[Category, ...] = (
    group(
        "component",
        "component",
        "",
        ("部件", "Things of the city"),
        ("固定在街上、能坏能修的东西", "Things that stand in the street and can break"),
        "boxes",
    ),
    group(
        "utilities",
        "component",
        "component",
        ("公用设施", "Utilities"),
        ("井盖、路灯、供水、供电、公厕等", "Covers, lamps, water, power, toilets"),
        "plug",
    ),
    group(
        "traffic",
        "component",
        "component",
        ("道路交通", "Roads and traffic"),
        ("路面、人行道、信号灯、站亭等", "Road surface, pavements, signals, stops"),
        "traffic-cone",
    ),
    group(
        "cityscape",
        "component",
        "component",
        ("市容环境设施", "Street furniture"),
        ("垃圾桶、宣传栏、路名牌等", "Bins, notice boards, street signs"),
        "trash-2",
    ),
    group(
        "greening",
        "component",
        "component",
        ("园林绿化", "Trees and parks"),
        ("树木、绿地、公园设施", "Trees, lawns and what stands in parks"),
        "trees",
    ),
    group(
        "other-component",
        "component",
        "component",
        ("其他部件", "Other things"),
        ("上面没有的设施", "What is not listed above"),
        "box",
    ),
)

UTILITIES: tuple[Category, ...] = (
    _UTILITIES.leaf(
        "manhole-cover",
        ("井盖缺损", "Manhole cover"),
        ("井盖丢失、破裂、松动、下沉或有响声", "A cover is missing, cracked, loose, sunken or rattling"),
        (
            "井盖 窨井 下水井 盖子 丢了 破了 松动 响 塌 沉 没盖 铁盖",
            "manhole cover drain lid missing broken loose rattle hole",
        ),
        "circle-dot",
        choose(
            "trouble",
            ("是什么情况？", "What is wrong with it?"),
            ("missing", "不见了", "It is gone"),
            ("broken", "破了", "Broken"),
            ("loose", "松动、有响声", "Loose or noisy"),
            ("sunken", "下沉", "Sunken"),
            required=True,
        ),
        choose(
            "owner",
            ("盖上写着什么？", "What does the cover say?"),
            ("rain", "雨", "雨 rain"),
            ("sewage", "污", "污 sewage"),
            ("water", "给水", "给水 water"),
            ("power", "电力", "电力 power"),
            ("telecom", "通信", "通信 telecom"),
            ("gas", "燃气", "燃气 gas"),
            ("unknown", "看不清", "Cannot tell"),
        ),
        hours=12,
    ),
    _UTILITIES.leaf(
        "street-lamp",
        ("路灯故障", "Street lamp"),
        ("路灯不亮、闪烁、白天亮着，灯杆歪斜或破损", "A lamp is dark, flickers, burns by day, or its post leans"),
        (
            "路灯 灯 不亮 灭了 黑 漆黑 照明 闪 灯杆 灯罩 晚上看不见 太暗",
            "street lamp light dark out flicker lamppost pole dim unlit night",
        ),
        "lamp",
        ask("pole", "string", ("灯杆上的编号（如看得到）", "Number on the post, if you can see it")),
        ask("lamps", "number", ("大约几盏不亮？", "About how many lamps are dark?")),
    ),
    _UTILITIES.leaf(
        "water-supply",
        ("停水、水压低、水浑", "No or poor tap water"),
        ("家里没水、水很小或水质发黄发浑", "No water, low pressure, or brown and cloudy water at home"),
        (
            "停水 没水 水压 水小 自来水 浑 黄水 异味 供水 水龙头 洗不了澡",
            "no water tap pressure low brown cloudy supply outage smell",
        ),
        "droplets",
        choose(
            "trouble",
            ("是什么情况？", "What is wrong?"),
            ("none", "完全没水", "No water at all"),
            ("low", "水很小", "Low pressure"),
            ("dirty", "水浑、有异味", "Cloudy or smelly"),
            required=True,
        ),
        ask("since", "datetime", ("从什么时候开始？", "Since when?")),
        hours=12,
    ),
    _UTILITIES.leaf(
        "water-leak",
        ("供水管漏水", "Leaking water pipe"),
        ("路面或墙边渗水、滴水，水表、阀门漏水", "Water seeps from the ground or a wall, a meter or valve leaks"),
        ("漏水 渗水 水管 滴水 水表 阀门 冒水 浪费水 管道", "leak leaking pipe water meter valve dripping seep"),
        "droplet",
        hours=24,
        difficulty="hard",
    ),
    _UTILITIES.leaf(
        "storm-drain",
        ("雨水口堵塞", "Blocked storm drain"),
        ("雨篦子堵住、破损，一下雨就积水", "A gully is blocked or its grate broken, so rain does not run off"),
        (
            "雨水口 雨篦子 雨水井 堵 积水 排水 下水道 树叶 淤泥",
            "storm drain gully grate blocked clogged rainwater runoff",
        ),
        "waves",
    ),
    _UTILITIES.leaf(
        "sewage-overflow",
        ("污水外溢", "Sewage overflow"),
        ("污水井、化粪池往外冒，有臭味", "Sewage comes up from a drain or septic tank, with smell"),
        ("污水 粪水 化粪池 臭 冒 溢 下水道 堵 返水", "sewage overflow septic smell stink sewer backing up"),
        "biohazard",
        hours=24,
        difficulty="hard",
    ),
    _UTILITIES.leaf(
        "gas-box",
        ("燃气设施破损", "Damaged gas equipment"),
        (
            "调压箱、燃气管、警示桩破损锈蚀；闻到气味请选“燃气泄漏”",
            "A regulator box, pipe or marker is damaged or rusty; if you smell gas choose “Gas leak”",
        ),
        ("燃气 煤气 天然气 管道 调压箱 阀门 锈 警示桩 破损", "gas pipe regulator box rusty damaged marker valve"),
        "flame-kindling",
        hours=24,
        difficulty="hard",
    ),
    _UTILITIES.leaf(
        "power-box",
        ("电力箱柜破损", "Open or damaged power cabinet"),
        (
            "配电箱门开着、破损、漏电，变压器有异响",
            "A cabinet stands open, is damaged or live, a transformer hums loudly",
        ),
        (
            "电箱 配电箱 变压器 电柜 箱门 开着 漏电 触电 异响",
            "power cabinet box transformer open door electric shock hum",
        ),
        "plug-zap",
        hours=12,
    ),
    _UTILITIES.leaf(
        "cable",
        ("线缆垂落", "Hanging cable"),
        ("电线、网线、光缆垂下来、断开或乱成一团", "A wire or cable hangs low, is torn or tangled"),
        (
            "电线 网线 光缆 线缆 垂下来 断了 掉下来 飞线 蜘蛛网 挂 电线杆",
            "cable wire hanging low broken tangled overhead line pole",
        ),
        "cable",
        hours=24,
    ),
    _UTILITIES.leaf(
        "fire-hydrant",
        ("消火栓损坏", "Fire hydrant"),
        ("消火栓漏水、缺盖、被撞歪、被遮挡", "A hydrant leaks, lacks its cap, was hit or is blocked"),
        ("消火栓 消防栓 消防 漏水 撞歪 被挡 盖子", "fire hydrant leaking hit blocked cap missing"),
        "fire-extinguisher",
        hours=24,
    ),
    _UTILITIES.leaf(
        "public-toilet",
        ("公厕", "Public toilet"),
        ("公厕脏、没水、没灯、门锁坏、没有手纸", "A public toilet is dirty, without water, light, lock or paper"),
        (
            "公厕 厕所 卫生间 洗手间 脏 臭 没水 没纸 门锁 灯",
            "public toilet restroom dirty smell no water paper lock light",
        ),
        "toilet",
        choose(
            "trouble",
            ("有什么问题？", "What is wrong?"),
            ("dirty", "不干净", "Dirty"),
            ("water", "没有水", "No water"),
            ("light", "灯不亮", "No light"),
            ("door", "门或锁坏", "Door or lock"),
            ("access", "无障碍设施坏", "Not accessible"),
            several=True,
        ),
    ),
    _UTILITIES.leaf(
        "fitness",
        ("健身器材损坏", "Outdoor gym"),
        ("小区或公园的健身器材松动、断裂、缺零件", "Outdoor exercise equipment is loose, broken or lacks parts"),
        (
            "健身器材 健身 器械 单杠 漫步机 秋千 滑梯 松动 断了 螺丝",
            "fitness gym equipment outdoor swing slide loose broken bolt",
        ),
        "dumbbell",
        difficulty="hard",
        hours=72,
    ),
    _UTILITIES.leaf(
        "bench",
        ("座椅损坏", "Broken bench"),
        ("街边、公园的座椅缺板、松动、脏污", "A bench lacks a slat, wobbles or is dirty"),
        ("座椅 长椅 凳子 椅子 木板 断 坏 松动 坐", "bench seat slat broken wobbly chair"),
        "armchair",
        simple=True,
        difficulty="hard",
        hours=72,
    ),
)

TRAFFIC: tuple[Category, ...] = (
    _TRAFFIC.leaf(
        "pothole",
        ("路面坑洞", "Pothole"),
        ("车行道坑洞、裂缝、沉陷、鼓包", "A hole, crack, dip or bump in the road"),
        (
            "坑 坑洞 坑洼 路面 破损 颠 裂缝 沉陷 大坑 柏油 车行道 补路",
            "pothole hole road surface crack bump dip asphalt",
        ),
        "construction",
        choose(
            "size",
            ("大约多大？", "About how big?"),
            ("hand", "像手掌", "Like a hand"),
            ("basin", "像脸盆", "Like a basin"),
            ("table", "像桌面", "Like a table"),
            ("larger", "更大", "Larger"),
        ),
        difficulty="hard",
    ),
    _TRAFFIC.leaf(
        "sidewalk",
        ("人行道破损", "Broken pavement"),
        ("地砖松动、缺失、翘起，容易绊倒", "Paving stones are loose, missing or raised and people trip"),
        (
            "人行道 地砖 砖 松动 翘 缺 绊倒 溅水 路沿 台阶 坡道",
            "pavement sidewalk paving stone loose missing trip kerb ramp",
        ),
        "footprints",
        difficulty="hard",
    ),
    _TRAFFIC.leaf(
        "tactile-paving",
        ("盲道损坏或中断", "Tactile paving"),
        (
            "盲道砖缺失、被挡、通向障碍物",
            "Guiding stones for blind people are missing, blocked or lead into an obstacle",
        ),
        ("盲道 盲人 无障碍 导盲 中断 缺 挡 砖", "tactile paving blind accessible guide missing blocked"),
        "accessibility",
        difficulty="hard",
    ),
    _TRAFFIC.leaf(
        "traffic-light",
        ("信号灯故障", "Traffic light"),
        ("红绿灯不亮、常亮、时间不合理、按钮失灵", "A signal is dark, stuck, badly timed, or its button does nothing"),
        (
            "红绿灯 信号灯 不亮 黄闪 绿灯 太短 行人灯 按钮 倒计时 路口",
            "traffic light signal dark stuck timing button pedestrian crossing",
        ),
        "traffic-cone",
        choose(
            "trouble",
            ("是什么情况？", "What is wrong?"),
            ("dark", "不亮", "Dark"),
            ("stuck", "一直不变", "Stuck"),
            ("timing", "时间不合理", "Bad timing"),
            ("turned", "灯头歪了", "Turned away"),
            ("button", "按钮失灵", "Button"),
            required=True,
        ),
        hours=6,
    ),
    _TRAFFIC.leaf(
        "traffic-sign",
        ("交通标志损坏", "Traffic sign"),
        ("标志牌倒了、歪了、被遮挡、看不清", "A sign has fallen, is bent, hidden or unreadable"),
        (
            "标志 标牌 指示牌 限速牌 禁停 倒了 歪 被树挡 看不清",
            "traffic sign fallen bent hidden unreadable speed limit",
        ),
        "signpost",
    ),
    _TRAFFIC.leaf(
        "road-marking",
        ("标线不清", "Faded road marking"),
        ("斑马线、车道线、停车线磨没了", "A crossing, lane or stop line has worn away"),
        (
            "标线 斑马线 人行横道 车道线 停车位 白线 磨 看不清 掉色",
            "road marking zebra crossing lane line faded worn paint",
        ),
        "route",
        difficulty="complicated",
        hours=120,
    ),
    _TRAFFIC.leaf(
        "guardrail",
        ("护栏损坏", "Guard rail"),
        ("隔离护栏、桥栏被撞坏、松动、缺失", "A railing was hit, is loose or missing"),
        ("护栏 栏杆 隔离栏 撞 倒 缺口 松 桥栏", "guard rail railing barrier hit loose missing bridge"),
        "fence",
        hours=48,
    ),
    _TRAFFIC.leaf(
        "bus-stop",
        ("公交站亭", "Bus stop"),
        ("站亭玻璃、座椅、站牌、电子屏损坏", "Glass, seat, sign or display of a stop is broken"),
        ("公交站 站亭 站牌 候车亭 电子屏 玻璃 座椅 顶棚 漏雨", "bus stop shelter sign display glass seat roof"),
        "bus-front",
        difficulty="hard",
        hours=72,
    ),
    _TRAFFIC.leaf(
        "bridge",
        ("桥梁、天桥、地道", "Bridge or underpass"),
        ("伸缩缝破损、扶手松动、电梯停运、渗水", "A joint is broken, a rail loose, a lift stopped, water seeps in"),
        (
            "桥 天桥 地下通道 人行天桥 扶手 伸缩缝 扶梯 渗水 台阶",
            "bridge footbridge underpass joint handrail escalator seep",
        ),
        "waypoints",
        difficulty="complicated",
        hours=120,
    ),
)

CITYSCAPE: tuple[Category, ...] = (
    _CITYSCAPE.leaf(
        "litter-bin",
        ("垃圾桶满溢、损坏", "Litter bin"),
        ("果皮箱、垃圾桶满了、倒了、破了、缺盖", "A bin is full, overturned, broken or without lid"),
        (
            "垃圾桶 果皮箱 垃圾箱 满了 溢出 倒了 破 盖子 清运 分类",
            "litter bin trash can full overflowing overturned broken lid",
        ),
        "trash-2",
        simple=True,
        hours=12,
    ),
    _CITYSCAPE.leaf(
        "recycling-point",
        ("垃圾分类点", "Recycling point"),
        ("分类亭损坏、混装、开放时间不合适", "A recycling point is broken, mixed up or never open"),
        (
            "垃圾分类 分类亭 投放点 可回收 厨余 混装 撤桶 开放时间",
            "recycling point sorting station mixed opening hours",
        ),
        "recycle",
        hours=48,
    ),
    _CITYSCAPE.leaf(
        "noticeboard",
        ("宣传栏、信报箱", "Notice board"),
        ("宣传栏玻璃破、字掉了、信报箱坏", "A notice board is broken or faded, letter boxes are damaged"),
        ("宣传栏 公告栏 橱窗 玻璃 信报箱 褪色 掉字", "notice board display case glass faded letter box"),
        "clipboard-list",
        simple=True,
        difficulty="hard",
        hours=72,
    ),
    _CITYSCAPE.leaf(
        "street-name-sign",
        ("路名牌、门牌", "Street name or house number"),
        ("路名牌、门牌缺失、写错、被挡", "A street name or number plate is missing, wrong or hidden"),
        ("路名牌 门牌 门牌号 路牌 楼栋号 写错 缺失 找不到", "street name sign house number plate missing wrong hidden"),
        "map-pin",
        difficulty="hard",
        hours=72,
    ),
)

GREENING: tuple[Category, ...] = (
    _GREENING.leaf(
        "tree",
        ("树木枯死、倾斜", "Dead or leaning tree"),
        ("行道树枯死、倾斜、蛀空，可能倒下", "A street tree is dead, leaning or hollow and may fall"),
        ("树 行道树 大树 枯死 倾斜 歪 蛀 空心 要倒 香樟 梧桐", "tree dead leaning hollow may fall street tree"),
        "tree-deciduous",
        difficulty="hard",
    ),
    _GREENING.leaf(
        "branch",
        ("树枝断落、遮挡", "Fallen or low branch"),
        ("断枝挡路，树枝遮住路灯、信号灯、窗户", "A branch blocks the way or hides a lamp, signal or window"),
        (
            "树枝 断枝 枝叶 遮挡 修剪 挡住 挡光 掉下来 压 窗户",
            "branch fallen low hides pruning trim blocks window light",
        ),
        "tree-pine",
        simple=True,
    ),
    _GREENING.leaf(
        "lawn",
        ("绿地损坏", "Damaged green space"),
        ("草坪枯死、黄土裸露、被车压、被种菜", "Lawn is dead, bare, driven over or dug up for vegetables"),
        (
            "绿地 草坪 草地 绿化带 黄土 裸露 枯 种菜 毁绿 杂草",
            "lawn grass green bare soil weeds vegetables damaged verge",
        ),
        "sprout",
        difficulty="hard",
        hours=72,
    ),
    _GREENING.leaf(
        "park-facility",
        ("公园设施损坏", "Park facility"),
        (
            "公园里的步道、亭子、栏杆、游乐设施、喷泉损坏",
            "A path, pavilion, railing, playground or fountain in a park is broken",
        ),
        ("公园 步道 亭子 木栈道 游乐 喷泉 滑滑梯 栏杆 坏", "park path pavilion boardwalk playground fountain broken"),
        "trees",
        difficulty="hard",
        hours=72,
    ),
)

OTHER: tuple[Category, ...] = (
    _OTHER.leaf(
        "abandoned-facility",
        ("废弃设施", "Abandoned facility"),
        ("废弃的电线杆、电话亭、石墩、铁架没人管", "An old pole, phone box, block or frame that nobody looks after"),
        ("废弃 电线杆 电话亭 石墩 铁架 没人管 岗亭 断桩", "abandoned pole phone box frame block disused"),
        "archive-x",
        difficulty="complicated",
        hours=120,
    ),
    _OTHER.leaf(
        "riverside",
        ("河堤与水边设施", "Riverside facility"),
        ("河堤栏杆、台阶、救生圈、警示牌损坏", "A railing, step, life ring or warning sign by the water is damaged"),
        (
            "河堤 江边 栏杆 救生圈 台阶 亲水 警示牌 护坡 码头",
            "riverside embankment railing life ring steps warning sign",
        ),
        "life-buoy",
        difficulty="hard",
        hours=48,
    ),
)

COMPONENTS: tuple[Category, ...] = (*UTILITIES, *TRAFFIC, *CITYSCAPE, *GREENING, *OTHER)
