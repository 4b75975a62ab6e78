"""Events 事件: what people or weather do in the street."""

from __future__ import annotations

from cogov.demo.categories.model import Category, Shelf, ask, choose, group

_CLEANING = Shelf("event", "street-cleaning")
_ADVERTISING = Shelf("event", "advertising")
_WORKS = Shelf("event", "works")
_ORDER = Shelf("event", "street-order")
_EMERGENCY = Shelf("event", "emergencies")
_OTHER = Shelf("event", "other-event")

GROUPS: tuple[Category, ...] = (
    group(
        "event",
        "event",
        "",
        ("事件", "What happens"),
        ("街上发生的、会变的事情", "What people or weather do in the street"),
        "zap",
    ),
    group(
        "street-cleaning",
        "event",
        "event",
        ("市容环境", "Cleanliness"),
        ("垃圾、脏乱、焚烧、河面漂浮物", "Rubbish, dirt, burning, things in the river"),
        "brush-cleaning",
    ),
    group(
        "advertising",
        "event",
        "event",
        ("宣传广告", "Signs and advertising"),
        ("小广告、横幅、招牌、涂写", "Flyers, banners, billboards, graffiti"),
        "megaphone",
    ),
    group(
        "works",
        "event",
        "event",
        ("施工管理", "Construction sites"),
        ("夜间施工、扬尘、占道、渣土", "Night work, dust, blocked roads, mud"),
        "hard-hat",
    ),
    group(
        "street-order",
        "event",
        "event",
        ("街面秩序", "Order in the street"),
        ("乱停车、占道经营、噪声、油烟", "Parking, stalls, noise, fumes"),
        "shopping-cart",
    ),
    group(
        "emergencies",
        "event",
        "event",
        ("突发事件", "Emergencies"),
        (
            "有危险、要马上处理的事；人命关天请先打110、119、120",
            "Danger that cannot wait; where life is at risk call 110, 119 or 120 first",
        ),
        "siren",
    ),
    group(
        "other-event",
        "event",
        "event",
        ("其他事件", "Other events"),
        ("上面没有的事情", "What is not listed above"),
        "circle-ellipsis",
    ),
)

CLEANING: tuple[Category, ...] = (
    _CLEANING.leaf(
        "rubbish",
        ("暴露垃圾", "Rubbish in the street"),
        ("路边、绿地、楼下堆着垃圾没人清", "Rubbish lies by the road, on a lawn or at a door"),
        ("垃圾 堆 没人清 乱扔 垃圾袋 臭 苍蝇 脏 路边", "rubbish garbage litter pile bags smell flies dumped"),
        "trash",
        simple=True,
        hours=12,
    ),
    _CLEANING.leaf(
        "bulky-waste",
        ("大件垃圾", "Bulky waste"),
        ("沙发、床垫、旧家具丢在公共地方", "A sofa, mattress or old furniture left in public"),
        ("大件 沙发 床垫 家具 柜子 马桶 丢弃 楼道 旧", "bulky waste sofa mattress furniture wardrobe dumped"),
        "sofa",
        hours=48,
    ),
    _CLEANING.leaf(
        "rubble",
        ("建筑垃圾乱倒", "Dumped rubble"),
        ("装修垃圾、渣土倒在路边或空地", "Building waste or earth dumped by the road or on open land"),
        ("建筑垃圾 装修垃圾 渣土 砖头 水泥 偷倒 空地", "rubble building waste debris bricks dumped fly-tipping"),
        "brick-wall",
        difficulty="hard",
    ),
    _CLEANING.leaf(
        "dirty-road",
        ("道路不洁", "Dirty road"),
        ("路面有泥、油、呕吐物、落叶、碎玻璃", "Mud, oil, vomit, leaves or glass on the road"),
        ("路面 脏 泥 油污 碎玻璃 落叶 呕吐物 清扫 冲洗 粪便", "dirty road mud oil glass leaves sweep wash"),
        "brush-cleaning",
        simple=True,
        hours=12,
    ),
    _CLEANING.leaf(
        "river-rubbish",
        ("河面漂浮物", "Rubbish in the water"),
        ("河里、湖里有垃圾、水草、死鱼，水黑臭", "Rubbish, weeds or dead fish in river or lake, black water"),
        (
            "河面 湖面 漂浮物 水葫芦 死鱼 黑臭 水体 河道 溪 江",
            "river lake floating rubbish weeds dead fish black smelly water",
        ),
        "fish",
        difficulty="hard",
    ),
    _CLEANING.leaf(
        "dog-mess",
        ("犬只扰民、粪便", "Dogs and dog mess"),
        ("遛狗不牵绳、狗粪没清、流浪狗", "Dogs off the lead, dog mess, stray dogs"),
        ("狗 犬 遛狗 不牵绳 狗屎 狗粪 流浪狗 咬 大型犬", "dog mess off lead leash stray dogs bite"),
        "dog",
        simple=True,
    ),
    _CLEANING.leaf(
        "burning",
        ("露天焚烧", "Open burning"),
        ("烧垃圾、烧秸秆、烧树叶，烟很大", "Rubbish, straw or leaves are burnt in the open"),
        ("焚烧 烧 烟 秸秆 树叶 垃圾 呛 味道 冒烟", "burning smoke straw leaves rubbish fire smell"),
        "flame",
        hours=4,
    ),
)

