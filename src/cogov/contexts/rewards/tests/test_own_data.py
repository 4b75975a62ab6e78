"""Everything about one's points is told, and words and digests go when somebody goes."""

import pytest

from cogov.contexts.rewards import actions, own_data
from cogov.contexts.rewards.models import Earning, PoolMember
from cogov.contexts.rewards.tests.test_earning import all_hold, case
from cogov.contexts.rewards.tests.test_judging import decided
from cogov.kernel.actors import SYSTEM
from cogov.kernel.geo import cell

pytestmark = pytest.mark.django_db


def test_everything_is_told_and_words_are_forgotten(world, rules):
    row = decided(world, reason="原因标记")
    actions.appeal(row.pk, text="异议标记", by=world.actor("resident"))
    actions.make_pool(kind="family", name="家庭标记", by=world.actor("resident"))
    actions.earn(case(world, subject=9, contact="联系标记", cell=cell(30.5, 120.5, 12)))
    person = world.actor("resident").person
    told = str(own_data.export(person))
    assert all(mark in told for mark in ("原因标记", "异议标记", "家庭标记"))
    own_data.erase(person, SYSTEM)
    left = str(own_data.export(person))
    assert not any(mark in left for mark in ("原因标记", "异议标记"))
    assert not Earning.objects.exclude(contact="").exists()
    assert not PoolMember.objects.filter(person=person, until=None).exists()
    all_hold()
