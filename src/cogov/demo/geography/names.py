"""Names of the city, each in Chinese and in English. All of them are made up or generic.

Long lists are written as one string: `中文 English|中文 English|…`.
"""

from __future__ import annotations

from cogov.demo.geography.plane import Point

Name = tuple[str, str]

CITY: Name = ("澜江市", "Lanjiang")
DISTRICT_NAMES: dict[str, Name] = {
    "lancheng": ("澜城区", "Lancheng District"),
    "qingxi": ("青溪区", "Qingxi District"),
    "tingnan": ("汀南区", "Tingnan District"),
    "yunhu": ("云湖区", "Yunhu District"),
    "langang": ("澜港区", "Langang District"),
    "heling": ("鹤岭区", "Heling District"),
}
# Streets that are named after what stands in them: metres from the centre → name.
STREETS_AT: tuple[tuple[Point, Name], ...] = (
    ((-500, 900), ("鼓楼街道", "Gulou Subdistrict")),
    ((300, 4700), ("站前街道", "Zhanqian Subdistrict")),
    ((-1300, -350), ("文庙街道", "Wenmiao Subdistrict")),
    ((1400, 1100), ("东门街道", "Dongmen Subdistrict")),
    ((-5300, -500), ("大学城街道", "Daxuecheng Subdistrict")),
    ((-8500, 4300), ("岚山街道", "Lanshan Subdistrict")),
    ((-1900, -6700), ("文峰街道", "Wenfeng Subdistrict")),
    ((2600, -1300), ("桐湾街道", "Tongwan Subdistrict")),
    ((7400, 2300), ("云湖新城街道", "Yunhu Xincheng Subdistrict")),
    ((7600, -2000), ("湖心街道", "Huxin Subdistrict")),
    ((10300, 6000), ("码头街道", "Matou Subdistrict")),
    ((-1200, 9700), ("鹤岭街道", "Heling Subdistrict")),
)
STREET_POOLS: dict[str, str] = {
    "lancheng": (
        "青石街道 Qingshi Subdistrict|北辰街道 Beichen Subdistrict"
        "|望江楼街道 Wangjianglou Subdistrict|三元街道 Sanyuan Subdistrict"
        "|盐仓街道 Yancang Subdistrict|桂花街道 Guihua Subdistrict"
    ),
    "qingxi": (
        "溪口街道 Xikou Subdistrict|竹园街道 Zhuyuan Subdistrict|梅坪街道 Meiping Subdistrict"
        "|枫桥湾街道 Fengqiaowan Subdistrict|西岭镇 Xiling Town|石子坳镇 Shiziao Town"
        "|茶亭街道 Chating Subdistrict"
    ),
    "tingnan": (
        "南浦街道 Nanpu Subdistrict|汀洲街道 Tingzhou Subdistrict|沙埠街道 Shabu Subdistrict"
        "|橘园街道 Juyuan Subdistrict|南屏镇 Nanping Town|稻香镇 Daoxiang Town|陶坪镇 Taoping Town"
        "|荷塘街道 Hetang Subdistrict"
    ),
    "yunhu": (
        "云锦街道 Yunjin Subdistrict|书院路街道 Shuyuanlu Subdistrict|银杏街道 Yinxing Subdistrict"
        "|东坞镇 Dongwu Town|望湖街道 Wanghu Subdistrict|柳堤街道 Liudi Subdistrict"
        "|燕子岩镇 Yanziyan Town"
    ),
    "langang": (
        "港湾街道 Gangwan Subdistrict|船厂街道 Chuanchang Subdistrict|新埠街道 Xinbu Subdistrict"
        "|铁路桥街道 Tieluqiao Subdistrict|月坞镇 Yuewu Town"
    ),
    "heling": (
        "松林街道 Songlin Subdistrict|泉水街道 Quanshui Subdistrict|白鹤镇 Baihe Town"
        "|云岭镇 Yunling Town|果园街道 Guoyuan Subdistrict"
    ),
}
# Communities by what kind of place they are in.
COMMUNITY_POOLS: dict[str, str] = {
    "old": (
        "桂花井 Guihuajing|三元桥 Sanyuanqiao|盐仓巷 Yancangxiang|文庙坪 Wenmiaoping|钟楼 Zhonglou"
        "|鼓楼前 Gulouqian|青石巷 Qingshixiang|染坊街 Ranfangjie|打铁街 Datiejie|油铺巷 Youpuxiang"
        "|状元坊 Zhuangyuanfang|水井头 Shuijingtou|西城门 Xichengmen|东门口 Dongmenkou|北仓 Beicang"
        "|药王庙 Yaowangmiao|竹器街 Zhuqijie|书院巷 Shuyuanxiang|米市 Mishi|鱼市口 Yushikou"
        "|灯笼巷 Denglongxiang|古井巷 Gujingxiang|会馆街 Huiguanjie|戏台坪 Xitaiping"
        "|马王庙 Mawangmiao|银匠街 Yinjiangjie|草药街 Caoyaojie|红墙里 Hongqiangli|砖塔 Zhuanta"
        "|临江门 Linjiangmen|观音桥头 Guanyinqiaotou|杨柳巷 Yangliuxiang|伞铺街 Sanpujie"
        "|茶馆巷 Chaguanxiang|石牌坊 Shipaifang|渡口巷 Dukouxiang"
    ),
    "urban": (
        "和平里 Hepingli|朝阳里 Chaoyangli|光明村 Guangmingcun|建设新村 Jianshe Xincun|文昌 Wenchang"
        "|学堂坡 Xuetangpo|梧桐里 Wutongli|银杏苑 Yinxingyuan|桂园 Guiyuan|枫林 Fenglin|玉兰 Yulan"
        "|香樟 Xiangzhang|紫藤 Ziteng|丁香里 Dingxiangli|青年路 Qingnianlu|工人村 Gongrencun"
        "|纺织新村 Fangzhi Xincun|机床厂 Jichuangchang|铁道新村 Tiedao Xincun|邮电 Youdian"
        "|电厂里 Dianchangli|水厂 Shuichang|红旗 Hongqi|新华里 Xinhuali|胜利桥 Shengliqiao"
        "|团结 Tuanjie|友谊 Youyi|幸福里 Xingfuli|翠竹 Cuizhu|百花 Baihua|芙蓉里 Furongli|石榴 Shiliu"
        "|樱桃沟 Yingtaogou|杏林 Xinglin|桃源里 Taoyuanli|梅园 Meiyuan|兰亭里 Lantingli|菊园 Juyuan"
        "|荷花池 Hehuachi|莲湖 Lianhu|月亮湾 Yueliangwan|星光 Xingguang|东风 Dongfeng|春江 Chunjiang"
        "|南苑 Nanyuan|北苑 Beiyuan|西苑 Xiyuan|东苑 Dongyuan|碧溪 Bixi|清河 Qinghe|溪桥 Xiqiao"
        "|柳岸 Liu'an|听雨 Tingyu|观澜 Guanlan|望江 Wangjiang|临江 Linjiang|江畔 Jiangpan"
        "|沙洲 Shazhou|白沙 Baisha|石桥 Shiqiao|长桥 Changqiao|金桥 Jinqiao|新桥 Xinqiao|南桥 Nanqiao"
        "|北桥 Beiqiao|花园 Huayuan|果园里 Guoyuanli|菜园 Caiyuan|苗圃 Miaopu|林荫 Linyin|绿洲 Lüzhou"
        "|翠屏 Cuiping|景星 Jingxing|长庆 Changqing|永安 Yong'an|安定 Anding|太平街 Taipingjie"
        "|康宁 Kangning|福寿里 Fushouli|仁和 Renhe|礼让 Lirang|信义 Xinyi|敬业 Jingye|勤俭 Qinjian"
        "|兴业 Xingye|广济 Guangji|同心 Tongxin|万福 Wanfu|德馨 Dexin|明德 Mingde|育才 Yucai"
        "|崇文 Chongwen|致远 Zhiyuan|博雅 Boya|求知 Qiuzhi|体育馆 Tiyuguan|剧院街 Juyuanjie"
        "|博物馆 Bowuguan|车站北 Chezhanbei|车站南 Chezhannan|货场 Huochang|桥头 Qiaotou|河街 Hejie"
        "|堤上 Dishang|闸口 Zhakou|水西 Shuixi|水东 Shuidong|坡子 Pozi|高台 Gaotai|枣园 Zaoyuan"
        "|榆树 Yushu|槐荫 Huaiyin|皂角 Zaojiao|乌桕 Wujiu|木樨 Muxi|金桂 Jingui|丹枫 Danfeng"
        "|凤竹 Fengzhu|景和 Jinghe|泰和 Taihe|瑞祥 Ruixiang|嘉和 Jiahe|裕民 Yumin|惠民 Huimin"
        "|利民 Limin|爱国 Aiguo|民乐 Minle|长乐 Changle|安居 Anju|宜居 Yiju|乐业 Leye|和顺 Heshun"
        "|春晓 Chunxiao|秋枫 Qiufeng|冬青 Dongqing|晨光 Chenguang|晚霞 Wanxia|向阳坡 Xiangyangpo"
        "|锦园 Jinyuan|雅园 Yayuan|静园 Jingyuan|沁园 Qinyuan|怡园 Yiyuan|颐和里 Yiheli|松涛 Songtao"
        "|竹影 Zhuying|流霞 Liuxia|飞虹 Feihong|鹊桥 Queqiao|双塔 Shuangta|七里 Qili"
        "|八角亭 Bajiaoting|九龙井 Jiulongjing|十字街 Shizijie|半边街 Banbianjie|碾子巷 Nianzixiang"
        "|糖坊 Tangfang|豆腐桥 Doufuqiao|粮仓 Liangcang|印刷厂 Yinshuachang|搪瓷厂 Tangcichang"
        "|灯泡厂 Dengpaochang|肥皂厂 Feizaochang|棉纺里 Mianfangli|轴承里 Zhouchengli"
        "|电车厂 Dianchechang"
    ),
    "new": (
        "云湖湾 Yunhuwan|云锦台 Yunjintai|湖滨 Hubin|湖景 Hujing|望湖 Wanghu|柳堤 Liudi|听涛 Tingtao"
        "|天鹅湾 Tian'ewan|白鹭 Bailu|星湖 Xinghu|云栖 Yunqi|云庭 Yunting|锦绣 Jinxiu"
        "|中央公园 Zhongyang Gongyuan|市民广场 Shimin Guangchang|会展 Huizhan|创新 Chuangxin"
        "|智谷 Zhigu|软件园 Ruanjianyuan|金融街 Jinrongjie|科苑 Keyuan|启航 Qihang|未来城 Weilaicheng"
        "|新城东 Xinchengdong|新城西 Xinchengxi|山水 Shanshui|翡翠 Feicui|明珠 Mingzhu|彩虹 Caihong"
        "|半岛 Bandao|芳草 Fangcao|蓝湾 Lanwan"
    ),
    "port": (
        "码头 Matou|船厂 Chuanchang|港口新村 Gangkou Xincun|海员 Haiyuan|锚地 Maodi|灯塔 Dengta"
        "|吊桥 Diaoqiao|集装 Jizhuang|轮渡 Lundu|铁路桥 Tieluqiao|钢厂 Gangchang|水泥厂 Shuinichang"
        "|化工路 Huagonglu|新埠 Xinbu|老埠头 Laobutou|堆场 Duichang|月坞 Yuewu|船闸 Chuanzha"
        "|帆影 Fanying|港湾 Gangwan|航运 Hangyun|仓前 Cangqian"
    ),
    "campus": (
        "澜大 Landa|师范 Shifan|医学院 Yixueyuan|图书馆 Tushuguan|学府 Xuefu|桃李 Taoli|杏坛 Xingtan"
        "|研究所 Yanjiusuo|教师新村 Jiaoshi Xincun|书香 Shuxiang"
    ),
    "rural": (
        "茶亭 Chating|稻香 Daoxiang|荷塘 Hetang|竹山 Zhushan|石子坳 Shizi'ao|松树坪 Songshuping"
        "|枫树湾 Fengshuwan|杨梅岭 Yangmeiling|板栗园 Banliyuan|柑子园 Ganziyuan|橘洲尾 Juzhouwei"
        "|白鹤 Baihe|鹭鸶塘 Lusitang|水车 Shuiche|磨坊 Mofang|瓦窑 Wayao|陶坪 Taoping"
        "|石灰窑 Shihuiyao|龙潭口 Longtankou|泉水冲 Quanshuichong|双溪 Shuangxi|三岔 Sancha"
        "|五里铺 Wulipu|十里亭 Shiliting|长岭 Changling|云岭 Yunling|燕子岩 Yanziyan|狮子山 Shizishan"
        "|凤形 Fengxing|牛角湾 Niujiaowan|马鞍 Ma'an|梨树坡 Lishupo|桐子园 Tongziyuan"
        "|油茶岭 Youchaling|蓝莓谷 Lanmeigu|大塘 Datang|小塘 Xiaotang|新塘 Xintang|长塘 Changtang"
        "|沙埠 Shabu|上湾 Shangwan|下湾 Xiawan|东坞 Dongwu|西坞 Xiwu|南冲 Nanchong|北冲 Beichong"
        "|古樟 Guzhang|银坑 Yinkeng|铜锣 Tongluo|花桥 Huaqiao|乌石 Wushi|青山口 Qingshankou"
        "|白竹 Baizhu|黄土岭 Huangtuling|红土坡 Hongtupo|木鱼 Muyu|葛根坪 Gegenping|金鸡 Jinji"
        "|雁来 Yanlai|麦子坪 Maiziping|芦苇荡 Luweidang|菱角湖 Lingjiaohu|藕塘 Outang|鱼塘 Yutang"
        "|桑园 Sangyuan|棉花坡 Mianhuapo|砚石 Yanshi|烟雨 Yanyu|晒谷坪 Shaiguping"
    ),
}
# The main lines of the skeleton.
ROAD_NAMES: dict[str, Name] = {
    "ring1": ("环城路", "Huancheng Road"),
    "ring2": ("二环路", "Second Ring Road"),
    "ring3": ("绕城高速", "Lanjiang Ring Expressway"),
    "beichen": ("北辰大道", "Beichen Avenue"),
    "wangjiang": ("望江大道", "Wangjiang Avenue"),
    "yunhu": ("云湖大道", "Yunhu Avenue"),
    "tongwan": ("桐湾大道", "Tongwan Avenue"),
    "nancheng": ("南城大道", "Nancheng Avenue"),
    "xuefu": ("学府大道", "Xuefu Avenue"),
    "lanshan": ("岚山大道", "Lanshan Avenue"),
    "tingpu": ("汀浦大道", "Tingpu Avenue"),
    "huxin": ("湖心大道", "Huxin Avenue"),
    "gangqu": ("港区大道", "Gangqu Avenue"),
    "motorway_west": ("澜西高速", "Lanxi Expressway"),
    "motorway_east": ("澜东高速", "Landong Expressway"),
    "motorway_south": ("澜南高速", "Lannan Expressway"),
    "motorway_southeast": ("东南高速", "Southeast Expressway"),
    "quay": ("滨江路", "Riverside Road"),
    "lake": ("环湖路", "Lakeside Road"),
    "island": ("洲头路", "Zhoutou Road"),
}
# First words of other roads; with 路, 街 or 巷 they name about 700.
ROAD_STEMS = (
    "文昌 Wenchang|建设 Jianshe|和平 Heping|朝阳 Chaoyang|光明 Guangming|胜利 Shengli"
    "|团结 Tuanjie|友谊 Youyi|青年 Qingnian|劳动 Laodong|幸福 Xingfu|新华 Xinhua|民主 Minzhu"
    "|解放 Jiefang|人民 Renmin|公园 Gongyuan|学院 Xueyuan|书院 Shuyuan|育才 Yucai|崇文 Chongwen"
    "|博雅 Boya|明德 Mingde|致远 Zhiyuan|求实 Qiushi|桂花 Guihua|梧桐 Wutong|银杏 Yinxing"
    "|香樟 Xiangzhang|玉兰 Yulan|丁香 Dingxiang|紫藤 Ziteng|芙蓉 Furong|石榴 Shiliu|海棠 Haitang"
    "|茉莉 Moli|杜鹃 Dujuan|山茶 Shancha|木槿 Mujin|枫林 Fenglin|竹园 Zhuyuan|梅园 Meiyuan"
    "|兰亭 Lanting|荷塘 Hetang|莲池 Lianchi|柳荫 Liuyin|槐荫 Huaiyin|松涛 Songtao|青石 Qingshi"
    "|白沙 Baisha|金沙 Jinsha|银滩 Yintan|玉泉 Yuquan|清泉 Qingquan|龙泉 Longquan|温泉 Wenquan"
    "|碧溪 Bixi|清溪 Qingxi|溪口 Xikou|河东 Hedong|河西 Hexi|江边 Jiangbian|江亭 Jiangting"
    "|观澜 Guanlan|听涛 Tingtao|望月 Wangyue|揽月 Lanyue|星辰 Xingchen|朝霞 Zhaoxia|晚枫 Wanfeng"
    "|春晖 Chunhui|夏荷 Xiahe|秋月 Qiuyue|冬青 Dongqing|东风 Dongfeng|南风 Nanfeng|西山 Xishan"
    "|北苑 Beiyuan|东湖 Donghu|南湖 Nanhu|湖光 Huguang|湖滨 Hubin|翠湖 Cuihu|云锦 Yunjin"
    "|云栖 Yunqi|云海 Yunhai|彩云 Caiyun|锦绣 Jinxiu|鼓楼 Gulou|钟楼 Zhonglou|文庙 Wenmiao"
    "|城隍 Chenghuang|牌坊 Paifang|状元 Zhuangyuan|染坊 Ranfang|打铁 Datie|油铺 Youpu|米市 Mishi"
    "|盐仓 Yancang|茶市 Chashi|药王 Yaowang|会馆 Huiguan|戏台 Xitai|灯市 Dengshi|古井 Gujing"
    "|石桥 Shiqiao|长桥 Changqiao|三元 Sanyuan|五福 Wufu|六和 Liuhe|七星 Qixing|八角 Bajiao"
    "|九曲 Jiuqu|十里 Shili|百花 Baihua|千禧 Qianxi|万安 Wan'an|永安 Yong'an|长安 Chang'an"
    "|太平 Taiping|安康 Ankang|康宁 Kangning|福寿 Fushou|仁和 Renhe|信义 Xinyi|德馨 Dexin"
    "|同心 Tongxin|兴业 Xingye|创业 Chuangye|科技 Keji|创新 Chuangxin|智慧 Zhihui|信息 Xinxi"
    "|金融 Jinrong|商务 Shangwu|会展 Huizhan|体育 Tiyu|车站 Chezhan|铁道 Tiedao|机场 Jichang"
    "|邮政 Youzheng|电力 Dianli|水厂 Shuichang|纺织 Fangzhi|机械 Jixie|钢花 Ganghua|港口 Gangkou"
    "|码头 Matou|船厂 Chuanchang|海员 Haiyuan|航运 Hangyun|锚泊 Maobo|灯塔 Dengta|货运 Huoyun"
    "|仓储 Cangchu|物流 Wuliu|稻香 Daoxiang|麦浪 Mailang|橘园 Juyuan|桃源 Taoyuan|杏林 Xinglin"
    "|梨园 Liyuan|枣林 Zaolin|桑园 Sangyuan|茶亭 Chating|果园 Guoyuan|鹤鸣 Heming|鹤岭 Heling"
    "|白鹭 Bailu|燕回 Yanhui|凤凰 Fenghuang|麒麟 Qilin|金牛 Jinniu|白马 Baima|鹿山 Lushan"
    "|飞燕 Feiyan|南屏 Nanping|北坡 Beipo|高岭 Gaoling|平安 Ping'an|前进 Qianjin|向阳 Xiangyang"
    "|红星 Hongxing|红旗 Hongqi|新民 Xinmin|新村 Xincun|沙埠 Shabu|沙河 Shahe|月湖 Yuehu"
    "|月牙 Yueya|日新 Rixin|开元 Kaiyuan|景明 Jingming|清风 Qingfeng|明月 Mingyue|远山 Yuanshan"
    "|采石 Caishi|陶瓷 Taoci|瓦窑 Wayao|磨坊 Mofang|水车 Shuiche|双溪 Shuangxi|分水 Fenshui"
    "|长堤 Changdi|柳堤 Liudi|芳草 Fangcao"
)
WATER_NAMES: dict[str, Name] = {
    "river": ("澜江", "Lan River"),
    "qingxi": ("青溪", "Qingxi Brook"),
    "tongshui": ("桐水", "Tongshui River"),
    "lake": ("云湖", "Yun Lake"),
}
HILL_NAMES: dict[str, Name] = {
    "lanshan": ("岚山森林公园", "Lanshan Forest Park"),
    "heling": ("鹤岭", "Heling Ridge"),
    "heling_west": ("小鹤岭", "Little Heling"),
    "xiling": ("西岭", "Xiling Hills"),
    "nanping": ("南屏山", "Nanping Hill"),
    "dongwu": ("东坞岭", "Dongwu Ridge"),
    "taoping": ("陶坪岭", "Taoping Hills"),
    "shizi": ("石子坳", "Shizi'ao Hills"),
    "yanzi": ("燕子岩", "Swallow Rock"),
    "wenfeng": ("文峰公园", "Wenfeng Park"),
}
PARKS = (
    "人民公园 People's Park|荷风公园 Lotus Breeze Park|朝阳公园 Sunrise Park"
    "|儿童公园 Children's Park|枫林公园 Maple Wood Park|体育公园 Sports Park|听雨园 Rain Garden"
    "|芳草园 Meadow Garden|柳荫园 Willow Garden|青年公园 Youth Park|银杏公园 Ginkgo Park"
    "|梅花园 Plum Garden|工人文化园 Workers' Garden|百草园 Herb Garden|映月公园 Moonlight Park"
    "|樟树公园 Camphor Park|和平广场 Peace Square|邻里公园 Neighbours' Park|康乐园 Leisure Garden"
    "|月季园 Rose Garden|科普公园 Science Park|晨练广场 Morning Square|紫薇园 Myrtle Garden"
    "|读书公园 Readers' Park|雪松园 Cedar Garden|口袋花园 Pocket Garden|雨水花园 Raingarden Park"
    "|向阳公园 Sunny Park|海棠园 Crabapple Garden|山茶园 Camellia Garden"
)
# Landmarks: metres from the centre → name, kind.
LANDMARKS: tuple[tuple[Point, Name, str], ...] = (
    ((-430, 930), ("鼓楼", "Drum Tower"), "sight"),
    ((-1250, -250), ("文庙", "Confucian Temple"), "sight"),
    ((-80, 560), ("市政府", "City Hall"), "public"),
    ((520, 1450), ("市第一人民医院", "First People's Hospital"), "hospital"),
    ((-5350, -450), ("澜江大学", "Lanjiang University"), "university"),
    ((300, 5520), ("澜江站", "Lanjiang Station"), "station"),
    ((7500, 2350), ("澜江图书馆", "Lanjiang Library"), "public"),
    ((8300, 2900), ("云湖大剧院", "Yunhu Theatre"), "public"),
    ((10600, 6150), ("澜江港", "Port of Lanjiang"), "port"),
    ((-1400, -1560), ("鹭洲", "Heron Isle"), "island"),
    ((-1900, -6650), ("文峰塔", "Wenfeng Pagoda"), "sight"),
    ((-700, -3300), ("汀南商业广场", "Tingnan Plaza"), "shopping"),
    ((3700, -3000), ("桐湾湿地", "Tongwan Wetland"), "park"),
    ((-4300, 2100), ("中医院", "Hospital of Chinese Medicine"), "hospital"),
    ((9200, -2500), ("云湖体育中心", "Yunhu Sports Centre"), "public"),
    ((-11200, 900), ("西郊水厂", "Western Waterworks"), "public"),
    ((1900, 3900), ("澜江长途汽车站", "Lanjiang Coach Station"), "station"),
    ((-800, 9600), ("鹤岭中学", "Heling School"), "school"),
)


def listed(text: str) -> list[Name]:
    """Split one of the long lists."""
    pairs = []
    for entry in text.split("|"):
        chinese, _, english = entry.partition(" ")
        pairs.append((chinese, english))
    return pairs
