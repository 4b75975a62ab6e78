"""{% remember "name" value … %}…{% endremember %}: a piece of a page that depends on nothing but the values named.

The values must be hashable (text, numbers, times, frozen dataclasses) and say everything that the piece shows;
language and the minute are added, since texts speak of both. Each process keeps the newest pieces.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Hashable
from typing import Any

from django.template import Context, Node, NodeList, TemplateSyntaxError
from django.template.base import FilterExpression, Parser, Token
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cogov.kernel.clock import now

MOST = 800
"""Pieces: a row of a list has 1 to 2 KB with its key, so some 2 MB in each process. They live for a minute."""

_pieces: OrderedDict[Hashable, bytes] = OrderedDict()
"""As UTF-8: a text with one Chinese letter in it takes two bytes for each of the others."""
_lock = threading.Lock()


class RememberNode(Node):
    def __init__(self, name: str, values: list[FilterExpression], nodelist: NodeList) -> None:
        self.name, self.values, self.nodelist = name, values, nodelist

    def render(self, context: Context) -> SafeString:
        minute = int(now().timestamp()) // 60
        key = (self.name, get_language(), minute, *(_plain(value.resolve(context)) for value in self.values))
        known = _pieces.get(key)
        if known is not None:
            return SafeString(known, "utf-8")
        found = self.nodelist.render(context)
        with _lock:
            _pieces[key] = found.encode()
            if len(_pieces) > MOST:
                _pieces.popitem(last=False)
        return found


def tag(parser: Parser, token: Token) -> RememberNode:
    """For `register.tag`."""
    _, *bits = token.split_contents()
    if len(bits) < 2 or bits[0][0] not in "\"'":
        raise TemplateSyntaxError('write {% remember "name" value … %}')
    nodelist = parser.parse(("endremember",))
    parser.delete_first_token()
    return RememberNode(bits[0].strip("\"'"), [parser.compile_filter(bit) for bit in bits[1:]], nodelist)


def _plain(value: Any) -> Hashable:
    return str(value) if isinstance(value, Promise) else value
