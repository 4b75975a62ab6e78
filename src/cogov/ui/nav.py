"""Where the links around a page come from.

A context has a `nav.py` that calls `register(Item(...))`; it is read when the server starts. Places:
`main` (head of the page and bottom bar of a phone, at most four), `account` (right of the head, at most three),
`mine` (behind the reader's own sign in the head), `help`, `footer`, `desk` (work queues of staff, with counts),
`front` (what else the city opens, on its front page, with a sentence each). What `visible` refuses does not appear.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Literal

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise

MOST_COUNTED = 99
"""A queue is counted up to here; a longer one shows as 99+. Who wants the whole number finds it in the figures."""

Place = Literal["main", "account", "mine", "help", "footer", "desk", "front"]


def everybody(_request: HttpRequest) -> bool:
    return True


@dataclass(frozen=True)
class Item:
    """One link. `order`: small comes first. `count`: of a queue, asked once a page. `group`: heading on the desk.
    `hint`: a sentence, at the front."""

    url_name: str
    label: str | Promise
    icon: str
    place: Place = "main"
    order: int = 50
    primary: bool = False
    exact: bool = False
    group: str | Promise = ""
    hint: str | Promise = ""
    visible: Callable[[HttpRequest], bool] = everybody
    count: Callable[[HttpRequest], int | None] | None = None


@dataclass(frozen=True)
class Link:
    """An item as a page shows it, in the reader's language; plain values, so that a page can remember its links."""

    url: str
    label: str
    icon: str
    current: bool = False
    primary: bool = False
    group: str = ""
    hint: str = ""
    count: int | None = None

    @property
    def counted(self) -> str:
        """The count in few letters."""
        return "" if self.count is None else f"{MOST_COUNTED}+" if self.count > MOST_COUNTED else str(self.count)


_items: dict[tuple[Place, str], Item] = {}
_parts: dict[str, Callable[[HttpRequest], bool]] = {}
_banners: dict[str, Callable[[HttpRequest], bool]] = {}


def register(item: Item) -> None:
    _items[item.place, item.url_name] = item


def register_part(template: str, visible: Callable[[HttpRequest], bool] = everybody) -> None:
    """A small template that stands at the end of every page, such as a warning that a session ends."""
    _parts[template] = visible


def parts(request: HttpRequest) -> list[str]:
    return [template for template, visible in _parts.items() if visible(request)]


def register_banner(template: str, visible: Callable[[HttpRequest], bool] = everybody) -> None:
    """A small template above the content of every page, for what must not be overlooked. Both stay cheap."""
    _banners[template] = visible


def banners(request: HttpRequest) -> list[str]:
    return [template for template, visible in _banners.items() if visible(request)]


def items(place: Place) -> list[Item]:
    return sorted((item for item in _items.values() if item.place == place), key=lambda item: item.order)


def links(request: HttpRequest, place: Place) -> tuple[Link, ...]:
    """The links of a place for this request; the longest address that the path begins with is the current one."""
    found = [(_address(item.url_name), item) for item in items(place) if item.visible(request)]
    here = max((url for url, item in found if _within(request.path, url, item)), key=len, default=None)
    return tuple(_link(request, url, item, current=url == here) for url, item in found)


@cache
def _address(url_name: str) -> str:
    """Asked for some thirty links of every page."""
    return reverse(url_name)


def _within(path: str, url: str, item: Item) -> bool:
    return path == url or (url != "/" and not item.exact and path.startswith(url.rstrip("/") + "/"))


def _link(request: HttpRequest, url: str, item: Item, *, current: bool) -> Link:
    return Link(
        url=url,
        label=str(item.label),
        icon=item.icon,
        current=current,
        primary=item.primary,
        group=str(item.group),
        hint=str(item.hint),
        count=item.count(request) if item.count else None,
    )


def lazily(request: HttpRequest, place: Place) -> Callable[[], tuple[Link, ...]]:
    """For templates: a page that does not show a place does not pay for its counts."""
    return partial(links, request, place)
