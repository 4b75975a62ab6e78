"""The people of the demo city: residents without end, staff at every body, and one persona for each role.

All names are made up. Residents are computed from their number, so that a million cost no memory.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from cogov.demo.bodies import Body, Offices

Role = Literal[
    "operator", "reviewer", "dispatcher", "handler", "inspector", "supervisor",
    "leader", "auditor", "organiser", "analyst", "admin", "security",
]  # fmt: skip
Language = Literal["zh-hans", "en"]
# Addresses end in a name that nobody can own (RFC 2606).
MAIL = "lanjiang.example"
# One resident in so many writes English and has an English name.
ENGLISH_EVERY = 5
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任沈姚卢"
    "姜崔钟谭陆汪范石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = [
    "建国",
    "桂兰",
    "秀英",
    "志强",
    "丽华",
    "晓东",
    "小芳",
    "玉梅",
    "海燕",
    "文博",
    "思远",
    "雨晴",
    "子涵",
    "浩然",
    "欣怡",
    "明辉",
    "春花",
    "永福",
    "素珍",
    "国庆",
    "丽萍",
    "俊杰",
    "晨曦",
    "梓萱",
    "一诺",
    "天宇",
    "佳琪",
    "美玲",
    "金凤",
    "德胜",
    "淑芬",
    "卫东",
    "红梅",
    "雪莲",
    "立新",
    "爱华",
    "少华",
    "冬生",
    "月娥",
    "水根",
    "大伟",
    "小军",
    "静怡",
    "婷婷",
    "若曦",
    "泽宇",
    "嘉豪",
    "诗涵",
    "宏伟",
    "长林",
    "翠莲",
    "银花",
    "兰香",
    "友谊",
    "和平",
    "新民",
    "向阳",
    "清泉",
    "子墨",
    "语桐",
    "可欣",
    "瑞霖",
    "安然",
    "乐天",
    "慧敏",
    "玉洁",
    "宝珠",
    "福生",
    "连生",
    "根宝",
    "巧云",
    "彩霞",
    "云鹏",
    "振华",
    "启航",
]
ENGLISH_FIRST = [
    "Emma",
    "Daniel",
    "Sofia",
    "Lukas",
    "Amara",
    "Mateo",
    "Ingrid",
    "Yusuf",
    "Chloe",
    "Tomas",
    "Nadia",
    "Oliver",
    "Priya",
    "Henrik",
    "Leila",
    "Marco",
    "Hannah",
    "Samuel",
    "Aiko",
    "Felix",
    "Zara",
    "Peter",
    "Mina",
    "Jonas",
    "Grace",
    "Omar",
    "Elena",
    "Victor",
    "Ruth",
    "Andre",
    "Clara",
    "Ivan",
    "Julia",
    "Noah",
    "Petra",
    "Simon",
    "Tara",
    "Leo",
]
ENGLISH_LAST = [
    "Clarke",
    "Weber",
    "Rossi",
    "Novak",
    "Okafor",
    "Silva",
    "Larsen",
    "Haddad",
    "Martin",
    "Kowalski",
    "Ivanova",
    "Brown",
    "Sharma",
    "Berg",
    "Karimi",
    "Ferrari",
    "Schmidt",
    "Adams",
    "Sato",
    "Keller",
    "Ahmed",
    "Hughes",
    "Park",
    "Lindqvist",
    "Evans",
    "Farouk",
    "Petrova",
    "Laurent",
    "Cohen",
    "Moreau",
    "Fischer",
    "Kim",
]


@dataclass(frozen=True)
class Resident:
    """Somebody who reports. `account` False: known by a receipt only."""

    index: int
    name: str
    language: Language
    email: str
    account: bool


@dataclass(frozen=True)
class Staff:
    """Somebody who works for a body in one role."""

    index: int
    name: str
    email: str
    body: str
    role: Role


@dataclass(frozen=True)
class Persona:
    """Somebody whom a visitor of the demo may become. `body` is empty for residents."""

    code: str
    role: Role | Literal["resident"]
    body: str
    name_zh: str
    name_en: str
    story_zh: str
    story_en: str
    home: str
    email: str


# code, role, body, names, sentences, where the click leads. Bodies in braces are found in the city.
_PERSONAS: tuple[tuple[str, str, str, tuple[str, str], tuple[str, str], str], ...] = (
    (
        "xiaozhou",
        "resident",
        "",
        ("林晓舟", "Lin Xiaozhou"),
        ("29岁，骑车上下班，路上看到坏的就随手报", "29, rides to work and reports what is broken on the way"),
        "/my-reports",
    ),
    (
        "guilan",
        "resident",
        "",
        ("周桂兰", "Zhou Guilan"),
        (
            "71岁的退休教师，用大字版，最关心楼下的路灯",
            "71, retired teacher, uses large type and watches the lamp at her door",
        ),
        "/",
    ),
    (
        "emma",
        "resident",
        "",
        ("艾玛·克拉克", "Emma Clarke"),
        ("在澜江大学教书，用英文上报", "Teaches at the university and reports in English"),
        "/my-reports",
    ),
    (
        "yuqing",
        "operator",
        "hotline",
        ("何雨晴", "He Yuqing"),
        ("12345话务员，边听边记，半分钟立一件", "Answers 12345 and files a call in half a minute"),
        "/desk/call",
    ),
    (
        "zhixing",
        "reviewer",
        "doc",
        ("沈知行", "Shen Zhixing"),
        (
            "每天审核上百件：立案、合并、问清楚、写明理由",
            "Reviews a hundred reports a day: accept, join, ask back, give reasons",
        ),
        "/desk/review",
    ),
    (
        "yifan",
        "dispatcher",
        "doc",
        ("陆一帆", "Lu Yifan"),
        ("把案卷交给该管的单位，改进派遣规则", "Hands cases to the right body and mends the rules"),
        "/desk/dispatch",
    ),
    (
        "jianping",
        "handler",
        "lighting",
        ("高建平", "Gao Jianping"),
        ("路灯抢修班班长，按时限和路线跑一天", "Leads a lamp crew and plans the day by deadline and route"),
        "/desk/work",
    ),
    (
        "xiufen",
        "handler",
        "{street}",
        ("李秀芬", "Li Xiufen"),
        ("街道城管员，处理占道、单车和小广告", "Looks after stalls, bikes and flyers for her street office"),
        "/desk/work",
    ),
    (
        "chenhe",
        "inspector",
        "{community}",
        ("陈禾", "Chen He"),
        ("网格员，每天走一遍，核实“修好了”是不是真修好了", "Walks her grid every day and checks that done is done"),
        "/desk/check",
    ),
    (
        "luomin",
        "supervisor",
        "doc",
        ("罗敏", "Luo Min"),
        ("盯着快到期和超期的案卷，一级一级催", "Watches what is late and pushes it up level by level"),
        "/desk",
    ),
    (
        "jiangyuan",
        "leader",
        "city",
        ("江远", "Jiang Yuan"),
        (
            "分管副市长，每周看一次哪里堆积、市民满不满意",
            "Deputy mayor; looks each week at what piles up and how people feel",
        ),
        "/figures",
    ),
    (
        "fangzheng",
        "auditor",
        "audit",
        ("方征", "Fang Zheng"),
        (
            "审计员，只看不改，核对每一步有没有被动过",
            "Auditor; reads everything, changes nothing, checks that nothing was altered",
        ),
        "/desk/fund/reconciliation",
    ),
    (
        "sumiao",
        "organiser",
        "{community}",
        ("苏苗", "Su Miao"),
        ("社区社工，组织邻居一起动手", "Community worker who gets neighbours to do things together"),
        "/honours",
    ),
    (
        "xiayuan",
        "analyst",
        "doc",
        ("夏园", "Xia Yuan"),
        ("数据分析员，做周报，答“为什么”", "Analyst; writes the weekly report and answers why"),
        "/desk/programme",
    ),
    (
        "wutong",
        "admin",
        "doc",
        ("吴桐", "Wu Tong"),
        ("管理员，管单位、人员、类别和规则", "Administrator of bodies, people, categories and rules"),
        "/desk/responsibilities",
    ),
    (
        "shijian",
        "security",
        "doc",
        ("石简", "Shi Jian"),
        ("安全员，看登录记录和异常", "Security officer; reads sign-ins and what looks odd"),
        "/desk/security/views",
    ),
)
# Staff by kind of body: role → how many, beside the personas.
_CREW: dict[str, dict[Role, int]] = {
    "doc": {"reviewer": 6, "dispatcher": 3, "supervisor": 1, "inspector": 4, "operator": 2, "handler": 2},
    "hotline": {"operator": 8, "supervisor": 1, "handler": 2},
    "city": {"leader": 1, "supervisor": 1},
    "audit": {"auditor": 1},
    "centre": {"reviewer": 2, "dispatcher": 1, "inspector": 3, "supervisor": 1},
    "gov": {"leader": 1},
    "department": {"supervisor": 1, "handler": 3},
    "street": {"supervisor": 1, "handler": 2},
    "community": {"handler": 1, "inspector": 1},
}
# Residents of these numbers are personas: they report often, so a visitor finds reports of their own.
PERSONA_RESIDENTS = {0: "xiaozhou", 1: "guilan", 4: "emma"}
_STREET_LENGTH = 9
_COMMUNITY_LENGTH = 12


def resident(index: int) -> Resident:
    """The resident of this number: always the same person."""
    if index in PERSONA_RESIDENTS:
        return _persona_resident(index)
    draw = (index * 2_654_435_761) & 0xFFFFFFFF
    english = index % ENGLISH_EVERY == ENGLISH_EVERY - 1
    if english:
        first = ENGLISH_FIRST[draw % len(ENGLISH_FIRST)]
        name = f"{first} {ENGLISH_LAST[(draw >> 8) % len(ENGLISH_LAST)]}"
    else:
        name = SURNAMES[draw % len(SURNAMES)] + GIVEN[(draw >> 8) % len(GIVEN)]
    language: Language = "en" if english else "zh-hans"
    return Resident(index, name, language, f"r{index:07d}@resident.{MAIL}", (draw >> 20) % 5 != 0)


def _persona_resident(index: int) -> Resident:
    code = PERSONA_RESIDENTS[index]
    zh, en = next(row[3] for row in _PERSONAS if row[0] == code)
    english = code == "emma"
    return Resident(
        index, en if english else zh, "en" if english else "zh-hans", f"{code}@resident.{MAIL}", account=True
    )


def build_staff(offices: Offices, seed: int) -> tuple[Staff, ...]:
    """Everybody who works at the city's bodies; about 1,000 people."""
    draw = random.Random(f"{seed}:staff")  # noqa: S311 - a demo city, not a secret
    staff: list[Staff] = []
    for body in offices.bodies:
        for role, count in _CREW[_crew(body)].items():
            for _ in range(count):
                number = len(staff)
                name = draw.choice(SURNAMES) + draw.choice(GIVEN)
                staff.append(Staff(number, name, f"s{number:04d}@staff.{MAIL}", body.code, role))
    return tuple(staff)


