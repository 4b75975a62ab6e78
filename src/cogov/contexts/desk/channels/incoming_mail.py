"""Reading letters: who wrote, what is new in them, to which case they belong, and which ones no person wrote."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from email.utils import getaddresses, parseaddr
from html.parser import HTMLParser

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.desk.channels import setup
from cogov.contexts.desk.channels.mail import reply_token
from cogov.contexts.desk.channels.port import Heard, Picture
from cogov.contexts.desk.models import Message
from cogov.contexts.media import facade as media
from cogov.kernel import ids
from cogov.kernel.errors import Missing
from cogov.kernel.parsing import whole

PICTURES = 6  # as many as a report may have
TEXT_LIMIT = 20_000  # characters kept of a letter: ten pages
REPLY = re.compile(r"reply\+(\d{1,18})\.([a-z2-7]{32})", re.ASCII)
OUR_ID = re.compile(r"<m(\d{1,18})\.(\d{1,18})\.([a-z2-7]{16})@([^>\s]+)>", re.ASCII)
NAMED = re.compile(r"#(\d{1,18})\b", re.ASCII)
QUOTE_BEGINS = re.compile(
    r"^(-{2,}\s*(original message|原始邮件|forwarded message|转发邮件).*"
    r"|on .{5,200} wrote:|在?.{0,80}写道[:：]|发件人[:：].*|from: .+@.+|_{10,})\s*$",
    re.IGNORECASE,
)
"""How mail programs of both languages begin what they quote."""
DMARC = re.compile(r"\bdmarc\s*=\s*(\w+)", re.IGNORECASE)
BULK = {"bulk", "junk", "list"}


@dataclass(frozen=True, slots=True)
class Bounce:
    """A mail server says that one of the city's own letters did not arrive."""

    message: int
    why: str


def heard(raw: bytes, recipients: Sequence[str] = (), envelope_sender: str | None = None) -> Heard | None:
    """A letter in plain values; None for one that no person wrote. `recipients`: of the envelope, else of the head."""
    letter = message_from_bytes(raw, policy=default)
    name, sender = parseaddr(str(letter["From"] or ""))
    if is_automatic(letter, sender, envelope_sender):
        return None
    text = new_words(_text_of(letter))[:TEXT_LIMIT]
    pictures, left_out = _attachments(letter)
    proof = dmarc(letter)
    to = list(recipients) or [address for _name, address in getaddresses([str(letter["To"] or "")])]
    report, proven = _case(letter, to, sender, proof)
    return Heard(
        name=str(letter["Message-ID"] or ids.digest(raw.decode("latin-1"))), sender=sender.lower(),
        sender_name=name[:80], text=text, thread=str(letter["Message-ID"] or "")[:500],
        subject=str(letter["Subject"] or "")[:200], pictures=pictures, left_out=left_out,
        proof=f"dmarc={proof}" if proof else "", body=_body(to), report=report, proven=proven,
        understood=proof != "fail",
    )  # fmt: skip


def is_automatic(letter: EmailMessage, sender: str, envelope_sender: str | None) -> bool:
    """RFC 3834, 2: what a machine sent is not answered, nor kept as if somebody had written."""
    submitted = str(letter["Auto-Submitted"] or "no").split(";")[0].strip().lower()
    precedence = str(letter["Precedence"] or "").strip().lower()
    own = sender.rpartition("@")[2].lower() == setup.mail_domain().lower()
    return (
        submitted != "no"
        or precedence in BULK
        or letter["List-Id"] is not None
        or letter["X-Autoreply"] is not None
        or envelope_sender == ""
        or own
        or not sender
        or letter.get_content_type() == "multipart/report"
    )


def bounce(raw: bytes) -> Bounce | None:
    """Which of our letters a delivery report (RFC 3464) speaks of, if it says that it failed for good."""
    letter = message_from_bytes(raw, policy=default)
    if letter.get_content_type() != "multipart/report":
        return None
    whole_text = raw.decode("utf-8", "replace")
    failed = re.search(r"^Action:\s*failed\b", whole_text, re.IGNORECASE | re.MULTILINE)
    number = _own_message(OUR_ID.finditer(whole_text))
    if failed is None or number is None:
        return None
    why = re.search(r"^Diagnostic-Code:\s*(.+)$", whole_text, re.IGNORECASE | re.MULTILINE)
    return Bounce(number[0], why.group(1).strip()[:300] if why else "returned")


