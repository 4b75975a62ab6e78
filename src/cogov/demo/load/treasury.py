"""The fund of the demo city with its months of income, orders and payments; publicity; the reports of past months."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.fund import actions as fund
from cogov.contexts.fund import moves, totals
from cogov.contexts.fund.actions import Wish
from cogov.contexts.fund.actions.reconciling import reconcile
from cogov.contexts.fund.events import Asked, Booked, Checked
from cogov.contexts.fund.models import Budget, Kind, State, Supplier, Voucher
from cogov.contexts.programme import actions as programme
from cogov.contexts.programme.facade import count_all
from cogov.contexts.programme.models import Came, Part, Poster, PosterDay
from cogov.demo.load.crowd import Crowd
from cogov.kernel.actors import SYSTEM, Actor
from cogov.kernel.bulk import Chain, Link, reserve_ids, write_chains
from cogov.kernel.ids import digest
from cogov.kernel.ledger.bulk import Prepared, write_postings
from cogov.kernel.ledger.models import Posting

YUAN = 100  # fen
KEEPER = "doc"
"""Code of the office that keeps the money."""
TWO_ABOVE = 20_000 * YUAN
"""Limit of the demo city for payments and orders: some a week lie above it."""
SOURCES = (
    ("city", "treasury", "市级财政拨款", "City budget grant", 1_200_000),
    ("gifts", "donation", "企业与市民捐赠", "Gifts of firms and residents", 180_000),
)
"""Code, kind, names, yuan in a year."""
PURPOSES = (
    ("goods", "兑换物品", "Goods for points", 640_000, 9_000, "米面油和日用品", "Rice, oil and household goods"),
    ("partners", "合作商户结算", "Partners' discounts", 300_000, 4_200, "商户优惠结算", "Discounts settled"),
    ("honours", "表彰奖励", "Honours", 120_000, 1_300, "证书和纪念品", "Certificates and keepsakes"),
    (
        "running",
        "运行宣传",
        "Running costs and publicity",
        140_000,
        1_700,
        "海报印刷和短信",
        "Posters and text messages",
    ),
)
"""Code, names, yuan in a year, yuan in a week, what is bought."""
SUPPLIERS = (
    ("澜江粮油供应有限公司", "91330000LJDEMO001X"),
    ("莲花超市连锁有限公司", "91330000LJDEMO002X"),
    ("晨光文化用品商行", "91330000LJDEMO003X"),
    ("江畔印务有限公司", "91330000LJDEMO004X"),
)
POSTERS = (
    ("poster", "地铁站台海报", "Poster in metro stations", "spring", 22),
    ("leaflet", "社区传单", "Leaflets at the door", "spring", 9),
    ("online", "公众号文章", "Post on social media", "spring", 34),
    ("bus", "公交车身广告", "Advertisement on buses", "", 5),
)
"""Kind, names, campaign, visits on an ordinary day."""
PARTLY, SENT_BACK = 0.1, 0.06
"""Shares of orders of which only a part has come so far, and of deliveries of which something went back."""
CREDITED = 40
"""One report in so many was filed after an item of publicity was followed."""


@dataclass
class Book:
    """Vouchers still to be written, each with its moments: asked, checked (or None), booked."""

    asker: Actor
    checker: Actor
    leader: Actor
    rows: list[tuple[Voucher, datetime, datetime | None, datetime]] = field(default_factory=list)

    def add(self, row: Voucher, at: datetime) -> Voucher:
        row.two = row.fen > TWO_ABOVE
        row.asked_by_id, row.checked_by_id = self.asker.person or 0, self.checker.person if row.two else None
        row.approved_by_id = self.leader.person
        row.asked_at, row.booked_at = at, at + timedelta(hours=30)
        self.rows.append((row, at, at + timedelta(hours=6) if row.two else None, at + timedelta(hours=30)))
        return row


@transaction.atomic
def fill(crowd: Crowd, seed: int, since: datetime, moment: datetime) -> None:
    """Some 400 vouchers in a quarter of a second."""
    draw = random.Random(f"{seed}:fund")  # noqa: S311 - a demo city, not a secret
    book = Book(crowd.staff(KEEPER, "admin", 0), crowd.staff(KEEPER, "supervisor", 0), crowd.staff("city", "leader", 0))
    budgets, suppliers = _lists(moment.year)
    ids = iter(reserve_ids(Voucher, 40 + len(PURPOSES) * 5 * (1 + (moment - since).days // 7)))
    _income(book, budgets, ids, since)
    for week in range(1, (moment - since).days // 7 - 1):
        for line, supplier in zip(budgets, suppliers, strict=True):
            _week(book, line, supplier, ids, draw, since + timedelta(weeks=week, hours=26 + draw.randrange(60)))
    _write(book, moment)
    _waiting(budgets[0], suppliers[0], crowd)
    reconcile(by=SYSTEM)


def advertise(seed: int, since: datetime, moment: datetime) -> None:
    """Items of publicity with months of visits, and the reports of the months that are over."""
    draw = random.Random(f"{seed}:publicity")  # noqa: S311 - as above
    made = []
    for number, (kind, zh, en, campaign, daily) in enumerate(POSTERS):
        code = digest(f"{seed}:{number}")[:6].translate(str.maketrans("01689", "abcde"))
        row = programme.make_poster(
            kind=kind, name_zh=zh, name_en=en, campaign=campaign, goal="report", code=code, by=SYSTEM
        )
        made.append((row, daily))
    count_all()
    _visits(made, draw, since, moment)
    programme.tell_months()


def _lists(year: int) -> tuple[list[Budget], list[Supplier]]:
    keeper = bodies.by_code(KEEPER).id
    sources = [
        fund.set_source(code=code, kind=kind, name_zh=zh, name_en=en, body=keeper, by=SYSTEM)
        for code, kind, zh, en, _yuan in SOURCES
    ]
    purposes = [fund.set_purpose(code=row[0], name_zh=row[1], name_en=row[2], by=SYSTEM) for row in PURPOSES]
    for kind in (Kind.COMMITMENT, Kind.PURCHASE, Kind.PAYMENT, Kind.REFUND):
        fund.set_limit(kind=kind, fen=TWO_ABOVE, by=SYSTEM)
    # Honours are paid from gifts, all else by the city.
    budgets = [
        fund.open_budget(year=year, source=sources[one.code == "honours"].pk, purpose=one.pk, by=SYSTEM)
        for one in purposes
    ]
    return budgets, [fund.set_supplier(name=name, number=number, by=SYSTEM) for name, number in SUPPLIERS]


def _income(book: Book, budgets: list[Budget], ids: Iterator[int], since: datetime) -> None:
    """Money comes in on the first day and is allotted on the second."""
    for code, _kind, zh, _en, yuan in SOURCES:
        source = next(line.source for line in budgets if line.source.code == code)
        book.add(_voucher(next(ids), Kind.RECEIPT, yuan * YUAN, f"{zh}到账", source=source), since)
    for line, plan in zip(budgets, PURPOSES, strict=True):
        row = _voucher(next(ids), Kind.ALLOTMENT, plan[3] * YUAN, f"{plan[1]}年度预算", source=line.source, budget=line)
        book.add(row, since + timedelta(days=2))


def _week(book: Book, line: Budget, supplier: Supplier, ids: Iterator[int], draw: random.Random, at: datetime) -> None:
    """An order, its delivery, its payment; now and then something goes back."""
    plan = next(row for row in PURPOSES if row[0] == line.purpose.code)
    fen = round(plan[4] * draw.uniform(0.4, 1.8)) * YUAN
    if draw.random() < 0.06:
        fen *= 4  # before a festival
    common = {"source": line.source, "budget": line, "supplier": supplier}
    number = f"{at:%y%m}-{next(ids)}"
    order = book.add(_voucher(next(ids), Kind.COMMITMENT, fen, plan[5], **common), at)
    if draw.random() < PARTLY:
        fen = fen * 7 // 10
    bill = _voucher(next(ids), Kind.PURCHASE, fen, plan[5], parent=order, reference=f"FP{number}", **common)
    book.add(bill, at + timedelta(days=2))
    paid = _voucher(next(ids), Kind.PAYMENT, fen, plan[5], parent=bill, reference=f"YH{number}", **common)
    book.add(paid, at + timedelta(days=4))
    if draw.random() < SENT_BACK:
        back = _voucher(next(ids), Kind.REFUND, fen // 5, f"{plan[5]}退货", parent=paid, **common)
        book.add(back, at + timedelta(days=9))


def _voucher(id_: int, kind: Kind, fen: int, memo: str, **more: object) -> Voucher:
    return Voucher(pk=id_, kind=kind, state=State.BOOKED, fen=fen, limit_fen=TWO_ABOVE, memo=memo, **more)


def _write(book: Book, moment: datetime) -> None:
    """Ledger, journal and vouchers as the actions would have left them; what would lie in the future is left out."""
    rows = sorted((row for row in book.rows if row[3] < moment), key=lambda row: row[3])
    kept = {row.pk for row, *_ in rows}
    rows = [row for row in rows if row[0].parent_id is None or row[0].parent_id in kept]
    write_postings(
        [
            Prepared(f"fund:voucher:{row.pk}", booked, f"fund.{row.kind.value}", moves.lines(row),  # type: ignore[attr-defined]
                     {"voucher": row.pk, "source": row.source_id, "budget": row.budget_id})
            for row, _asked, _checked, booked in rows
        ]
    )  # fmt: skip
    postings = dict(Posting.objects.filter(why__startswith="fund.").values_list("key", "pk"))
    chains = []
    for row, asked, checked, booked in rows:
        row.posting = postings[f"fund:voucher:{row.pk}"]
        links = [Link(_asked(row), book.asker, asked)]
        links += [Link(Checked(row.fen), book.checker, checked)] if checked else []
        chains.append(Chain(row, [*links, Link(Booked(row.fen, row.posting), book.leader, booked)]))
    write_chains(chains)
    Voucher.objects.bulk_create([row for row, *_ in rows], batch_size=500)
    for row, *_ in rows:
        totals.add(row)


def _asked(row: Voucher) -> Asked:
    return Asked(
        str(row.kind), row.fen, row.two, row.source_id, row.budget_id, row.supplier_id, row.parent_id, row.item,
        row.quantity, digest(f"{row.reference}\x1f{row.memo}"),
    )  # fmt: skip


def _waiting(line: Budget, supplier: Supplier, crowd: Crowd) -> None:
    """Two that wait: for one approval, and for two, of which one is there."""
    asker, checker = (_real(crowd.staff(KEEPER, role, 0)) for role in ("admin", "supervisor"))
    for yuan, memo in ((3_600, "重阳节慰问物品"), (48_000, "年末兑换活动备货")):
        row = fund.ask(Wish(Kind.COMMITMENT, yuan * YUAN, memo, budget=line.pk, supplier=supplier.pk), by=asker)
    fund.check(voucher=row.pk, revision=row.journal_seq, by=checker)


def _real(actor: Actor) -> Actor:
    """With the grants of today, in which bodies stand with all below them."""
    assert actor.person is not None
    return Actor(person=actor.person, name=actor.name, grants=bodies.grants_of(actor.person))


def _visits(made: list[tuple[Poster, int]], draw: random.Random, since: datetime, moment: datetime) -> None:
    """Each day some come; some of the reports of these months are theirs."""
    reports = list(Part.objects.exclude(person=None).order_by("report").values_list("report", flat=True)[::CREDITED])
    weights = [daily for _, daily in made]
    came = [(report, draw.choices(made, weights)[0][0]) for report in reports]
    Came.objects.bulk_create([Came(report=report, poster=row) for report, row in came], batch_size=500)
    days = []
    for row, daily in made:
        brought = sum(poster.pk == row.pk for _, poster in came)
        span = max(1, (moment - since).days)
        for day in range(span):
            visits = round(daily * draw.uniform(0.3, 1.7))
            share = brought * (day + 1) // span - brought * day // span
            accounts = share * (draw.random() < 0.4)
            when = localdate(since + timedelta(days=day))
            days.append(PosterDay(poster=row, day=when, visits=visits, reports=share, accounts=accounts))
    PosterDay.objects.bulk_create(days, batch_size=500)
