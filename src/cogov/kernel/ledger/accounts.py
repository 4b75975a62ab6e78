"""Accounts: found or opened, and locked in one order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db import connection

from cogov.kernel import replicas
from cogov.kernel.errors import Conflict, Invalid
from cogov.kernel.ledger.models import Account
from cogov.kernel.ledger.values import Unit

TABLE = Account._meta.db_table


class Row(NamedTuple):
    """An account as it stands under our lock; of an open one (`floor` None) only `id` and `unit` count."""

    id: int
    unit: str
    floor: int | None
    total: int
    held: int


def account(*, unit: Unit, kind: str, owner: str = "", floor: int | None = 0) -> int:
    """Id of the account, opened if need be. One query when it exists. Conflict when it has another floor."""
    values = [Unit(unit).value, kind, owner]
    found = _find(values)
    if found is None:
        with replicas.primary():  # also for who only looks at it
            found = _open(values, floor)
    if found[1] != floor:
        raise Conflict(f"account {kind} {owner} has the floor {found[1]}, not {floor}")
    return found[0]


def find(*, unit: Unit, kind: str, owner: str = "") -> int | None:
    """Id of the account; None when nothing was ever put there. One query."""
    found = _find([Unit(unit).value, kind, owner])
    return found[0] if found else None


def find_all(*, unit: Unit, kind: str, owners: Iterable[str]) -> dict[str, int]:
    """Ids by owner of the accounts that exist. One query."""
    rows = Account.objects.filter(unit=Unit(unit).value, kind=kind, owner__in=list(owners))
    return dict(rows.values_list("owner", "id"))


def lock(*accounts: int) -> None:
    """Hold the rows of all accounts of a transaction with several postings, in the order all others use."""
    locked(accounts)


def locked(accounts: Iterable[int]) -> dict[int, Row]:
    """The accounts by id; those with a floor locked until the transaction ends, in ascending order of id.

    Raises Invalid for an account that does not exist. One query, two with open accounts among them.
    """
    wanted = sorted(set(accounts))
    rows = {row.id: row for row in _select(wanted, "floor IS NOT NULL", lock=True)}
    rest = [one for one in wanted if one not in rows]
    if rest:
        rows |= {row.id: row for row in _select(rest, "floor IS NULL")}
    if len(rows) != len(wanted):
        raise Invalid(f"no such account: {sorted(set(wanted) - set(rows))}")
    return rows


def _select(ids: list[int], condition: str, *, lock: bool = False) -> list[Row]:
    # NO KEY: the lines' foreign keys may be checked meanwhile. On SQLite the whole transaction is the lock.
    suffix = " FOR NO KEY UPDATE" if lock and connection.vendor == "postgresql" else ""
    marks = ", ".join(["%s"] * len(ids))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, unit, floor, total, held FROM {TABLE} WHERE id IN ({marks}) AND {condition} ORDER BY id"
            + suffix,
            ids,
        )
        return [Row(*row) for row in cursor.fetchall()]


def _find(values: list[str]) -> tuple[int, int | None] | None:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, floor FROM {TABLE} WHERE unit = %s AND kind = %s AND owner = %s", values)
        found: tuple[int, int | None] | None = cursor.fetchone()
    return found


def _open(values: list[str], floor: int | None) -> tuple[int, int | None]:
    """Two who open the same account at once get the same one."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {TABLE} (unit, kind, owner, floor, total, held) VALUES (%s, %s, %s, %s, 0, 0)"
            " ON CONFLICT (unit, kind, owner) DO NOTHING",
            [*values, floor],
        )
    found = _find(values)
    assert found is not None
    return found
