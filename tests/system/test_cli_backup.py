"""A backup holds everything, is checked before use, and keeps erased people erased."""

import os
import tarfile
from pathlib import Path

import pytest

ENTRIES = "from cogov.kernel.models import Entry; print(Entry.objects.count())"
SAMPLE = """
from cogov.kernel.tests.samples import make_thing, rename
from cogov.kernel.models import Calendar
"""


pytestmark = pytest.mark.slow


@pytest.fixture
def saved(installation, tmp_path):
    """An installation with a thing of three entries and a photo, and its backup."""
    installation.python(SAMPLE + 'make_thing("a", renames=2)')
    photo = installation.data / "media" / "photos" / "ab" / "abc.full.jpg"
    photo.parent.mkdir(parents=True)
    photo.write_bytes(b"a photo" * 1000)
    archive = tmp_path / "backup.tar"
    installation.must("backup", str(archive))
    return installation, archive


def names(archive):
    with tarfile.open(archive) as tar:
        return tar.getnames()


def test_a_restored_city_is_the_saved_one(saved):
    installation, archive = saved
    installation.python(SAMPLE + 'rename(Calendar.objects.get(), "changed since", minutes=9)')
    photo = installation.data / "media" / "photos" / "ab" / "abc.full.jpg"
    photo.unlink()
    told = installation.must("restore", str(archive), "--force")
    assert "findings: 0" in told
    assert installation.python(ENTRIES) == "3\n"
    assert photo.read_bytes() == b"a photo" * 1000


def test_a_backup_moves_to_another_machine(saved, bare):
    _, archive = saved
    bare.must("restore", str(archive))
    assert bare.python(ENTRIES) == "3\n"
    assert (bare.data / "media" / "photos" / "ab" / "abc.full.jpg").exists()


def test_a_city_is_not_replaced_by_accident(saved):
    installation, archive = saved
    done = installation.run("restore", str(archive))
    assert (done.returncode, "--force" in done.stderr) == (3, True)


def test_a_running_city_is_not_replaced(saved):
    installation, archive = saved
    installation.python(
        "from cogov.kernel.models import Heartbeat; from cogov.kernel.clock import now\n"
        'Heartbeat.objects.create(name="here:1:1", started_at=now(), at=now())'
    )
    done = installation.run("restore", str(archive))
    assert (done.returncode, "here:1:1" in done.stderr) == (3, True)


def test_the_secret_is_taken_along_on_wish_only(saved, tmp_path):
    installation, archive = saved
    assert "files/secret.key" not in names(archive)
    locked = tmp_path / "locked.tar"
    installation.must("backup", str(locked), "--secret")
    assert "files/secret.key" in names(locked)


def test_an_existing_file_is_not_overwritten(saved):
    installation, archive = saved
    done = installation.run("backup", str(archive))
    assert (done.returncode, archive.name in done.stderr) == (1, True)


def test_a_damaged_backup_is_refused_and_changes_nothing(saved):
    installation, archive = saved
    data = bytearray(archive.read_bytes())
    at = data.index(b"a photo")
    data[at : at + 7] = b"A PHOTO"
    archive.write_bytes(data)
    done = installation.run("restore", str(archive), "--force")
    assert done.returncode == 1
    assert "damaged" in done.stderr
    assert "abc.full.jpg" in done.stderr
    assert installation.python(ENTRIES) == "3\n"


def test_half_a_backup_is_refused(saved):
    installation, archive = saved
    with archive.open("r+b") as file:
        file.truncate(archive.stat().st_size // 2)
    assert installation.run("restore", str(archive), "--check").returncode == 1


def test_a_backup_that_reaches_out_of_its_folder_is_refused(saved, tmp_path):
    from cogov.kernel import backup
    from cogov.kernel.errors import Invalid

    for name in ("../evil", "/etc/evil", "a/../../evil"):
        with pytest.raises(Invalid):
            backup._inside(name)


def test_a_link_in_a_backup_is_refused(saved, tmp_path):
    installation, _ = saved
    evil = tmp_path / "evil.tar"
    with tarfile.open(evil, "w") as tar:
        link = tarfile.TarInfo("files/link")
        link.type, link.linkname = tarfile.SYMTYPE, "/etc/passwd"
        tar.addfile(link)
    assert installation.run("restore", str(evil), "--check").returncode == 1


def test_people_erased_since_stay_erased(installation, tmp_path):
    make = """
from cogov.contexts.accounts import facade
from cogov.kernel.actors import SYSTEM, Actor, Channel
person = facade.find_or_create_resident(contact="li@example.org", by=SYSTEM)
print(person.id)
"""
    number = int(installation.python(make).split()[-1])
    archive = tmp_path / "backup.tar"
    installation.must("backup", str(archive))
    installation.python(f"""
from cogov.contexts.accounts.actions.erasure import erase
from cogov.kernel.actors import Actor
erase(person_id={number}, by=Actor(person={number}))
""")
    told = installation.must("restore", str(archive), "--force")
    assert "Erased again: 1" in told
    asked = "from cogov.contexts.accounts.models import Person; print(Person.objects.get().email)"
    assert installation.python(asked) == "None\n"


def test_a_backup_that_fails_leaves_nothing_behind(installation, tmp_path):
    if os.geteuid() != 0:
        (tmp_path / "locked").mkdir(mode=0o500)
    target = Path("/proc/backup.tar") if os.geteuid() == 0 else tmp_path / "locked" / "backup.tar"
    done = installation.run("backup", str(target))
    assert done.returncode in (1, 3)
    assert "Traceback" not in done.stderr


def test_a_backup_is_made_while_others_write(installation, tmp_path):
    with installation.process("worker"):
        installation.python(SAMPLE + 'make_thing("a", renames=2)')
        installation.must("backup", str(tmp_path / "backup.tar"))
    assert "whole and fits" in installation.must("restore", str(tmp_path / "backup.tar"), "--check")
