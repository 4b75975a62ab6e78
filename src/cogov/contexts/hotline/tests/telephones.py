"""A real telephone for tests: baresip without sound on private ports, and sipp to call it."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
import wave
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MODULES = Path("/usr/lib/baresip/modules")
NEEDED = ("baresip", "sipp")
PACKAGES = "baresip-core sip-tester"
START = 10.0
"""Seconds that the daemon may take on a busy machine; it takes a tenth of one."""


def absent() -> str:
    """The line that says what is missing; empty where both are there."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if not missing and not MODULES.is_dir():
        missing = ["modules of baresip"]
    return f"{', '.join(missing)} not installed: apt-get install --no-install-recommends {PACKAGES}" if missing else ""


INVITE = """<?xml version="1.0" encoding="UTF-8"?>
<scenario name="a caller">
  <send retrans="500"><![CDATA[
      INVITE sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]
      From: <sip:{number}@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>
      Call-ID: [call_id]
      CSeq: 1 INVITE
      Contact: <sip:{number}@[local_ip]:[local_port]>
      Max-Forwards: 70
      Content-Type: application/sdp
      Content-Length: [len]

      v=0
      o=user1 53655765 2353687637 IN IP[local_ip_type] [local_ip]
      s=-
      c=IN IP[media_ip_type] [media_ip]
      t=0 0
      m=audio [media_port] RTP/AVP 0
      a=rtpmap:0 PCMU/8000
  ]]></send>
  <recv response="100" optional="true"></recv>
"""
SENT = """
  <send{again}><![CDATA[
      {verb} sip:[service]@[remote_ip]:[remote_port] SIP/2.0
      {via}
      From: <sip:{{number}}@[local_ip]:[local_port]>;tag=[call_number]
      To: <sip:[service]@[remote_ip]:[remote_port]>{tag}
      Call-ID: [call_id]
      CSeq: {seq} {verb}
      Max-Forwards: 70
      Content-Length: 0
  ]]></send>"""
PAUSE = """
  <pause milliseconds="{ms}"/>"""


def _sent(verb: str, seq: int, *, own: bool, again: bool) -> str:
    """A request without a body; an `own` one is a transaction of itself, a CANCEL belongs to the INVITE's."""
    via = "Via: SIP/2.0/[transport] [local_ip]:[local_port];branch=[branch]" if own else "[last_Via:]"
    return SENT.format(
        verb=verb, seq=seq, via=via, tag="[peer_tag_param]" if verb != "CANCEL" else "",
        again=' retrans="500"' if again else "",
    )  # fmt: skip


ANSWERED = "".join(
    (
        INVITE,
        '  <recv response="180" optional="true"></recv>\n  <recv response="183" optional="true"></recv>\n',
        '  <recv response="200" rrs="true"></recv>',
        _sent("ACK", 1, own=True, again=False),
        PAUSE,
        _sent("BYE", 2, own=True, again=True),
        '\n  <recv response="200"></recv>\n</scenario>\n',
    )
)
"""After RFC 3261: INVITE, ACK, BYE."""
GIVEN_UP = "".join(
    (
        INVITE,
        '  <recv response="180"></recv>',
        PAUSE,
        _sent("CANCEL", 1, own=False, again=True),
        '\n  <recv response="200"></recv>\n  <recv response="487"></recv>',
        _sent("ACK", 1, own=False, again=False),
        "\n</scenario>\n",
    )
)
"""INVITE, and CANCEL while it still rings."""


@dataclass
class Telephone:
    """Ports on 127.0.0.1: `sip` rings, `control` tells."""

    sip: int
    control: int
    answers: bool

    @contextmanager
    def call(self, folder: Path, number: str, *, ms: int = 1000) -> Iterator[subprocess.Popen[bytes]]:
        """Somebody rings: once answered they talk for `ms`, before that they give up after it."""
        scenario = folder / "call.xml"
        scenario.write_text((ANSWERED if self.answers else GIVEN_UP).format(number=number, ms=ms))
        command = [
            "sipp", "-sf", str(scenario), "-s", "hotline", f"127.0.0.1:{self.sip}", "-i", "127.0.0.1",
            "-p", str(_free(socket.SOCK_DGRAM)), "-m", "1", "-nostdin", "-timeout", "20s",
        ]  # fmt: skip
        caller = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            yield caller
        finally:
            if caller.poll() is None:
                caller.kill()
            caller.wait(START)


@contextmanager
def telephone(folder: Path, *, answers: bool) -> Iterator[Telephone]:
    """Running, until the block ends; it `answers` by itself, or rings."""
    found = Telephone(_free(socket.SOCK_DGRAM), _free(socket.SOCK_STREAM), answers)
    (folder / "config").write_text(_config(found, folder))
    mode = "auto" if answers else "manual"
    (folder / "accounts").write_text(f"<sip:hotline@127.0.0.1>;regint=0;answermode={mode}\n")
    (folder / "contacts").touch()
    with wave.open(str(folder / "said.wav"), "wb") as silence:
        silence.setparams((1, 2, 8000, 0, "NONE", ""))
        silence.writeframes(bytes(2 * 8000))
    with (folder / "log").open("wb") as out:
        daemon = subprocess.Popen(["baresip", "-f", str(folder)], cwd=folder, stdout=out, stderr=out)
    try:
        _wait_for(found.control)
        yield found
    finally:
        daemon.terminate()
        daemon.wait(START)


def _config(at: Telephone, folder: Path) -> str:
    """No sound card: a second of silence is said, and what is heard goes into a file."""
    lines = (
        "poll_method epoll", f"sip_listen 127.0.0.1:{at.sip}", f"audio_player aufile,{folder}/heard.wav",
        f"audio_source aufile,{folder}/said.wav", f"audio_alert aufile,{folder}/rung.wav",
        f"ctrl_tcp_listen 127.0.0.1:{at.control}",
        f"module_path {MODULES}", "module g711.so", "module aufile.so", "module account.so",
        "module menu.so", "module ctrl_tcp.so",
    )  # fmt: skip
    return "\n".join(lines) + "\n"


def _free(kind: socket.SocketKind) -> int:
    with socket.socket(socket.AF_INET, kind) as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait_for(port: int) -> None:
    end = time.monotonic() + START
    while time.monotonic() < end:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=0.2).close()
        except OSError:
            continue
        return
    raise TimeoutError("baresip did not start")
