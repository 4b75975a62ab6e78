"""The `cogov` command says what it does, and in one line why it cannot."""

import json
import os
import re
import signal
import socket
import time
import urllib.request
from pathlib import Path

import pytest

from cogov import cli
from tests.system.installation import Installation, free_port


@pytest.fixture(scope="module")
def commands():
    _, names = cli.parser_of(list(dict.fromkeys(cli.COMMANDS.values())), contexts=True)
    return names


def test_every_promised_command_is_there(commands):
    promised = {"serve", "worker", "demo", "import", "export", "tick", "journal", "backup", "restore", "doctor"}
    assert promised | {"new-context", "migrate"} <= set(commands)


def test_every_command_has_help_with_examples(commands, capsys):
    for name in commands:
        with pytest.raises(SystemExit) as ended:
            cli.run([name, "--help"])
        assert ended.value.code == 0
        assert re.search(rf"examples:\n  .*cogov {name}", capsys.readouterr().out), name


def test_an_unknown_command_is_called_wrong(capsys):
    with pytest.raises(SystemExit) as ended:
        cli.run(["dance"])
    assert ended.value.code == 2


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_folder_is_one_clear_line(tmp_path):
    folder = tmp_path / "locked"
    folder.mkdir(mode=0o500)
    _is_refused(Installation(folder / "data"), "cannot be written")


def test_a_data_folder_that_cannot_be_made_is_one_clear_line(tmp_path):
    (tmp_path / "file").touch()
    done = _is_refused(Installation(tmp_path / "file" / "data"), "cannot be written")
    assert "COGOV_DATA" in done.stderr


def test_trouble_is_told_in_the_language_of_the_terminal(tmp_path):
    (tmp_path / "file").touch()
    done = Installation(tmp_path / "file" / "data").run("doctor", LANG="zh_CN.UTF-8")
    assert "无法写入" in done.stderr


@pytest.mark.slow
def test_a_port_in_use_is_one_clear_line(installation):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        done = installation.run("serve", COGOV_PORT=str(port))
    assert done.returncode == 3
    assert done.stderr == f"cogov: Port {port} is in use. Choose another: COGOV_PORT={port + 1}\n"


@pytest.mark.slow
def test_a_database_that_is_away_is_one_clear_line(tmp_path):
    away = Installation(tmp_path / "data", f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    done = away.run("tick")
    assert done.returncode == 3
    assert "database does not answer" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
def test_serving_without_migrations_says_what_to_do(bare):
    done = bare.run("serve", COGOV_PORT=str(free_port()))
    assert (done.returncode, "cogov migrate" in done.stderr) == (3, True)


@pytest.mark.slow
def test_the_demo_is_built_in_demo_mode_only(installation):
    done = installation.run("demo")
    assert (done.returncode, "demo mode" in done.stderr) == (3, True)


@pytest.mark.slow
def test_tick_and_worker_run_once(installation):
    assert installation.json("tick") == {"steps": 0, "failed": 0}
    assert "0" in installation.must("worker", "--once")


@pytest.mark.slow
def test_a_worker_ends_in_order_on_sigterm(installation):
    with installation.process("worker") as running:
        _eventually(lambda: _beats(installation) == 1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(20) == 0
    assert _beats(installation) == 0


@pytest.mark.slow
def test_serve_answers_with_a_worker_beside_it_and_ends_in_order(installation):
    port = free_port()
    with installation.process("serve", "--processes", "1", COGOV_PORT=str(port)) as running:
        assert f"http://127.0.0.1:{port}/" in running.stdout.readline()
        _eventually(lambda: _status(f"http://127.0.0.1:{port}/robots.txt") == 200)
        _eventually(lambda: _beats(installation) == 1)
        running.send_signal(signal.SIGTERM)
        assert running.wait(30) == 0
    assert _beats(installation) == 0


@pytest.mark.slow
def test_a_server_killed_outright_leaves_nobody_behind(installation):
    port = free_port()
    with installation.process("serve", "--processes", "2", COGOV_PORT=str(port)) as running:
        _eventually(lambda: _status(f"http://127.0.0.1:{port}/robots.txt") == 200)
        running.kill()
        running.wait(10)
        _eventually(lambda: not _group(running.pid))


def _is_refused(installation, words):
    done = installation.run("doctor")
    assert done.returncode == 3
    assert words in done.stderr
    assert done.stderr.count("\n") == 1
    return done


def _status(url):
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return response.status
    except OSError:
        return 0


def _beats(installation):
    code = "from cogov.kernel.models import Heartbeat; print(Heartbeat.objects.count())"
    return int(installation.python(code))


def _group(leader):
    """Living members of a process group."""
    found = []
    for name in filter(str.isdigit, os.listdir("/proc")):
        try:
            state, _, group = Path(f"/proc/{name}/stat").read_text().rpartition(")")[2].split()[:3]
        except (OSError, ValueError):
            continue
        if int(group) == leader and state != "Z":
            found.append(int(name))
    return found


def _eventually(holds, seconds=30):
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.1)


@pytest.mark.slow
def test_doctor_answers_in_json_and_every_trouble_says_how_to_mend_it(installation):
    findings = installation.json("doctor")
    assert {"data_folder", "secret", "database", "worker", "queue", "mail", "journal"} <= {
        one["check"] for one in findings
    }
    assert all(one["mend"] for one in findings if one["level"] != "ok")
    bad = [one for one in findings if one["level"] == "bad" and not (installation.url and "fsync" in one["told"])]
    assert not bad, json.dumps(findings, indent=1)  # the tests' own PostgreSQL does not wait for the disk