ADVERTISING: tuple[Category, ...] = (
    _ADVERTISING.leaf(
        "small-ads",
        ("小广告", "Stuck-on flyers"),
        ("墙上、楼道、电线杆上贴满小广告", "Flyers stuck on walls, stairwells and poles"),
        ("小广告 牛皮癣 贴 楼道 墙 电线杆 办证 开锁 疏通 卡片", "flyers stickers ads wall pole stairwell posters"),
        "sticker",
        simple=True,
        hours=48,
    ),
    _ADVERTISING.leaf(
        "banner",
        ("违规横幅、灯箱", "Unauthorised banner"),
        ("没批准的横幅、灯箱、充气拱门挡路", "A banner, light box or arch without permit is in the way"),
        ("横幅 条幅 灯箱 拱门 彩旗 海报 违规 挡路", "banner light box poster unauthorised arch flags"),
        "flag",
        hours=48,
    ),
    _ADVERTISING.leaf(
        "billboard",
        ("招牌、广告牌松动", "Loose billboard"),
        ("招牌、广告牌松动、破损，大风天危险", "A sign or billboard is loose or torn and dangerous in wind"),
        ("招牌 广告牌 店招 松动 要掉 大风 铁皮 破损 危险", "billboard shop sign loose falling wind torn dangerous"),
        "rectangle-horizontal",
        hours=12,
    ),
    _ADVERTISING.leaf(
        "graffiti",
        ("乱涂乱画", "Graffiti"),
        ("墙面、桥墩、座椅被涂写、刻画", "Walls, piers or seats are scribbled on"),
        ("涂鸦 乱涂 乱画 喷漆 刻字 墙面 桥墩 喷字", "graffiti scribble spray paint wall carved"),
        "spray-can",
        simple=True,
        difficulty="hard",
        hours=72,
    ),
)

WORKS: tuple[Category, ...] = (
    _WORKS.leaf(
        "night-works",
        ("夜间施工噪声", "Noise from night works"),
        ("晚上十点到早上六点还在施工", "Building goes on between ten at night and six in the morning"),
        (
            "夜间施工 工地 噪音 吵 打桩 半夜 凌晨 搅拌车 睡不着",
            "night construction noise site piling midnight concrete sleep",
        ),
        "moon",
        hours=4,
    ),
    _WORKS.leaf(
        "dust",
        ("工地扬尘", "Dust from a site"),
        ("工地没盖、没洒水，灰很大", "A site is not covered or sprinkled and dust flies"),
        ("扬尘 灰尘 工地 没盖 洒水 裸土 灰大 关窗", "dust construction site uncovered soil sprinkling windows"),
        "wind",
    ),
    _WORKS.leaf(
        "occupied-road",
        ("施工占道", "Works block the way"),
        ("围挡占了人行道、车道，没有留通道", "A site fence takes the pavement or lane and leaves no way through"),
        ("占道 围挡 施工 挖路 绕行 没有通道 人行道 封路", "works block road pavement fence closed detour no passage"),
        "construction",
        difficulty="hard",
    ),
    _WORKS.leaf(
        "unrestored-road",
        ("挖路后未恢复", "Road not restored after works"),
        ("挖开后没回填好、没铺回原样", "A trench was not filled or paved as before"),
        ("挖开 开挖 回填 没恢复 铺回 沟 钢板 补 施工完", "trench not filled restored after works steel plate patch"),
        "shovel",
        difficulty="hard",
        hours=72,
    ),
    _WORKS.leaf(
        "mud-trucks",
        ("渣土车撒漏", "Mud from lorries"),
        ("渣土车不盖、带泥上路、撒了一路", "Lorries spill earth or drive mud onto the road"),
        ("渣土车 撒漏 带泥 土方车 泥头车 一路泥 不盖 超速", "lorry truck mud spill earth uncovered dirt"),
        "truck",
        ask("plate", "string", ("车牌号（如看到）", "Number plate, if seen")),
        hours=12,
    ),
)

