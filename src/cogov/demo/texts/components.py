"""What residents write about components; the slots are explained in `texts`."""

from __future__ import annotations

from cogov.demo.texts.model import Voices

VOICES: Voices = {
    "manhole-cover": (
        (
            "{p}有个井盖不见了，只用树枝插着，晚上根本看不清。",
            "{p}的井盖裂成两半，车一压就翘起来，太吓人了。",
            "{p}井盖松动，半夜车过哐当哐当响，楼上都听得见，已经{d}了。",
            "骑电动车经过{p}，井盖下沉有十公分，差点摔倒。",
            "{p}那个写着“雨”字的盖子边上塌了一圈，小孩上学都从这走。",
            "麻烦看一下{p}的下水井，盖子破了个洞，能把脚陷进去。",
            "{p}井盖和路面不平，下雨积水看不见，{s}有老人绊了一跤。",
        ),
        (
            "A manhole cover is missing near {p}. Somebody put a branch in it, you can't see it at night.",
            "The cover at {p} is cracked in two and tips up when cars drive over it.",
            "Loose manhole cover at {p}, it bangs all night. It has been {d} now.",
        ),
    ),
    "street-lamp": (
        (
            "{p}的路灯{s}就不亮了，一整段路都是黑的。",
            "{p}有{n}盏灯灭了，晚上下班走这里心里发毛。",
            "{p}路灯一闪一闪的，正对着我家窗户，睡不好觉，{d}了。",
            "{p}的路灯大白天亮着，太浪费电了。",
            "我妈七十多了，{p}没有灯，她晚上不敢出门倒垃圾。",
            "{p}灯杆被车撞歪了，线都露出来，灯也不亮。",
            "上次报过{p}的路灯，修好两天又黑了，请彻底查一下。",
            "{p}拐弯那里的灯灭了{d}，电动车多，容易撞到人。",
        ),
        (
            "The street lamp at {p} has been dark since {s}. The whole stretch is pitch black.",
            "{n} lamps are out around {p}. I don't feel safe walking home from work.",
            "Lamp at {p} flickers all night right outside our bedroom window.",
            "The lamp post at {p} was hit by a car and leans, wires are showing.",
        ),
    ),
    "water-supply": (
        (
            "{p}这一片{s}开始停水，没有看到任何通知。",
            "{p}家里水特别小，洗澡都洗不了，{d}了。",
            "{p}的自来水发黄，放了半个小时还是浑的，能喝吗？",
            "早上起来一滴水都没有，{p}，家里有婴儿，什么时候来水？",
            "{p}六楼以上晚上七点以后就没水压，热水器打不着火。",
            "{p}水有一股漂白粉味，烧开了也有，麻烦查一下水质。",
        ),
        (
            "No water at {p} since {s}, and no notice anywhere. We have a baby at home.",
            "Very low water pressure at {p} for {d}, the shower hardly works.",
            "Tap water at {p} is brown. Is it safe to drink?",
        ),
    ),
    "water-leak": (
        (
            "{p}路面一直往外渗水，晴天也是湿的，{d}了。",
            "{p}水表井里哗哗响，井里都是水，估计管子漏了。",
            "{p}墙根的水管滴水，地上长了青苔，老人走过容易滑。",
            "{p}花坛边的阀门关不严，水白白流了{d}，看着心疼。",
            "{p}人行道砖缝冒清水，不是下水道，应该是自来水管。",
            "路过{p}，看到消防车取水后阀门没关紧，一直在流。",
        ),
        (
            "Clean water has been seeping out of the road at {p} for {d}.",
            "The water meter pit at {p} is full, something is leaking down there.",
            "A valve by the flower bed at {p} doesn't close, water runs day and night.",
        ),
    ),
    "storm-drain": (
        (
            "{p}的雨水口被树叶和泥堵死了，一下雨就积一大片。",
            "{p}雨篦子断了两根，自行车轮会卡进去。",
            "{p}下水口被烧烤摊倒的油堵住了，又臭又不下水。",
            "每次下雨{p}都成河，其实就是雨水井没人清。",
            "{p}雨水篦子被偷了，放了块木板盖着，不安全。",
            "昨天那么点雨，{p}就过不去了，看了一下雨水口全是淤泥。",
        ),
        (
            "The storm drain at {p} is packed with leaves, every rain turns it into a pond.",
            "Two bars of the grate at {p} are broken, a bike wheel could get stuck.",
            "Somebody pours grease into the drain at {p}. It stinks and nothing runs off.",
        ),
    ),
    "sewage-overflow": (
        (
            "{p}污水井往外冒，粪水流到人行道上，臭得没法走。",
            "{p}化粪池满了，一楼卫生间返水，{d}没人管。",
            "{p}下水道堵了，污水从井盖边溢出来，苍蝇到处飞。",
            "一开门就是臭水，{p}，家里老人小孩都住着，求求快点来抽。",
            "{p}小吃街后面的污水漫到路上了，走过去鞋都是湿的。",
            "{s}开始{p}就有粪水溢出，物业说是市政的，市政说是物业的。",
        ),
        (
            "Sewage is coming out of the cover at {p} and runs over the pavement. The smell is terrible.",
            "The septic tank at {p} is full, our ground floor toilet backs up. It has been {d}.",
            "Dirty water from the snack street floods the lane behind {p}.",
        ),
    ),
    "gas-box": (
        (
            "{p}墙上的燃气管锈得厉害，用手一碰就掉皮。",
            "{p}燃气调压箱的门开着，小孩在旁边玩。",
            "{p}的燃气警示桩被车撞断了，麻烦重新立一个。",
            "{p}燃气管上挂满了晾衣绳，还有人拴电动车，不安全吧？",
            "{p}煤气箱锁坏了{d}，门一直晃。没有闻到气味。",
            "{p}外墙燃气管的固定卡子掉了，管子晃来晃去。",
        ),
        (
            "The gas pipe on the wall at {p} is badly rusted. I don't smell gas, but please check.",
            "The door of the gas regulator box at {p} stands open and children play next to it.",
            "A car broke the gas warning post at {p}.",
        ),
    ),
    "power-box": (
        (
            "{p}的配电箱门大开着，里面电线都看得见，旁边就是幼儿园。",
            "{p}变压器嗡嗡响得厉害，晚上吵得睡不着。",
            "{p}电箱锈穿了，下雨天有火花，谁碰到就完了。",
            "{p}电箱的门被风吹得砰砰响，锁坏了{d}。",
            "{p}箱变外壳被撞凹，警示牌也掉了。",
            "电动车碰到{p}的铁箱子被麻了一下，怀疑漏电！",
        ),
        (
            "The power cabinet at {p} stands wide open, wires exposed, next to a kindergarten.",
            "The transformer at {p} hums so loudly that we can't sleep.",
            "I got a tingle touching the metal box at {p}. It may be live!",
        ),
    ),
    "cable": (
        (
            "{p}有根线垂到一人高，货车过的时候刮得啪啪响。",
            "{p}网线乱得像蜘蛛网，掉下来的一截挂在树上{d}了。",
            "{p}断了一根光缆，拖在地上，骑车会绊到。",
            "{s}大货车把{p}的线挂断了，现在就用竹竿撑着。",
            "{p}电线杆上的线越拉越多，有一根已经低到伸手能摸到。",
            "{p}巷子里的飞线压在瓦上，下雨就冒火花。",
        ),
        (
            "A cable hangs at head height at {p}, trucks scrape along it.",
            "Torn fibre cable lying on the ground at {p}, people on bikes get caught in it.",
            "The wires at {p} look like a spider's web and one loop is coming down.",
        ),
    ),
    "fire-hydrant": (
        (
            "{p}消火栓被车撞歪了，底下在滴水。",
            "{p}的消防栓盖子丢了，里面塞满了烟头。",
            "{p}消火栓前面长期停车，真着火了怎么办？",
            "{p}消防栓一直漏水，地上一摊，{d}了没人修。",
            "{p}消火栓被绿化带完全挡住，找都找不到。",
            "{p}的消防栓漆掉光了，阀门也锈死了，请检修。",
        ),
        (
            "A car knocked the hydrant at {p} sideways and it drips.",
            "The hydrant at {p} is always parked in. What if there is a fire?",
            "The cap of the hydrant at {p} is gone, it is full of cigarette ends.",
        ),
    ),
    "public-toilet": (
        (
            "{p}公厕没水冲，地上全是脚印，味道隔十米都闻得到。",
            "{p}公厕女厕三个门锁坏了两个。",
            "{p}的公共厕所灯不亮，老人晚上上厕所怕摔。",
            "{p}公厕早上八点还没开门，排了一队人。",
            "{p}公厕无障碍间堆了扫把和水桶，轮椅进不去。",
            "表扬一下{p}公厕的保洁大姐，不过洗手池的感应龙头坏{d}了。",
        ),
        (
            "No water in the public toilet at {p}, you can smell it ten metres away.",
            "Two of three locks in the ladies' room at {p} are broken.",
            "The accessible cabin at {p} is used as a broom cupboard.",
        ),
    ),
    "fitness": (
        (
            "{p}健身区的漫步机掉了一个脚踏，螺丝戳在外面。",
            "{p}单杠松了，我爸拉的时候整个晃。",
            "{p}小朋友滑梯裂了一道口子，会夹手。",
            "{p}的健身器材生锈，转起来吱吱叫，{d}没人保养。",
            "{p}扭腰盘坏了两个，剩下一个大家排队用。",
            "{p}秋千链子断了一边，被人绕在柱子上。",
        ),
        (
            "A pedal came off the walker in the outdoor gym at {p}, a bolt sticks out.",
            "The slide at {p} has a crack that could catch a child's fingers.",
            "Rusty gym equipment at {p}, half of it doesn't turn any more.",
        ),
    ),
    "bench": (
        (
            "{p}的长椅断了两根木条，坐不了人。",
            "{p}椅子一坐就晃，老人家坐着危险。",
            "{p}座椅上的钉子翘起来，把我裤子划破了。",
            "{p}长凳被人搬走一条，只剩四个脚印。",
            "{p}的座椅全是鸟粪和口香糖，{d}没人擦。",
            "{p}候车的凳子腿锈断了，用砖头垫着。",
        ),
        (
            "Two slats of the bench at {p} are broken.",
            "A nail sticks out of the bench at {p}, it tore my trousers.",
            "The bench at {p} wobbles badly, old people sit there.",
        ),
    ),
    "pothole": (
        (
            "{p}路中间一个大坑，{s}我轮胎都爆了。",
            "{p}坑坑洼洼，电动车骑过去像坐船。",
            "{p}有个脸盆大的坑，下雨积满水根本看不出来，很危险。",
            "{p}路面裂开了，越压越大，{d}没人补。",
            "上个月补过的{p}又烂了，补的料都被车带走了。",
            "{p}公交车一过整栋楼都震，路面鼓了个大包。",
            "送孩子上学天天走{p}，那个坑要绕到对向车道，太险了。",
        ),
        (
            "Deep pothole in the middle of {p}. I burst a tyre there {s}.",
            "The road at {p} is all patches and holes, riding a scooter there feels like a boat.",
            "The hole at {p} that was filled last month has opened again.",
        ),
    ),
    "sidewalk": (
        (
            "{p}人行道地砖松了一片，下雨天一踩一身泥水。",
            "{p}地砖翘起来，{s}看到一个老奶奶绊倒了。",
            "{p}路沿石倒了一截，婴儿车上不去。",
            "{p}人行道少了{n}块砖，成了小坑。",
            "{p}的坡道破了，坐轮椅根本过不去。",
            "{p}树根把地砖拱得老高，走路要看着脚下。",
        ),
        (
            "Loose paving stones at {p}. Step on one after rain and you are soaked.",
            "A tree root has lifted the pavement at {p}, an old lady tripped there {s}.",
            "The ramp at {p} is broken, my wheelchair can't get up.",
        ),
    ),
    "tactile-paving": (
        (
            "{p}盲道直接通到电线杆上，盲人朋友怎么走？",
            "{p}修完路盲道没接上，断了{n}米。",
            "{p}的盲道砖碎了好多，凸点都磨平了。",
            "我视力不好，{p}盲道上总停着电动车，撞了好几次。",
            "{p}盲道被配电箱挡住，一点提示都没有。",
            "{p}新铺的盲道方向铺反了，应该是直行铺成了停止砖。",
        ),
        (
            "The tactile paving at {p} leads straight into a lamp post.",
            "After the road works at {p} the guiding stones were never put back.",
            "I am nearly blind and the tactile strip at {p} is always full of scooters.",
        ),
    ),
    "traffic-light": (
        (
            "{p}红绿灯全灭了，四个方向的车挤成一团。",
            "{p}直行灯一直是红的，等了五分钟没变过。",
            "{p}行人绿灯只有十秒，老人走到一半就红了。",
            "{p}信号灯被风吹歪，两个方向都看到绿灯，要出事的！",
            "{p}过街按钮按了没反应，{d}了。",
            "{p}左转灯太短，一次只过{n}辆车，早高峰堵到桥上。",
            "{p}的倒计时牌花屏，看不清还剩几秒。",
        ),
        (
            "All the lights are out at {p}, cars from four sides are stuck.",
            "The pedestrian green at {p} lasts ten seconds, my mother never makes it across.",
            "The wind has turned the signal at {p}: two directions see green at once!",
        ),
    ),
    "traffic-sign": (
        (
            "{p}的禁停牌倒在草丛里{d}了。",
            "{p}限速牌被树叶挡得严严实实。",
            "{p}指路牌掉了一颗螺丝，风一吹转来转去。",
            "{p}单行线的标志被撞弯，外地车经常开错。",
            "{p}反光镜碎了，出小区看不到来车。",
            "{p}学校门口的减速标志褪色看不清了。",
        ),
        (
            "The no parking sign at {p} has been lying in the bushes for {d}.",
            "Leaves hide the speed limit sign at {p} completely.",
            "The mirror at the exit of {p} is broken, you can't see cars coming.",
        ),
    ),
    "road-marking": (
        (
            "{p}斑马线磨得看不见了，车都不让人。",
            "{p}重新铺了沥青，车道线{d}都没画。",
            "{p}停车位的线不清楚，经常为这个吵架。",
            "{p}左转和直行的箭头掉了，大家乱走。",
            "学校门口{p}的人行横道只剩几道白印子。",
            "{p}晚上下雨看不到中线，希望重新画反光的。",
        ),
        (
            "The zebra crossing at {p} has worn away and cars don't stop.",
            "{p} got new asphalt but the lanes were never painted. It's been {d}.",
            "You can't see the centre line at {p} on a rainy night.",
        ),
    ),
    "guardrail": (
        (
            "{p}中间护栏被撞倒了一排，横在车道上。",
            "{p}护栏缺了一段，好多人从这横穿马路。",
            "{p}桥上的栏杆松了，靠上去会晃。",
            "{p}隔离栏锈断了，尖头朝外，电动车擦过去会划伤。",
            "{s}出过车祸以后，{p}的护栏一直用绳子绑着。",
            "{p}河边护栏少了两根立柱，小孩能钻过去。",
        ),
        (
            "A whole row of guard rail was knocked over at {p} and lies in the lane.",
            "The railing of the bridge at {p} is loose.",
            "Two posts are missing in the fence along the water at {p}, a child fits through.",
        ),
    ),
    "bus-stop": (
        (
            "{p}公交站的玻璃碎了一地。",
            "{p}站亭漏雨，里面和外面一样下。",
            "{p}站牌上的线路还是去年的，坐错车了。",
            "{p}电子屏黑了{d}，不知道车还有几站。",
            "{p}站没有座位，老人等车只能坐马路牙子。",
            "{p}候车亭的广告灯箱门掉下来了，差点砸到人。",
        ),
        (
            "The glass of the bus shelter at {p} is shattered all over the ground.",
            "The timetable at {p} is last year's. I took the wrong bus.",
            "The display at {p} has been dark for {d}.",
        ),
    ),
    "bridge": (
        (
            "{p}桥头伸缩缝的铁条翘起来了，车过哐哐响。",
            "{p}天桥的扶手松了，楼梯防滑条也掉了。",
            "{p}地下通道一直渗水，地上滑，{s}摔了人。",
            "{p}天桥电梯停了{d}，推婴儿车的只能抬。",
            "{p}桥墩上有裂缝，还掉了块水泥，请专业的人看看。",
            "{p}人行天桥下面的灯全不亮。",
        ),
        (
            "A steel strip of the expansion joint at {p} sticks up and bangs.",
            "The lift of the footbridge at {p} has been out for {d}, we carry the pram.",
            "Water seeps into the underpass at {p}, somebody slipped there {s}.",
        ),
    ),
    "litter-bin": (
        (
            "{p}垃圾桶满了，袋子堆到地上，猫狗扒得到处都是。",
            "{p}果皮箱门掉了，垃圾一倒就漏。",
            "{p}的垃圾桶被烧了一半，一直没换。",
            "{p}桶太少，周末一到中午就满。",
            "{p}垃圾桶倒在马路上，滚来滚去。",
            "{p}厨余桶没盖，苍蝇满天飞，{d}了。",
        ),
        (
            "The bins at {p} overflow, cats pull the bags apart.",
            "The door of the litter bin at {p} is gone.",
            "There are too few bins at {p}, by noon on Sunday they are full.",
        ),
    ),
    "recycling-point": (
        (
            "{p}分类亭的投放口坏了，大家就扔地上。",
            "看到{p}清运车把分好的垃圾全倒一起，那我们分什么？",
            "{p}分类点晚上八点就关，加班的人没法投。",
            "{p}可回收箱满了{d}没人收。",
            "{p}撤桶以后最近的点要走八百米，老人拎不动。",
            "{p}分类亭的洗手池没水了。",
        ),
        (
            "I saw the truck at {p} tip everything together. Why do we sort then?",
            "The recycling point at {p} closes at eight, nobody who works can use it.",
            "The paper container at {p} has been full for {d}.",
        ),
    ),
    "noticeboard": (
        (
            "{p}宣传栏玻璃碎了一块，尖角对着小朋友。",
            "{p}的公告还是前年的，也该换换了。",
            "{p}信报箱锁都坏了，信掉在地上。",
            "{p}宣传栏的灯不亮，晚上看不了。",
            "{p}宣传橱窗进水，里面的字都花了。",
            "{p}公告栏被小广告盖满了，正经通知没地方贴。",
        ),
        (
            "A pane of the notice board at {p} is broken, the sharp corner is at child height.",
            "The notices at {p} are two years old.",
            "All the letter boxes at {p} have broken locks.",
        ),
    ),
    "street-name-sign": (
        (
            "{p}的路名牌不见了，快递天天打电话问。",
            "{p}门牌号重复，有两个一样的，救护车来了找错楼。",
            "{p}路牌被树挡住，外地朋友绕了三圈。",
            "{p}路名牌的拼音写错了。",
            "{p}楼栋号掉漆看不清，晚上更找不到。",
            "{p}新路开通{d}了还没有路牌。",
        ),
        (
            "The street name sign at {p} is gone, couriers call me every day.",
            "Two houses at {p} have the same number. An ambulance went to the wrong one.",
            "The pinyin on the sign at {p} is misspelt.",
        ),
    ),
    "tree": (
        (
            "{p}有棵大树枯死了，刮风就掉枝子，怕砸到人。",
            "{p}的行道树往马路这边歪，根都露出来了。",
            "{p}那棵老樟树蛀空了，能伸进一只手。",
            "{p}树倾斜得厉害，靠在电线上，{d}了。",
            "{p}种的几棵新树都死了，该补了。",
            "{p}大树树皮掉了一圈，不知道是不是被人弄的。",
        ),
        (
            "A big tree at {p} is dead and drops branches in the wind.",
            "The old camphor at {p} is hollow, you can put your hand in.",
            "The tree at {p} leans on the power line.",
        ),
    ),
    "branch": (
        (
            "{p}断了一根大树枝，横在人行道上。",
            "{p}的树枝把路灯全遮住了，亮了跟没亮一样。",
            "{p}树枝伸到我家窗户里了，一下雨全是虫。",
            "{p}枝叶挡住红绿灯，开到跟前才看见。",
            "{s}刮风，{p}一根断枝挂在树上随时会掉。",
            "{p}灌木长到路上来了，走路要侧身。",
        ),
        (
            "A big branch lies across the pavement at {p}.",
            "Branches hide the traffic light at {p} until you are right in front of it.",
            "A broken branch hangs in the tree at {p} and may come down any time.",
        ),
    ),
    "lawn": (
        (
            "{p}绿化带被人种上了葱和辣椒。",
            "{p}草坪死了一大片，全是黄土，刮风满脸灰。",
            "{p}绿地被车压出两条沟，{d}没人恢复。",
            "{p}杂草长得比人高，蚊子特别多。",
            "{p}花坛里的花全干死了，没人浇水。",
            "{p}绿化带被踩出一条小路，建议干脆铺几块石板。",
        ),
        (
            "Somebody grows spring onions in the green strip at {p}.",
            "The lawn at {p} is dead, only bare soil and dust.",
            "Weeds at {p} are taller than me and full of mosquitoes.",
        ),
    ),
    "park-facility": (
        (
            "{p}木栈道断了几块板，边上就是水。",
            "{p}凉亭的柱子开裂，顶上瓦片往下掉。",
            "{p}步道的灯带坏了，晚上散步看不清台阶。",
            "{p}喷泉池的水发绿，有股味道。",
            "{p}沙坑里有碎玻璃，孩子的手划破了。",
            "{p}公园直饮水坏了{d}。",
        ),
        (
            "Some boards of the boardwalk at {p} are broken, right above the water.",
            "There is broken glass in the sand pit at {p}, my son cut his hand.",
            "Tiles fall from the pavilion roof at {p}.",
        ),
    ),
    "abandoned-facility": (
        (
            "{p}一个废弃的电话亭，成了垃圾桶。",
            "{p}路中间有根没用的电线杆，车都要绕。",
            "{p}以前的岗亭空了好几年，玻璃都碎了。",
            "{p}人行道上几个铁桩子不知道干什么用的，晚上撞腿。",
            "{p}废弃的广告架子锈得快倒了。",
            "{p}有个石墩子挡在坡道口，轮椅过不去，也不知道谁放的。",
        ),
        (
            "An old phone box at {p} has become a dustbin.",
            "A pole that nobody uses stands in the middle of the lane at {p}.",
            "A rusty advertising frame at {p} is about to fall over.",
        ),
    ),
    "riverside": (
        (
            "{p}江边救生圈不见了，只剩个架子。",
            "{p}亲水台阶长满青苔，{s}有人滑下去了。",
            "{p}河堤护坡塌了一块，越掏越大。",
            "{p}水深危险的牌子掉了，暑假小孩多。",
            "{p}河边栏杆锈断，用铁丝缠着。",
            "{p}游船码头的木板烂了个洞。",
        ),
        (
            "The life ring at {p} is gone, only the stand is left.",
            "The steps to the water at {p} are slippery with algae, somebody fell in {s}.",
            "Part of the embankment at {p} has washed out.",
        ),
    ),
}