def dmarc(letter: EmailMessage) -> str:
    """pass, fail, none …, as a mail server of our own found; empty where none did (RFC 8601, 5)."""
    mail = setup.channels().mail
    trusted = {name.lower() for name in mail.trusted} if mail else set()
    for value in letter.get_all("Authentication-Results") or []:
        server, _semicolon, results = str(value).partition(";")
        found = DMARC.search(results)
        if server.split()[:1] and server.split()[0].lower() in trusted:
            return found.group(1).lower() if found else "none"
    return ""


def new_words(text: str) -> str:
    """What the writer added: without what is quoted below it, and without the signature."""
    lines: list[str] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        if QUOTE_BEGINS.match(line.strip()) or line.rstrip() == "--":
            break
        if not line.lstrip().startswith(">"):
            lines.append(line.rstrip())
    return "\n".join(lines).strip() or text.strip()


def _case(letter: EmailMessage, to: Sequence[str], sender: str, proof: str) -> tuple[int | None, bool]:
    """The case, and whether the sender is proved to be its party: by an address that only they were given, or by
    the number of a letter that went to them."""
    for address in to:
        found = REPLY.match(address)
        if found:
            report = int(found.group(1))
            right = ids.same(found.group(2), reply_token(report, sender))
            return report, right and proof != "fail"
    named = " ".join(str(letter[name] or "") for name in ("In-Reply-To", "References"))
    own = _own_message(OUR_ID.finditer(named))
    if own is not None and own[1]:
        to_sender = Message.objects.filter(pk=own[0], to__iexact=sender, way=Message.Way.EMAIL).exists()
        return own[1], to_sender and proof != "fail"
    guess = NAMED.search(str(letter["Subject"] or ""))
    return (whole(guess.group(1)) if guess else None), False


def _own_message(found: Iterable[re.Match[str]]) -> tuple[int, int] | None:
    """(message, report) of the first number that the city itself gave."""
    for one in found:
        number, report = int(one.group(1)), int(one.group(2))
        if ids.same(one.group(3), ids.derived_token("message-id", number, report)[:16]):
            return number, report
    return None


def _body(to: Sequence[str]) -> int | None:
    """A letter to lamps@city goes to the body with that code."""
    for address in to:
        try:
            return bodies.by_code(address.partition("@")[0].lower()).id
        except Missing:
            continue
    return None


def _text_of(letter: EmailMessage) -> str:
    part = letter.get_body(preferencelist=("plain", "html"))
    if part is None:
        return ""
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):  # a character set that nobody knows
        payload = part.get_payload(decode=True)
        content = payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return plain_text(content) if part.get_content_type() == "text/html" else str(content)


def _attachments(letter: EmailMessage) -> tuple[tuple[Picture, ...], int]:
    pictures: list[Picture] = []
    left_out = 0
    for part in letter.walk():
        if part.is_multipart() or (part.get_content_maintype() == "text" and not part.get_filename()):
            continue
        data = part.get_payload(decode=True)
        is_image = part.get_content_maintype() == "image" and len(pictures) < PICTURES
        if is_image and isinstance(data, bytes) and 0 < len(data) <= media.MAX_BYTES:
            pictures.append(Picture(data=data))
        else:
            left_out += 1
    return tuple(pictures), left_out


class _Words(HTMLParser):
    """The text of a page; what is quoted in it and what is not shown stays away."""

    HIDDEN = frozenset({"script", "style", "head", "blockquote", "title"})
    BLOCKS = frozenset({"p", "div", "br", "li", "tr", "h1", "h2", "h3"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self._hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        self._hidden -= tag in self.HIDDEN and self._hidden > 0

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.words.append(data)


def plain_text(page: str) -> str:
    reader = _Words()
    reader.feed(page)
    reader.close()
    return re.sub(r"\n\s*\n+", "\n\n", "".join(reader.words)).strip()
