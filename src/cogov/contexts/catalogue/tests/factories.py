"""A small shop for tests: a partner with a counter, things with stock, residents with points."""

from __future__ import annotations

from datetime import UTC, datetime

from django.test import Client

from cogov.contexts.accounts.models import Person
from cogov.contexts.bodies.models import Body
from cogov.contexts.bodies.tests.factories import BodyFactory, PersonFactory, staff
from cogov.contexts.catalogue import actions, wallet
from cogov.contexts.catalogue.actions import ItemData
from cogov.contexts.catalogue.models import Item, Order, Partner
from cogov.contexts.rewards import facade as rewards
from cogov.contexts.rewards.actions.pooling import make_pool
from cogov.kernel import ids, ledger
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.ledger import Line

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def partner(code: str = "shop", *, keeper: Body | None = None, points: int = 1, **values: object) -> Partner:
    """With so many collection points, looked after by an office of its own unless told."""
    pk = actions.add_partner(
        code=code, keeper=(keeper or BodyFactory()).pk, by=SYSTEM, **({"name_zh": "小店", "name_en": "Shop"} | values)
    )
    for number in range(points):
        actions.add_point(
            partner=pk, by=SYSTEM, name_zh=f"{number + 1}号柜台", name_en=f"Counter {number + 1}",
            address_zh="莲花路1号", address_en="1 Lotus Road", hours_zh="每天 9–18 点", hours_en="daily 9–18",
        )  # fmt: skip
    return Partner.objects.get(pk=pk)


def item(code: str = "rice", *, of: Partner | None = None, stock: int = 5, **values: object) -> Item:
    """Sixty points, thirty yuan."""
    owner = of or Partner.objects.first() or partner()
    data = {"kind": "goods", "partner": owner.pk, "price": 60, "cost": 3000, "name_zh": "大米", "name_en": "Rice"}
    pk = actions.add_item(code=code, data=ItemData(**(data | values)), by=SYSTEM)  # type: ignore[arg-type]
    if stock:
        actions.receive_stock(item=pk, quantity=stock, by=SYSTEM, key=ids.token())
    return Item.objects.get(pk=pk)


def resident(points: int = 100) -> Actor:
    """Somebody with an account and so many points."""
    person = PersonFactory()
    if points:
        give(person.pk, points)
    return Actor(person=person.pk, name=person.name)


def give(person: int, points: int) -> None:
    source = rewards.issued()
    lines = [Line(source, -points), Line(wallet.points_account(person), points)]
    ledger.post(key=f"test:{ids.token()}", lines=lines, why="test.given", by=SYSTEM)


def pool(keeper: Actor, points: int) -> int:
    """A family's pool with so many points."""
    made = make_pool(kind="family", name="我们家", by=keeper)
    lines = [Line(rewards.issued(), -points), Line(rewards.of_pool(made), points)]
    ledger.post(key=f"test:{ids.token()}", lines=lines, why="test.given", by=SYSTEM)
    return made


def order(by: Actor, thing: Item | None = None, **more: object) -> Order:
    code = (thing or Item.objects.get()).code
    pk = actions.order_item(item=code, by=by, key=ids.token(), **more)  # type: ignore[arg-type]
    return Order.objects.select_related("item", "partner").get(pk=pk)


def counter(of: Partner, role: Role = Role.HANDLER) -> Actor:
    """Somebody who works for the office that looks after the partner."""
    return staff(role, Body.objects.get(pk=of.keeper_id))


def free(by: Actor) -> int:
    return wallet.free_points(by.person)


def browser(by: Actor) -> Client:
    """A resident's, signed in."""
    client = Client(headers={"accept-language": "en"})
    client.force_login(Person.objects.get(pk=by.person))
    return client