ORDER: tuple[Category, ...] = (
    _ORDER.leaf(
        "illegal-parking",
        ("机动车乱停", "Illegal parking"),
        ("占消防通道、人行道、公交站、路口停车", "Cars in a fire lane, on the pavement, at a stop or crossing"),
        (
            "乱停车 违停 停车 消防通道 堵 人行道 挡 车位 公交站 路口",
            "illegal parking car fire lane pavement blocked double parked",
        ),
        "car-front",
        choose(
            "where",
            ("停在哪里？", "Where does it stand?"),
            ("fire", "消防通道", "Fire lane"),
            ("pavement", "人行道", "Pavement"),
            ("crossing", "路口、斑马线", "Crossing"),
            ("stop", "公交站", "Bus stop"),
            ("other", "其他", "Elsewhere"),
            required=True,
        ),
        ask("plate", "string", ("车牌号", "Number plate")),
        hours=4,
    ),
    _ORDER.leaf(
        "shared-bikes",
        ("共享单车乱停", "Shared bikes"),
        ("单车、电动车堆在路上、倒成一片、占盲道", "Bikes pile up, lie about or block the way"),
        ("共享单车 单车 电动车 乱停 堆 倒 占盲道 地铁口 挡路", "shared bikes bicycles pile blocked scooters pavement"),
        "bike",
        simple=True,
        hours=12,
    ),
    _ORDER.leaf(
        "vendors",
        ("占道经营", "Street vendors in the way"),
        ("摊贩、店铺把东西摆到人行道、车道上", "Stalls or shops spread over pavement or lane"),
        (
            "摊贩 占道经营 流动摊 出店 夜市 烧烤摊 摆摊 菜摊 堵路",
            "vendors stalls pavement blocked shop goods night market",
        ),
        "store",
        hours=12,
    ),
    _ORDER.leaf(
        "obstructed-way",
        ("堆物占道", "Things block the way"),
        ("私人物品、地锁、石墩、花盆占了公共通道", "Private things, locks, blocks or pots take the public way"),
        ("堆物 杂物 占道 地锁 石墩 花盆 通道 堵 私占 盲道", "obstruction things block passage lock pots private"),
        "package",
        simple=True,
    ),
    _ORDER.leaf(
        "abandoned-vehicle",
        ("僵尸车", "Abandoned vehicle"),
        ("长期没人开的汽车、电动车、三轮车占位", "A car, scooter or tricycle left for months"),
        (
            "僵尸车 废弃车 没人开 灰 轮胎没气 占车位 三轮车 电动车",
            "abandoned vehicle car flat tyres dust months scooter",
        ),
        "car",
        difficulty="complicated",
        hours=168,
    ),
    _ORDER.leaf(
        "public-noise",
        ("广场、商铺噪声", "Noise in public"),
        ("广场舞、音响、叫卖、酒吧、KTV太吵", "Loud dancing, speakers, hawking, bars or karaoke"),
        ("噪音 广场舞 音响 喇叭 叫卖 KTV 酒吧 太吵 扰民 音乐", "noise loud dancing speaker music bar karaoke hawking"),
        "volume-2",
        ask("when", "string", ("一般几点到几点？", "Usually from when to when?")),
    ),
    _ORDER.leaf(
        "fumes",
        ("油烟异味", "Fumes and smells"),
        ("餐馆、烧烤油烟，工厂异味、废气", "Fumes of kitchens and grills, smells of factories"),
        (
            "油烟 烧烤 餐馆 异味 臭味 废气 烟囱 排烟 开不了窗",
            "fumes kitchen grill restaurant smell factory exhaust window",
        ),
        "cloud-fog",
        difficulty="hard",
    ),
)

