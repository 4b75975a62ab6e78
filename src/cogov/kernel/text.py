"""Words of Chinese, English and every other script: the same words on SQLite and on PostgreSQL.

Text is folded (NFKC, lower case, no accents), cut into Unicode words, and runs of Chinese into the
words of jieba's dictionary. Both databases get these words spelled so that FTS5's `unicode61` and
PostgreSQL's `simple` parser split them alike: letters that either might drop or take apart stand
as `u` and their hexadecimal number.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import NamedTuple

LONGEST_WORD = 64  # characters: far over any real word, far under PostgreSQL's 2,046 bytes a word
SNIPPET_LENGTH = 160  # characters: two lines on a phone
SNIPPET_LEAD = 30  # characters shown before the first hit

_ENGLISH_STOPS = (
    "a an and are as at be been by for from has have i in is it its my near of on or our please that the there this"
    " to was we were with you"
)
_CHINESE_STOPS = "的 了 和 是 就 都 而 及 与 着 或 在 有 我 我们 你 你们 他 他们 她 它 也 很 吗 呢 吧 啊 请 请问"
# Words that say nothing about what is sought; a query of nothing else keeps them.
STOP_WORDS = frozenset([*_ENGLISH_STOPS.split(), *_CHINESE_STOPS.split()])

_HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
_HAN_RUN = re.compile(f"[{_HAN}]+|[^{_HAN}]+")
_ONLY_HAN = re.compile(f"[{_HAN}]+")
_ACCENTS = re.compile("[\u0300-\u036f]")
_APOSTROPHE = re.compile("(?<=[a-z])['\u2019](?=[a-z])")
_SEPARATORS = dict.fromkeys((*range(0x30), *range(0x3A, 0x61), *range(0x7B, 0xC0), *range(0x3001, 0x3005)), " ")
# Tried character by character on FTS5 and on PostgreSQL 15 with the locales C and C.UTF-8.
_ALIKE = "0-9a-zα-ρσ-ωа-я\u3041-\u3096\u30a1-\u30fa\u30fc\u3005\u3007\u3400-\u4db5\u4e00-\u9fcb\uac00-\ud7a3"
_NOT_ALIKE = re.compile(f"[^{_ALIKE}]")
_NEITHER = re.compile(f"[^ {_ALIKE}]")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # also in full width
_NUMBER = re.compile(r"[+-]?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_LIKE_A_FLOAT = re.compile("(?<=[0-9])e(?=[0-9])")  # PostgreSQL reads the 1e5 of 1e5th as a number


class Part(NamedTuple):
    """A stretch of plain text; `marked` where it answers the query."""

    text: str
    marked: bool


def folded(text: str) -> str:
    """One spelling: full width becomes half width, capitals small, accents go; 繁體 stays 繁體."""
    if text.isascii():
        return text.lower()
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    return unicodedata.normalize("NFC", _ACCENTS.sub("", small))


def words(text: str) -> list[str]:
    """The words in their order, English plurals in the singular; of Chinese also the shorter words
    inside a long one (jieba's search mode) and every other dictionary word of two or more
    characters: 路灯 also where the likeliest cut is 路·灯不亮. About 4 µs for ten characters."""
    found = []
    for token in _tokens(text):
        if token.isascii():
            found.append(_singular(token[:LONGEST_WORD]))
        else:
            found += [word for run in _HAN_RUN.findall(token) for word in _cut(run)]
    return found


def telling_words(text: str) -> list[str]:
    """`words` without stop words and lone Chinese characters: what a text is about."""
    return [word for word in words(text) if word not in STOP_WORDS and (len(word) > 1 or word.isascii())]


def search_words(query: str) -> list[str]:
    """What must all be found: few, without stop words, each once. Empty where nothing is asked."""
    found: dict[str, None] = {}
    for run in (run for token in _tokens(query) for run in _HAN_RUN.findall(token)):
        if _ONLY_HAN.fullmatch(run):
            found.update((piece, None) for word in _jieba().cut(run) for piece in _pieces(word))
        else:
            found[_singular(run[:LONGEST_WORD])] = None
    telling = [word for word in found if word not in STOP_WORDS]
    # A lone character is mostly a wrong cut and stands alone in few texts: only the last resort.
    several = [word for word in telling if len(word) > 1 or word.isascii()]
    return several or telling or list(found)


def index_words(text: str) -> list[str]:
    """`words`, spelled for a full-text index of either database."""
    return [_spelled(word) for word in words(text)]


def needed_words(query: str) -> list[str]:
    """`search_words` as `index_words` spells them: all of them must be in the index.

    Letters and digits only, so that no input is an operator or an error in a query of either database.
    """
    return [_spelled(word) for word in search_words(query)]


def safe_cell(value: object) -> str:
    """A value for a CSV that people open in a spreadsheet: a text that would run as a formula gets
    an apostrophe in front (OWASP). Numbers stay numbers; None is empty; other values are `str`."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_FORMULA) and not _NUMBER.fullmatch(text) else text


def snippet(text: str, query: str, *, length: int = SNIPPET_LENGTH) -> list[Part]:
    """About `length` characters around the first hit, hits marked, `…` where text was left out.

    Plain text, to be escaped like any other; without a hit the beginning.
    """
    hits = _hits(text, search_words(query))
    start = max(0, hits[0][0] - SNIPPET_LEAD) if hits and hits[0][1] > length else 0
    end = min(len(text), start + length)
    parts = [Part("…", False)] if start else []
    at = start
    for first, last in hits:
        if first >= end:
            break
        parts += [Part(text[at:first], False), Part(text[first : min(last, end)], True)]
        at = min(last, end)
    parts += [Part(text[at:end], False), Part("…" if end < len(text) else "", False)]
    return [part for part in parts if part.text]


@cache
def _jieba() -> ModuleType:
    import rjieba  # noqa: PLC0415 - its dictionary takes 0.07 s, which commands without text need not wait

    return rjieba


def _tokens(text: str) -> list[str]:
    """Folded, between spaces and punctuation."""
    plain = _APOSTROPHE.sub("", folded(text)).translate(_SEPARATORS)
    return plain.split() if plain.isascii() else _NEITHER.sub(_letter_or_space, plain).split()


def _letter_or_space(match: re.Match[str]) -> str:
    return match[0] if unicodedata.category(match[0])[0] in "LMN" else " "


def _cut(run: str) -> list[str]:
    if not _ONLY_HAN.fullmatch(run):
        return [_singular(run[:LONGEST_WORD])]
    cut = _jieba().cut_for_search(run)
    known = set(cut)
    cut += [word for word in _jieba().cut_all(run) if len(word) > 1 and word not in known]
    return [word[:LONGEST_WORD] for word in cut]


def _pieces(word: str) -> list[str]:
    """A word of over three characters as the shorter ones that cover it, as an index holds those
    of every longer word too; itself where they leave a gap."""
    if len(word) <= 3:
        return [word]
    pieces = [piece for piece in _jieba().cut_for_search(word) if piece != word]
    covered = {i for piece in pieces for at in _places(piece, word) for i in range(at, at + len(piece))}
    return pieces if len(covered) == len(word) else [word[:LONGEST_WORD]]


def _places(piece: str, text: str) -> Iterator[int]:
    at = text.find(piece)
    while at >= 0:
        yield at
        at = text.find(piece, at + 1)


def _singular(word: str) -> str:
    """Harman's S-stemmer (1991) with the sibilants: streets → street, branches → branch."""
    if not word.endswith("s") or len(word) <= 3 or not word.isascii():
        return word
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    if word.endswith("ies") and not word.endswith(("eies", "aies")):
        return word[:-3] + "y"
    return word if word.endswith(("us", "ss", "aes", "ees", "oes")) else word[:-1]


def _spelled(word: str) -> str:
    if word.isascii():
        return word if word.isalpha() else _LIKE_A_FLOAT.sub("u65", word)
    return _LIKE_A_FLOAT.sub("u65", _NOT_ALIKE.sub(lambda m: f"u{ord(m[0]):x}", word))


def _hits(text: str, sought: list[str]) -> list[tuple[int, int]]:
    """Places of the sought words in the text as given, merged and in order."""
    plain, origin = _folded_with_origin(text)
    found = [span for word in sought for span in _spans(plain, word)]
    merged: list[tuple[int, int]] = []
    for first, last in sorted((origin[a], origin[b - 1] + 1) for a, b in found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
        else:
            merged.append((first, last))
    return merged


def _spans(plain: str, word: str) -> Iterator[tuple[int, int]]:
    if _ONLY_HAN.fullmatch(word):
        yield from ((at, at + len(word)) for at in _places(word, plain))
        return
    for token in re.finditer(f"[^\\W_{_HAN}]+(?:['\u2019][a-z]+)?", plain):
        if _singular(re.sub("['\u2019]", "", token[0])[:LONGEST_WORD]) == word:
            yield token.span()


def _folded_with_origin(text: str) -> tuple[str, list[int]]:
    """The text folded character by character, and for each result the index it came from."""
    pieces = [folded(character) for character in text]
    return "".join(pieces), [i for i, piece in enumerate(pieces) for _ in piece]
