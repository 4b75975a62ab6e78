"""What points are good for in the demo city: partners, things with pictures, orders; honours, benefits, thanks."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.catalogue import actions as catalogue
from cogov.contexts.catalogue.actions import ItemData
from cogov.contexts.catalogue.actions.items import OWNER
from cogov.contexts.catalogue.events import ItemChanged
from cogov.contexts.catalogue.models import Item, Partner, Point
from cogov.contexts.honours import actions as honours
from cogov.contexts.honours.events import Awarded
from cogov.contexts.honours.models import Award, Commendation, Deed, Honour, Measure
from cogov.contexts.honours.tasks import propose_commendations
from cogov.contexts.media.facade import attach_drawn, store_drawn
from cogov.contexts.rewards import facade as rewards
from cogov.contexts.rewards.models import Earning, Kind
from cogov.demo.load.crowd import Crowd
from cogov.kernel import journal
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.ids import token

KEEPER = "doc"
"""Code of the office that looks after the partners."""
BATCH = 500
SIZE = (640, 480)
ORDERS = 24
"""Residents who have ordered something: enough for a counter, a few milliseconds each."""
Draw = Callable[[ImageDraw.ImageDraw], None]

# code, names, telephone, body, places: (names, addresses, hours)
PARTNERS: tuple[tuple[str, str, str, str, str, tuple[tuple[str, str, str, str], ...]], ...] = (
    ("hall", "市民服务大厅", "Citizens' hall", "12345", "hotline",
     (("一楼兑换窗口", "Counter on the ground floor", "市民路 1 号", "1 Citizens' Road"),)),
    ("lotus", "莲花超市", "Lotus supermarket", "", "",
     (("莲花路店", "Shop at Lotus Road", "莲花路 18 号", "18 Lotus Road"),
      ("湖滨店", "Lakeside shop", "湖滨大道 66 号", "66 Lakeside Avenue"))),
    ("library", "市图书馆", "City library", "", "",
     (("总服务台", "Main desk", "文化路 3 号", "3 Culture Road"),)),
    ("cinema", "澜江影城", "Lanjiang cinema", "", "",
     (("售票处", "Box office", "江滨广场 2 号", "2 Riverside Square"),)),
)  # fmt: skip
HOURS = ("每天 9:00–18:00", "daily 9:00–18:00")


@dataclass(frozen=True)
class Thing:
    """One item of the demo catalogue; `cost` in fen."""

    code: str
    partner: str
    kind: str
    price: int
    cost: int
    stock: int
    name: tuple[str, str]
    text: tuple[str, str]
    draw: Draw
    more: tuple[tuple[str, Any], ...] = ()


def _bag(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((220, 110, 420, 420), 36, fill="#f3ead7", outline="#b99b63", width=6)
    draw.rectangle((220, 190, 420, 320), fill="#b8433a")
    draw.ellipse((285, 215, 355, 295), fill="#f7e9c4")


def _bottle(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((290, 80, 350, 150), 10, fill="#2f6b4f")
    draw.rounded_rectangle((245, 140, 395, 430), 34, fill="#e7b93c", outline="#a97f1d", width=6)
    draw.rectangle((245, 230, 395, 340), fill="#fbf4dd")


def _towel(draw: ImageDraw.ImageDraw) -> None:
    for step, colour in enumerate(("#4d8fb8", "#6fb0d1", "#9fd0e5")):
        top = 320 - step * 70
        draw.rounded_rectangle((170, top, 470, top + 80), 30, fill=colour)


def _book(draw: ImageDraw.ImageDraw) -> None:
    for step, colour in enumerate(("#7d5ba6", "#3f7d6b", "#c2643b")):
        top = 330 - step * 80
        draw.rounded_rectangle((150 + step * 20, top, 490 - step * 20, top + 70), 10, fill=colour)
        draw.rectangle((170 + step * 20, top + 14, 210 + step * 20, top + 56), fill="#f7f1e3")


def _ticket(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((120, 170, 520, 330), 20, fill="#d9534a")
    for y in range(185, 330, 30):
        draw.ellipse((400, y, 412, y + 12), fill="#f6e7d8")
    draw.polygon(((230, 205), (310, 250), (230, 295)), fill="#f6e7d8")


def _card(draw: ImageDraw.ImageDraw) -> None:
    draw.rounded_rectangle((130, 130, 510, 370), 26, fill="#2477a8")
    draw.rectangle((130, 270, 510, 310), fill="#f0b429")
    draw.ellipse((170, 170, 230, 230), fill="#e8f1f5")


def _scissors(draw: ImageDraw.ImageDraw) -> None:
    draw.line((220, 140, 430, 330), fill="#6b7683", width=20)
    draw.line((420, 140, 210, 330), fill="#8a95a3", width=20)
    for x in (170, 400):
        draw.ellipse((x, 310, x + 90, 400), outline="#c2643b", width=18)


def _plant(draw: ImageDraw.ImageDraw) -> None:
    draw.polygon(((240, 300), (400, 300), (375, 430), (265, 430)), fill="#b5694a")
    for box in ((190, 120, 330, 290), (310, 120, 450, 290), (250, 60, 390, 260)):
        draw.ellipse(box, fill="#4f9a5b", outline="#3c7f49", width=4)


BAG = (("limit", 2), ("limit_days", 30))
THINGS: tuple[Thing, ...] = (
    Thing("rice-5kg", "hall", "goods", 120, 3200, 60, ("大米 5 公斤", "Rice, 5 kg"),
          ("本地新米，真空包装。", "New rice of the region, sealed."), _bag, BAG),
    Thing("oil-5l", "hall", "goods", 180, 5600, 40, ("食用油 5 升", "Cooking oil, 5 l"),
          ("压榨菜籽油。", "Pressed rapeseed oil."), _bottle, BAG),
    Thing("towels", "lotus", "goods", 40, 950, 120, ("纯棉毛巾两条", "Two cotton towels"),
          ("柔软吸水。", "Soft, of pure cotton."), _towel),
    Thing("plant", "lotus", "goods", 30, 700, 50, ("绿萝一盆", "A green plant"),
          ("好养，适合阳台。", "Easy to keep, for balcony or desk."), _plant, (("ready_at_once", False),)),
    Thing("voucher-20", "lotus", "discount", 80, 2000, 300, ("超市 20 元抵用券", "Supermarket voucher, 20 yuan"),
          ("全场可用，一次一张。", "For anything in the shop, one at a time."), _card),
    Thing("late-books", "library", "library", 20, 0, 500, ("借期延长 30 天", "Keep your books 30 days longer"),
          ("六本以内。", "Up to six books."), _book, (("return_days", 0),)),
    Thing("film", "cinema", "cinema", 100, 2500, 200, ("电影票一张", "A cinema ticket"),
          ("普通场次，周一至周五。", "Any usual film, Monday to Friday."), _ticket, (("return_days", 0),)),
    Thing("bus-10", "hall", "transport", 60, 1500, 400, ("公交地铁 10 次卡", "Ten rides by bus or metro"),
          ("三个月内有效。", "To be used within three months."), _card, (("return_days", 0),)),
    Thing("haircut", "hall", "service", 50, 1200, 80, ("社区理发一次", "A haircut in the community"),
          ("行动不便的可预约上门。", "At home for those who cannot come."), _scissors, (("return_days", 0),)),
)  # fmt: skip
POLICY = ("《澜江市共治积分管理办法》第十二条", "Rules for civic points of Lanjiang, article 12")

# code, kind, names, texts, icon, measure, at least
HONOURS: tuple[tuple[str, str, tuple[str, str], tuple[str, str], str, Measure, int], ...] = (
    ("level-1", "level", ("热心市民", "Neighbour"), ("第一件事办成了。", "The first thing was put right."),
     "star", Measure.DEEDS, 1),
    ("level-2", "level", ("共治能手", "Regular"), ("十件事办成了。", "Ten things were put right."),
     "star", Measure.DEEDS, 10),
    ("level-3", "level", ("共治之星", "Pillar"), ("三十件事办成了。", "Thirty things were put right."),
     "sparkles", Measure.DEEDS, 30),
    ("sharp-eye", "badge", ("火眼金睛", "Sharp eye"), ("五件上报经核查办好。", "Five reports led to a checked repair."),
     "eye", Measure.SOLVED, 5),
    ("steady", "badge", ("细水长流", "Steady"), ("三个月都有贡献。", "Something done in three months."),
     "calendar", Measure.MONTHS, 3),
)  # fmt: skip


def add(crowd: Crowd, laid: dict[str, int], people: Sequence[int], seed: int, moment: datetime) -> None:
    """`people` are the personas among the residents. About half a second."""
    with transaction.atomic():
        _partners(laid)
        _things(moment)
        _orders(people, random.Random(f"{seed}:orders"))  # noqa: S311 - a demo city, not a secret
        _honours(laid)
        _thank(crowd, people)


def _partners(laid: dict[str, int]) -> None:
    for code, zh, en, phone, body, places in PARTNERS:
        pk = catalogue.add_partner(
            code=code, keeper=laid[KEEPER], body=laid[body] if body else None, by=SYSTEM,
            name_zh=zh, name_en=en, phone=phone,
        )  # fmt: skip
        for name_zh, name_en, address_zh, address_en in places:
            catalogue.add_point(
                partner=pk, by=SYSTEM, name_zh=name_zh, name_en=name_en, address_zh=address_zh,
                address_en=address_en, hours_zh=HOURS[0], hours_en=HOURS[1],
            )  # fmt: skip


def _things(moment: datetime) -> None:
    partners = dict(Partner.objects.values_list("code", "pk"))
    for thing in THINGS:
        pk = catalogue.add_item(code=thing.code, data=_data(thing, partners[thing.partner]), by=SYSTEM)
        picture = store_drawn(_picture(thing.draw))
        item = Item.objects.get(pk=pk)
        [item.photo_id] = attach_drawn(rows=[(picture, pk, moment)], owner_type=OWNER, by=SYSTEM)
        fact = ItemChanged(item.code, ("photo",), item.price, item.cost, item.active)
        journal.record(fact, subject=item, by=SYSTEM, save=("photo",))
        catalogue.receive_stock(item=pk, quantity=thing.stock, note="首批到货", by=SYSTEM, key=token())


def _data(thing: Thing, partner: int) -> ItemData:
    return ItemData(
        kind=thing.kind, partner=partner, price=thing.price, cost=thing.cost, name_zh=thing.name[0],
        name_en=thing.name[1], text_zh=thing.text[0], text_en=thing.text[1], policy_zh=POLICY[0],
        policy_en=POLICY[1], **dict(thing.more),
    )  # fmt: skip


def _picture(draw: Draw) -> Image.Image:
    """Flat shapes on a soft ground."""
    image = Image.new("RGB", SIZE, "#eef2ee")
    canvas = ImageDraw.Draw(image)
    canvas.ellipse((130, 380, 510, 450), fill="#d9e0da")
    draw(canvas)
    return image


def _orders(people: Sequence[int], chance: random.Random) -> None:
    """The personas first, then some of those who earned most; two in three have been collected."""
    rich = Earning.objects.filter(state=Earning.State.VESTED).order_by("-person").values_list("person", flat=True)
    others = [one for one in rich.distinct() if one not in people]
    for number, person in enumerate([*people, *chance.sample(others, min(ORDERS, len(others)))]):
        free = rewards.purse(person).free
        within = [thing for thing in THINGS if thing.price <= free]
        if within:
            _order(Actor(person=person), chance.choice(within), collect=number >= len(people) and number % 3 > 0)


def _order(by: Actor, thing: Thing, *, collect: bool) -> None:
    item = Item.objects.get(code=thing.code)
    point = Point.objects.filter(partner=item.partner_id).values_list("pk", flat=True)[0]
    made = catalogue.order_item(item=thing.code, point=point, by=by, key=token())
    if collect:
        catalogue.collect(order=made, by=SYSTEM, key=token())


def _honours(laid: dict[str, int]) -> None:
    for code, kind, name, text, icon, measure, at_least in HONOURS:
        honours.set_honour(
            code=code, kind=kind, name_zh=name[0], name_en=name[1], text_zh=text[0], text_en=text[1], icon=icon,
            measure=measure.value, at_least=at_least, by=SYSTEM,
        )  # fmt: skip
    honours.set_benefit(
        code="park-pass", name_zh="公园年票", name_en="Yearly pass for the parks", text_zh="全市收费公园一年免票。",
        text_en="A year without paying in the parks of the city.", policy_zh=POLICY[0], policy_en=POLICY[1],
        honour_id=Honour.objects.get(code="level-2").pk, body_id=laid[KEEPER], by=SYSTEM,
    )  # fmt: skip
    _deeds()
    _awards()


def _deeds() -> None:
    """Every report of an account that led to a checked repair, as its points tell."""
    rows = Earning.objects.filter(kind=Kind.USEFUL, state=Earning.State.VESTED, subject_type="reports.report")
    values = rows.order_by("subject_id").values_list("person", "subject_id", "community", "at")
    Deed.objects.bulk_create(
        [Deed(kind=Measure.SOLVED.value, person_id=who, report=report, area_id=area, at=at)
         for who, report, area, at in values],
        batch_size=BATCH, ignore_conflicts=True,
    )  # fmt: skip


def _awards() -> None:
    """As the handler would have given them: one for each honour that is reached."""
    rules = {row.code: row for row in Honour.objects.all()}
    done: dict[int, list[datetime]] = {}
    for person, at in Deed.objects.order_by("at", "pk").values_list("person", "at"):
        done.setdefault(person, []).append(at)
    rows = []
    for person, times in done.items():
        counts = {Measure.DEEDS: len(times), Measure.SOLVED: len(times),
                  Measure.MONTHS: len({(at.year, at.month) for at in times})}  # fmt: skip
        for rule in rules.values():
            count = counts[Measure(rule.measure)]
            if count >= rule.at_least:
                rows.append(Award(honour=rule, person_id=person, at=times[-1], count=count))
    for row, pk in zip(rows, reserve_ids(Award, len(rows)), strict=True):
        row.pk = pk
    write_chains(Chain(row, [Link(Awarded(row.honour_id, row.count), SYSTEM, row.at)]) for row in rows)
    Award.objects.bulk_create(rows, batch_size=BATCH)


def _thank(crowd: Crowd, people: Sequence[int]) -> None:
    """Last month's proposals, some of them decided; one benefit granted, one refused and objected to, one open."""
    propose_commendations()
    leader, supervisor = _trusted(crowd, "city", "leader"), _trusted(crowd, KEEPER, "supervisor")
    body = leader.grants[0].body
    first = list(Commendation.objects.order_by("kind", "-count", "pk").values_list("pk", flat=True))
    for one in first[:1] + first[1:][-8:-4]:
        honours.commend(
            commendation=one, reason="连续上报、跟进到底，邻里都看在眼里。", body=body, by=leader, key=token()
        )
    claims = [honours.apply(benefit="park-pass", by=Actor(person=one), key=token()) for one in people]
    for number, claim in enumerate(claims[:2]):
        said = "全年贡献突出，予以同意。" if number == 0 else "贡献还不到一年，欢迎明年再申请。"
        honours.decide(claim=claim, grant=number == 0, reason=said, revision=1, by=supervisor, key=token())
    if len(claims) > 1:
        text = "我去年就开始上报了，请再看一看。"
        honours.object_to(claim=claims[1], text=text, by=Actor(person=people[1]), key=token())


def _trusted(crowd: Crowd, body: str, role: str) -> Actor:
    """The first of the body's people, with what the role reaches."""
    person = crowd.staff(body, role, 0).person
    assert person is not None
    return Actor(person=person, grants=bodies.grants_of(person))
