"""Families and communities put points together."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from cogov.contexts.rewards import balances
from cogov.contexts.rewards.events import PoolCodeRenewed, PoolJoined, PoolLeft, PoolMade
from cogov.contexts.rewards.models import Pool, PoolMember
from cogov.kernel import ids, journal, ledger
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.ledger import Line

CODE = 10
"""Letters of an invitation: 50 bits, guessed by nobody at the rate of the door."""
MEMBERS = {Pool.Kind.FAMILY: 12, Pool.Kind.COMMUNITY: 500}
"""People of one pool: a large household, a housing block."""


@transaction.atomic
def make_pool(*, kind: str, name: str, by: Actor) -> int:
    """Its id; whoever makes it keeps it. Raises Invalid, Conflict when already in a family."""
    person, name = _person(by), name.strip()
    if not name:
        raise Invalid(fields={"name": _("Please give it a name.")})
    pool = Pool.objects.create(kind=Pool.Kind(kind), name=name[:60], code=ids.token()[:CODE], made_at=now())
    journal.record(PoolMade(pool.kind, person), subject=pool, by=by, first=True)
    _add(pool, person, keeper=True)
    return pool.pk


@transaction.atomic
def join_pool(*, code: str, by: Actor) -> int:
    """Id of the pool. Raises Missing for an unknown code, Conflict when full or already in a family."""
    person = _person(by)
    pool = Pool.objects.select_for_update(of=("self",)).filter(code=code.strip().lower().replace(" ", "")).first()
    if pool is None:
        raise Invalid(fields={"code": _("There is no family or community with this code.")})
    members = PoolMember.objects.filter(pool=pool, until=None)
    if members.filter(person=person).exists():
        return pool.pk
    if members.count() >= MEMBERS[Pool.Kind(pool.kind)]:
        raise Conflict(_("Nobody more can join: it is full."))
    _add(pool, person, keeper=False)
    journal.record(PoolJoined(person), subject=pool, by=by)
    return pool.pk


@transaction.atomic
def leave_pool(*, pool: int, by: Actor) -> None:
    """What was put in stays. The last keeper can go only as the last of all."""
    row, member = _locked(pool, by)
    others = PoolMember.objects.filter(pool=row, until=None).exclude(pk=member.pk)
    if member.keeper and others.exists() and not others.filter(keeper=True).exists():
        raise Conflict(_("You are the only one who can spend these points. Make somebody else a keeper first."))
    if not others.exists() and ledger.balance(balances.of_pool(row.pk)).total:
        raise Conflict(_("There are still points in it. Spend them first."))
    PoolMember.objects.filter(pk=member.pk).update(until=now())
    journal.record(PoolLeft(member.person_id), subject=row, by=by)


@transaction.atomic
def make_keeper(*, pool: int, person: int, by: Actor) -> None:
    """Another member may spend, too. Raises Forbidden, Missing."""
    row, member = _locked(pool, by)
    if not member.keeper:
        raise Forbidden
    if not PoolMember.objects.filter(pool=row, person=person, until=None).update(keeper=True):
        raise Missing
    journal.record(PoolJoined(person, keeper=True), subject=row, by=by)


@transaction.atomic
def renew_code(*, pool: int, by: Actor) -> None:
    """The old invitation no longer works. Raises Forbidden, Missing."""
    row, member = _locked(pool, by)
    if not member.keeper:
        raise Forbidden
    row.code = ids.token()[:CODE]
    journal.record(PoolCodeRenewed(member.person_id), subject=row, by=by, save=("code",))


@transaction.atomic
def put_in(*, pool: int, points: int, key: str, by: Actor) -> int:
    """Id of the posting: from one's own points into the pool. Raises Insufficient, Invalid, Missing."""
    row, member = _locked(pool, by)
    if points <= 0:
        raise Invalid(fields={"points": _("Please enter how many points.")})
    lines = [Line(balances.of_person(member.person_id), -points), Line(balances.of_pool(row.pk), points)]
    facts = {"pool": row.pk, "person": member.person_id}
    return ledger.post(key=f"rewards:pooled:{key}", lines=lines, why="rewards.pooled", facts=facts, by=by)


def _add(pool: Pool, person: int, *, keeper: bool) -> None:
    try:
        with transaction.atomic():
            PoolMember.objects.create(pool=pool, person_id=person, kind=pool.kind, keeper=keeper, since=now())
    except IntegrityError:
        raise Conflict(_("You belong to a family already. Leave it first.")) from None


def _person(by: Actor) -> int:
    person = by.on_behalf_of or by.person
    if person is None:
        raise Forbidden
    return person


def _locked(pool: int, by: Actor) -> tuple[Pool, PoolMember]:
    row = Pool.objects.select_for_update(of=("self",)).filter(pk=pool).first()
    member = PoolMember.objects.filter(pool=pool, person=_person(by), until=None).first()
    if row is None or member is None:
        raise Missing
    return row, member
