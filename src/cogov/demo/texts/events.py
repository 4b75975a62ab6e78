"""What residents write about events; the slots are explained in `texts`."""

from __future__ import annotations

from cogov.demo.texts.model import Voices

VOICES: Voices = {
    "rubbish": (
        (
            "{p}堆了一大堆垃圾，{d}没人清，臭得开不了窗。",
            "{p}绿化带里全是外卖盒和塑料袋。",
            "{p}垃圾房门口天天满地都是，老鼠比猫大。",
            "{p}空地成了垃圾场，谁都往那扔。",
            "早上路过{p}，垃圾袋被狗扒开，汤汤水水流到路上。",
            "{p}楼下有人高空抛垃圾，昨天差点砸到人。",
            "{p}拆迁留下的生活垃圾，夏天苍蝇满天飞。",
        ),
        (
            "A big heap of rubbish at {p}, nobody has cleared it for {d}. We can't open the window.",
            "The green strip at {p} is full of takeaway boxes.",
            "The empty plot at {p} has turned into a dump.",
        ),
    ),
    "bulky-waste": (
        (
            "{p}丢了一张沙发，占了半条路，{d}了。",
            "{p}楼下堆着旧床垫，下雨泡得发霉。",
            "有人把马桶和浴缸扔在{p}人行道上。",
            "{p}大件垃圾点满了，旧柜子堆到消防栓前面。",
            "请问{p}的旧家具归谁收？打了物业电话没人来。",
            "{p}搬家的人留下一堆破桌椅，小孩爬上去玩。",
        ),
        (
            "A sofa has been standing on the road at {p} for {d}.",
            "Mouldy mattresses at {p}, right in front of the hydrant.",
            "Somebody left a bathtub on the pavement at {p}.",
        ),
    ),
    "rubble": (
        (
            "{p}半夜有人偷倒装修垃圾，一车一车的。",
            "{p}路边堆着砖头水泥块，电动车都过不去。",
            "{p}空地上倒了好几车渣土，下雨全流到路上。",
            "{p}装修垃圾堆了{d}，说叫车来拉一直没来。",
            "看到一辆没牌的农用车在{p}倒建筑垃圾，往南开走了。",
            "{p}河边被人倒了石膏板和碎瓷砖。",
        ),
        (
            "At night somebody dumps building waste at {p}, one load after another.",
            "Bricks and concrete lie along {p}, scooters can't pass.",
            "Broken tiles and plasterboard were tipped by the river at {p}.",
        ),
    ),
    "dirty-road": (
        (
            "{p}路上全是泥，洗车都白洗。",
            "{p}一大摊油，{s}两辆电动车摔了。",
            "{p}碎玻璃一地，{s}有辆车好像撞了没人扫。",
            "{p}落叶堆了厚厚一层，下雨特别滑。",
            "{p}夜宵摊收摊以后满地竹签纸巾。",
            "{p}路面{d}没冲洗，太阳一晒全是灰。",
        ),
        (
            "A big patch of oil at {p}, two scooters fell {s}.",
            "Broken glass all over the road at {p}.",
            "Wet leaves lie so deep at {p} that you slip.",
        ),
    ),
    "river-rubbish": (
        (
            "{p}河面漂着一层垃圾和水葫芦。",
            "{p}死了好多鱼，白花花一片。",
            "{p}水又黑又臭，{d}了，以前可以游泳的。",
            "{p}排口在往外排白色的水，有泡沫。",
            "{p}钓鱼的人走了留下一地饵料袋，全吹到水里。",
            "{p}桥下水草缠着塑料袋，打捞船多久没来了？",
        ),
        (
            "A layer of rubbish and weeds floats at {p}.",
            "Many dead fish in the water at {p} since {s}.",
            "White foam comes out of a pipe at {p}.",
        ),
    ),
    "dog-mess": (
        (
            "{p}遛狗不牵绳，大狗直接扑小孩。",
            "{p}草坪上全是狗屎，推婴儿车过去轮子上都是。",
            "{p}有三四条流浪狗，晚上追着电动车跑。",
            "{p}有户人家养了五条狗，从早叫到晚。",
            "{s}在{p}被没拴的狗咬了裤腿，主人说“它不咬人”。",
            "建议在{p}放个狗便袋箱，大家不是不想捡。",
        ),
        (
            "Dogs run off the lead at {p}, one jumped at my daughter.",
            "The lawn at {p} is full of dog mess.",
            "Four stray dogs chase scooters at {p} at night.",
        ),
    ),
    "burning": (
        (
            "{p}有人在烧垃圾，黑烟滚滚。",
            "{p}田里烧秸秆，整个小区都是烟。",
            "{p}环卫烧落叶，呛得咳嗽。",
            "{p}工地晚上烧木板取暖，火星乱飞。",
            "{p}几乎每天傍晚都在烧东西，塑料味，{d}了。",
            "{p}路边烧纸留下一堆灰，还没灭干净。",
        ),
        (
            "Somebody burns rubbish at {p}, thick black smoke.",
            "Straw is burning in the fields at {p}, the whole estate is full of smoke.",
            "Almost every evening plastic is burnt at {p}.",
        ),
    ),
    "small-ads": (
        (
            "{p}整面墙贴满小广告，刚铲掉又贴上。",
            "{p}楼道里开锁、疏通的广告盖了一层又一层。",
            "{p}电线杆上的小广告撕都撕不下来。",
            "{p}每天有人往车窗上塞卡片，掉得满地都是。",
            "{p}公交站牌被小广告糊住了，看不到站名。",
            "{p}地上喷的电话号码，一路喷到学校门口。",
        ),
        (
            "The whole wall at {p} is covered with flyers again.",
            "Flyers cover the bus stop sign at {p}, you can't read it.",
            "Phone numbers are sprayed on the ground all along {p}.",
        ),
    ),
    "banner": (
        (
            "{p}横幅掉下来一半，缠在树上。",
            "{p}商场的充气拱门占了整个人行道。",
            "{p}灯箱摆在盲道上，每天晚上都在。",
            "{p}楼盘的彩旗插满绿化带，活动完{d}没撤。",
            "{p}天桥上挂的横幅挡住了交通标志。",
            "{p}路灯杆上私挂广告布，风大啪啪响。",
        ),
        (
            "Half of a banner at {p} has come down and hangs in a tree.",
            "An inflatable arch takes the whole pavement at {p}.",
            "The banner on the footbridge at {p} hides the traffic sign.",
        ),
    ),
    "billboard": (
        (
            "{p}楼顶的广告牌铁皮掀起来了，大风天哗哗响，怕掉下来。",
            "{p}招牌掉了一个字，另一个也歪了，下面就是人行道。",
            "{p}店招松了，用一根铁丝吊着。",
            "{p}废弃的大广告牌锈得厉害，布都烂了。",
            "{s}刮风，{p}灯箱掉下来一块塑料板，幸好没人。",
            "{p}招牌漏电，下雨天灯一闪一闪冒火花。",
        ),
        (
            "Sheet metal on the billboard above {p} has come loose and bangs in the wind.",
            "A shop sign at {p} hangs on one wire over the pavement.",
            "A plastic panel fell from the light box at {p} {s}. Luckily nobody was there.",
        ),
    ),
    "graffiti": (
        (
            "{p}桥墩被人喷了大字，很难看。",
            "{p}刚刷的白墙上画满了涂鸦。",
            "{p}老城墙上有人刻字，太没素质了！",
            "{p}变电箱上写了骂人的话，对面是小学。",
            "{p}座椅靠背被刻得乱七八糟。",
            "{p}卷帘门上的涂鸦{d}了，店家说不是自己画的。",
        ),
        (
            "Big letters were sprayed on the bridge pier at {p}.",
            "Somebody carved names into the old wall at {p}.",
            "Rude words on a box at {p}, opposite the primary school.",
        ),
    ),
    "night-works": (
        (
            "{p}工地半夜两点还在打桩，全楼都没睡。",
            "{p}晚上十一点混凝土车排队，喇叭响个不停。",
            "连着{d}了，{p}工地天天干到凌晨。孩子明天考试！",
            "{p}夜里切割钢筋，声音像锯在脑袋上。",
            "{p}工地说有夜间许可，请问许可到几点？",
            "{p}凌晨五点就开始卸钢管，哐哐的。",
        ),
        (
            "Piling at {p} at two in the morning. Nobody in the building sleeps.",
            "For {d} the site at {p} has worked until after midnight.",
            "They unload steel pipes at {p} at five in the morning.",
        ),
    ),
    "dust": (
        (
            "{p}工地土都没盖，一刮风窗台一层灰。",
            "{p}拆房子不洒水，灰像雾一样。",
            "{p}搅拌站的灰飘到小区，衣服不敢晾外面。",
            "{p}裸土{d}没覆盖，绿网就铺了一半。",
            "{p}工地出口不冲车轮，路上全是灰。",
            "孩子有哮喘，{p}工地扬尘太大了，请管一管。",
        ),
        (
            "The soil at the site at {p} is not covered, a layer of dust on every window sill.",
            "They tear down a house at {p} without any water, the dust is like fog.",
            "My son has asthma and the site at {p} doesn't wash its trucks.",
        ),
    ),
    "occupied-road": (
        (
            "{p}围挡把人行道全占了，行人只能走机动车道。",
            "{p}修管道挖了半条路，{d}没看到人干活。",
            "{p}围挡转角没有灯，晚上电动车撞上去了。",
            "{p}施工牌上写上个月完工，现在还围着。",
            "{p}工地的材料堆到路上，公交车过不去。",
            "{p}封路没有绕行提示，开进去才发现不通。",
        ),
        (
            "The site fence at {p} takes the whole pavement, people walk among the cars.",
            "Half the road at {p} has been dug up for {d} and nobody works there.",
            "{p} is closed without any sign. You only notice when you are in.",
        ),
    ),
    "unrestored-road": (
        (
            "{p}挖完沟随便填了点土，一下雨就陷。",
            "{p}路上铺的钢板翘了，车过像打雷。",
            "{p}装光纤挖开的人行道，砖就堆在旁边{d}了。",
            "{p}刚铺的新路又挖开，补得高低不平。",
            "{p}管道修好了，路没恢复，坑里全是水。",
            "{p}绿化带挖开埋管子，草也没补。",
        ),
        (
            "The trench at {p} was only filled with earth, it sinks with every rain.",
            "The steel plate on the road at {p} has lifted and booms when a car passes.",
            "Paving stones have been lying beside the trench at {p} for {d}.",
        ),
    ),
    "mud-trucks": (
        (
            "{p}渣土车一路撒泥，后面的车都打滑。",
            "{p}每天夜里几十辆土方车，不盖篷布，超速。",
            "{p}工地出来的车带泥上路，整条街都黄了。",
            "跟在一辆渣土车后面，{p}掉石头砸了我的挡风玻璃。",
            "{p}水泥罐车漏浆，路上结了一条水泥带。",
            "{p}泥头车闯红灯，吓死人了，请交警夜里查一查。",
        ),
        (
            "Lorries spill mud all along {p}, cars skid behind them.",
            "A stone fell from an uncovered lorry at {p} and hit my windscreen.",
            "Every night dozens of earth trucks speed along {p}.",
        ),
    ),
    "illegal-parking": (
        (
            "{p}消防通道停满了车，真着火怎么办？",
            "{p}人行道上停了一排车，推婴儿车只能走马路。",
            "{p}拐弯处违停，公交车转不过去，堵了半小时。",
            "{p}盲道上天天停那几辆车，贴了条也没用。",
            "一辆白色面包车停在{p}公交站里，{d}没动过。",
            "{p}接孩子的车停三排，放学时根本走不动。",
            "{p}小区门口被车堵死，救护车进不来。",
        ),
        (
            "Cars fill the fire lane at {p}. What if there is a fire?",
            "A row of cars on the pavement at {p}, I push the pram in the road.",
            "A white van has been parked in the bus stop at {p} for {d}.",
        ),
    ),
    "shared-bikes": (
        (
            "{p}共享单车堆成山，路都没了。",
            "{p}一排单车全倒了，把盲道盖住了。",
            "{p}共享电动车停在斜坡上，风一吹全滑到路中间。",
            "{p}站口单车太多，出站要侧着身子。",
            "{p}废旧单车压在绿化带里{d}了。",
            "{p}早上运维车直接卸在人行道中间就走了。",
        ),
        (
            "Shared bikes are piled up at {p}, there is no way through.",
            "A whole row of bikes fell over at {p} and covers the tactile strip.",
            "Broken shared bikes have been lying in the bushes at {p} for {d}.",
        ),
    ),
    "vendors": (
        (
            "{p}烧烤摊把人行道全占了，油烟熏到三楼。",
            "{p}早市摆到马路上，上班都过不去。",
            "{p}水果店把货堆到盲道上，说了还骂人。",
            "{p}夜市十二点还在营业，桌子摆到车道。",
            "{p}流动摊走了以后一地菜叶。",
            "不是反对摆摊，{p}能不能划个地方，别堵着消防通道。",
        ),
        (
            "The grill at {p} takes the whole pavement and smokes out the third floor.",
            "The morning market at {p} spreads over the road.",
            "I don't mind stalls, but could {p} have a marked place so the fire lane stays free?",
        ),
    ),
    "obstructed-way": (
        (
            "{p}楼道口堆满纸箱，轮椅出不来。",
            "{p}有人装了地锁，占公共车位。",
            "{p}花盆摆了一路，只剩一个人的宽度。",
            "{p}人行道上有石墩，是店家自己放的。",
            "{p}消防通道堆着建材，{d}了。",
            "{p}有人在公共走廊放鞋柜和自行车。",
        ),
        (
            "Boxes fill the entrance at {p}, a wheelchair can't get out.",
            "Somebody put a private parking lock on a public space at {p}.",
            "Flower pots leave room for one person only at {p}.",
        ),
    ),
    "abandoned-vehicle": (
        (
            "{p}有辆车一年没动，轮胎都瘪了，占着车位。",
            "{p}废弃的三轮车里堆满垃圾。",
            "{p}一辆面包车玻璃碎了，里面住了野猫。",
            "{p}几辆没牌的电动车锁在树上{d}了。",
            "{p}一辆落满灰的黑色轿车停在消防通道。",
            "{p}僵尸车周围扫不到，全是落叶和烟头。",
        ),
        (
            "A car hasn't moved at {p} for a year, all tyres are flat.",
            "An old tricycle full of rubbish stands at {p}.",
            "A van with broken windows at {p}, cats live in it.",
        ),
    ),
    "public-noise": (
        (
            "{p}广场舞音响开到最大，从七点跳到十点。",
            "{p}店门口喇叭循环叫卖，一整天。",
            "{p}酒吧低音炮震得床都在抖，凌晨一点了。",
            "{p}有人露天唱K，家里高三学生没法复习。",
            "{p}理发店放音乐招客，{d}了，说了不听。",
            "{p}早上五点半甩鞭子的，能不能晚一点？",
        ),
        (
            "The speakers of the dancers at {p} are at full volume from seven to ten.",
            "The bass of the bar at {p} shakes my bed at one in the morning.",
            "A shop at {p} plays the same slogan all day long.",
        ),
    ),
    "fumes": (
        (
            "{p}饭店油烟直排，对着我家阳台。",
            "{p}烧烤店没有净化器，一到晚上整条街都是烟。",
            "{p}有股刺鼻的油漆味，{d}了，夜里更重。",
            "{p}工厂烟囱冒黄烟，闻了头疼。",
            "{p}早餐店烧煤球，呛人。",
            "{p}餐馆的排烟管离窗户不到两米，合规吗？",
        ),
        (
            "The restaurant at {p} blows its fumes right onto our balcony.",
            "A sharp smell of paint around {p} for {d}, worse at night.",
            "Yellow smoke from the chimney at {p} gives me a headache.",
        ),
    ),
}
