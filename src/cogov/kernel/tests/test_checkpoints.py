"""Roots and proofs agree with RFC 6962 (oracle: pymerkle), and with each other."""

import dataclasses

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from cogov.kernel import checkpoints, merkle
from cogov.kernel.checkpoints import checkpoint, holds, prove
from cogov.kernel.errors import Missing
from cogov.kernel.models import Checkpoint, Entry
from cogov.kernel.tests.samples import make_thing


@given(st.lists(st.binary(max_size=8), min_size=1, max_size=70))
def test_roots_are_those_of_the_standard(data):
    oracle = InmemoryTree(algorithm="sha256")
    for one in data:
        oracle.append_entry(one)
    assert merkle.root([merkle.leaf(one) for one in data]) == oracle.get_root()


def test_the_empty_tree_and_one_leaf_have_the_hashes_of_the_standard():
    """RFC 6962, test vectors of its reference implementation."""
    assert merkle.root([]).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert merkle.leaf(b"").hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@given(st.integers(1, 70), st.data())
def test_a_path_leads_to_the_root_and_no_other_leaf_does(count, data):
    leaves = [merkle.leaf(bytes([number])) for number in range(count)]
    index = data.draw(st.integers(0, count - 1))
    path = merkle.path(leaves, index)
    assert merkle.root_by_path(leaves[index], index, count, path) == merkle.root(leaves)
    assert merkle.root_by_path(merkle.leaf(b"another"), index, count, path) != merkle.root(leaves)
    assert merkle.root_by_path(leaves[index], index, count, [*path, b"0"]) is None
    if path:
        assert merkle.root_by_path(leaves[index], index, count, path[:-1]) is None


@given(st.integers(1, 40), st.data())
def test_paths_are_those_of_the_standard(count, data):
    oracle = InmemoryTree(algorithm="sha256")
    for number in range(count):
        oracle.append_entry(bytes([number]))
    index = data.draw(st.integers(0, count - 1))
    theirs = oracle.prove_inclusion(index + 1, count).serialize()["path"]
    ours = merkle.path([merkle.leaf(bytes([number])) for number in range(count)], index)
    assert [step.hex() for step in ours] == theirs[1:]


@pytest.mark.django_db
class TestCheckpoints:
    def test_all_new_rows_come_under_one_root_chained_to_the_one_before(self):
        make_thing("a", renames=2)
        (first,) = checkpoint()
        make_thing("b")
        (second,) = checkpoint()
        assert (first.count, second.count) == (3, 1)
        assert second.prev_root == first.root
        assert second.first_id > first.last_id

    def test_nothing_new_makes_no_checkpoint(self):
        make_thing("a")
        checkpoint()
        assert checkpoint() == []

    def test_many_rows_make_several_checkpoints(self, monkeypatch):
        monkeypatch.setattr(checkpoints, "MOST", 4)
        make_thing("a", renames=9)
        assert [one.count for one in checkpoint()] == [4, 4, 2]

    def test_every_row_is_proved_under_its_root(self, monkeypatch):
        monkeypatch.setattr(checkpoints, "MOST", 5)
        make_thing("a", renames=11)
        checkpoint()
        roots = set(Checkpoint.objects.values_list("root", flat=True))
        for entry in Entry.objects.all():
            proof = prove(entry.pk)
            assert holds(proof)
            assert proof.entry_hash == entry.hash
            assert proof.root in roots

    def test_a_proof_of_another_row_does_not_hold(self):
        make_thing("a", renames=4)
        checkpoint()
        first, second = Entry.objects.order_by("id")[:2]
        assert not holds(dataclasses.replace(prove(first.pk), entry_hash=second.hash))
        assert not holds(dataclasses.replace(prove(first.pk), entry_hash="not hex"))

    def test_a_row_without_checkpoint_cannot_be_proved_yet(self):
        entry = Entry.objects.get(subject_id=make_thing("a").pk)
        with pytest.raises(Missing):
            prove(entry.pk)

    def test_of_two_processes_one_makes_the_checkpoint(self, monkeypatch):
        make_thing("a")
        read = checkpoints._rows

        def overtaken(first, last):
            rows = read(first, last)
            monkeypatch.setattr(checkpoints, "_rows", read)
            checkpoint()
            return rows

        monkeypatch.setattr(checkpoints, "_rows", overtaken)
        assert checkpoint() == []
        assert Checkpoint.objects.count() == 1


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite commits ids in order")
def test_a_row_in_flight_with_a_smaller_id_is_not_missed():
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute(
                "INSERT INTO kernel_entry (at, kind, subject_type, subject_id, seq, role, channel, data, prev, hash)"
                " VALUES (now(), 'test.x', 'test.x', 1, 1, '', 'web', '{}', '', %s)",
                ["0" * 64],
            )
        make_thing("later")
        assert checkpoint() == [], "the lock is not ours while somebody writes"
        other.commit()
        (made,) = checkpoint()
        assert made.count == 2
    finally:
        other.close()