EMERGENCIES: tuple[Category, ...] = (
    _EMERGENCY.leaf(
        "burst-pipe",
        ("水管爆裂", "Burst water main"),
        ("大量水从地下喷出，路被淹", "Much water bursts from the ground and floods the road"),
        ("爆管 爆裂 喷水 水柱 水管 淹 主管 自来水 大量", "burst pipe main water gushing flood fountain"),
        "waves",
        emergency=True,
        hours=6,
        difficulty="hard",
    ),
    _EMERGENCY.leaf(
        "flooding",
        ("积水内涝", "Flooded road"),
        ("雨后路面积水深，车和人过不去", "Rain water stands so deep that people and cars cannot pass"),
        ("积水 内涝 淹 水深 下穿 涵洞 过不去 暴雨 车库进水", "flooded flooding deep water rain underpass garage"),
        "cloud-rain",
        choose(
            "depth",
            ("水有多深？", "How deep?"),
            ("ankle", "到脚踝", "Ankle"),
            ("knee", "到膝盖", "Knee"),
            ("waist", "到腰", "Waist"),
            required=True,
        ),
        emergency=True,
        hours=6,
    ),
    _EMERGENCY.leaf(
        "gas-leak",
        ("燃气泄漏", "Gas leak"),
        ("闻到煤气味；请先离开、不要开关电器，再报", "You smell gas; leave first, touch no switches, then report"),
        ("煤气味 燃气 泄漏 漏气 臭鸡蛋 天然气 味道", "gas leak smell rotten eggs natural gas"),
        "flame",
        emergency=True,
        hours=2,
    ),
    _EMERGENCY.leaf(
        "road-collapse",
        ("路面塌陷", "Road collapse"),
        ("路面突然塌出大洞，地下空了", "The road has sunk into a hole, the ground below is hollow"),
        ("塌陷 塌了 地陷 大洞 空洞 下陷 路面 突然", "collapse sinkhole road hollow caved in"),
        "triangle-alert",
        emergency=True,
        hours=12,
        difficulty="complicated",
    ),
    _EMERGENCY.leaf(
        "power-cut",
        ("停电", "Power cut"),
        ("一片或一栋楼停电，没有通知", "A block or quarter is without power and was not told"),
        ("停电 没电 跳闸 电梯 空调 整栋 通知 供电 来电", "power cut outage blackout electricity no power lift"),
        "zap-off",
        emergency=True,
        hours=6,
    ),
    _EMERGENCY.leaf(
        "fallen-tree",
        ("大树倒伏", "Fallen tree"),
        ("树倒了，压住车、电线或挡住路", "A tree has fallen on a car, a wire or across the road"),
        ("树倒 倒伏 大树 压车 电线 挡路 台风 大风 连根", "fallen tree blocked road wind storm uprooted car wire"),
        "tree-deciduous",
        emergency=True,
        hours=6,
    ),
    _EMERGENCY.leaf(
        "landslip",
        ("边坡、围墙坍塌", "Landslip or fallen wall"),
        ("山坡滑土、挡墙开裂、围墙倒塌", "A slope slips, a retaining wall cracks, a wall falls"),
        ("滑坡 边坡 围墙 坍塌 开裂 挡土墙 倒塌 山体 泥石", "landslip landslide wall collapse crack slope retaining"),
        "mountain",
        emergency=True,
        hours=12,
        difficulty="complicated",
    ),
)

OTHER: tuple[Category, ...] = (
    _OTHER.leaf(
        "lift",
        ("电梯故障", "Lift out of order"),
        ("住宅、天桥电梯停运、困人、异响", "A lift in a house or footbridge has stopped, traps people or rattles"),
        ("电梯 停运 困人 异响 抖 维修 楼 老人 下不了楼", "lift elevator stopped trapped rattling repair stairs"),
        "arrow-up-down",
        difficulty="hard",
        hours=24,
    ),
    _OTHER.leaf(
        "wasps",
        ("马蜂窝、蛇虫鼠", "Wasps, snakes, rats"),
        ("马蜂窝、蛇、老鼠、白蚁出现在公共地方", "A wasps' nest, snakes, rats or termites in a public place"),
        ("马蜂 蜂窝 蛇 老鼠 白蚁 蟑螂 蚊子 灭鼠", "wasps nest snake rats termites mosquitoes pests"),
        "bug",
        hours=24,
    ),
    _OTHER.leaf(
        "person-in-need",
        ("需要救助的人", "A person in need"),
        ("流浪、走失、独居老人需要帮助", "Somebody homeless, lost or alone needs help"),
        ("流浪 乞讨 走失 老人 独居 救助 迷路 挨冻 帮助", "homeless lost elderly alone help shelter cold"),
        "hand-heart",
        hours=4,
        private=True,
    ),
)

EVENTS: tuple[Category, ...] = (*CLEANING, *ADVERTISING, *WORKS, *ORDER, *EMERGENCIES, *OTHER)