def personas(offices: Offices) -> tuple[Persona, ...]:
    """One or more for each role, with the body they belong to in this city."""
    community = next(body for body in offices.bodies if len(body.code) == _COMMUNITY_LENGTH)
    places = {"{street}": community.parent, "{community}": community.code}
    return tuple(_persona(row, places) for row in _PERSONAS)


def _persona(row: tuple[str, str, str, tuple[str, str], tuple[str, str], str], places: dict[str, str]) -> Persona:
    code, role, body, name, story, home = row
    part = "resident" if role == "resident" else "staff"
    return Persona(
        code=code,
        role=role,  # type: ignore[arg-type]  # the table above holds roles only
        body=places.get(body, body),
        name_zh=name[0],
        name_en=name[1],
        story_zh=story[0],
        story_en=story[1],
        home=home,
        email=f"{code}@{part}.{MAIL}",
    )


def _crew(body: Body) -> str:
    if body.code in _CREW:
        return body.code
    if len(body.code) == _COMMUNITY_LENGTH:
        return "community"
    if len(body.code) == _STREET_LENGTH:
        return "street"
    suffix = body.code.partition("-")[2]
    return suffix if suffix in ("centre", "gov") and body.code[0].isdigit() else "department"


def residents(count: int) -> Iterator[Resident]:
    """The first `count` residents."""
    return (resident(index) for index in range(count))
