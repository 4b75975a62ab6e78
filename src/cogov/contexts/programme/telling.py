"""A month's figures as people read them: on the page and on paper."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cogov.contexts.areas import facade as areas
from cogov.contexts.programme import figures
from cogov.contexts.programme.models import AgeGroup
from cogov.kernel.actors import Channel
from cogov.ui.pdf import Paper

FEN = 100
"""Fen in a yuan."""
WHOLE_FROM = 10_000 * FEN
"""From here on fen are left out: they would only break the line of a tile."""


def view(data: dict[str, Any]) -> dict[str, Any]:
    """The kept values with names in the present language and words for what is covered."""
    english = (get_language() or "").startswith("en")
    names = {info.code: info.name() for info in areas.areas()}
    return {
        "month": data["month"],
        "name": figures.month_name(data["month"]),
        "least": data["least"],
        "tiles": [
            (people(data["active"]), _("Residents who reported")),
            (people(data["new"]), _("For the first time")),
            (people(data["returning"]), _("Reported before")),
            (f"{data['reports']:,}", _("Reports filed")),
            (f"{data['useful']:,}", _("Useful reports")),
            (f"{data['solved']:,}", _("Problems solved")),
            (yuan(data["spent"]), _("Spent by the fund")),
            (yuan(data["per_solved"]), _("For each problem solved")),
        ],
        "without_account": data["without_account"],
        "channels": [
            (str(Channel(key).label), people(count), reports, useful)
            for key, count, reports, useful in data["channels"]
        ],
        "places": [
            (names.get(key) or _("Without a place"), people(count), reports, useful)
            for key, count, reports, useful in data["places"]
        ],
        "ages": [(str(AgeGroup.Group(key).label), people(count)) for key, count in data["ages"]["groups"].items()]
        + [(_("Not known"), people(data["ages"]["unknown"]))],
        "posters": [
            {"code": code, "name": (en if english and en else zh), "campaign": campaign, "visits": visits,
             "reports": reports, "useful": useful, "accounts": people(accounts)}
            for code, zh, en, campaign, visits, reports, useful, accounts in data["posters"]
        ],
        "campaigns": _campaigns(data["posters"]),
        "rules": [
            {"name": (en if english else zh) or f"#{rule}", "points": points, "reports": reports, "useful": useful,
             "each": f"{points / useful:,.1f}" if useful else _("no useful report")}
            for rule, zh, en, points, reports, useful in data["rules"]
        ],
    }  # fmt: skip


def _campaigns(posters: list[list[Any]]) -> list[tuple[str, int, int, int, int]]:
    """(campaign, items, visits, reports, useful reports) by visits; items without a campaign are left out."""
    sums: dict[str, list[int]] = {}
    for _code, _zh, _en, campaign, visits, reports, useful, _accounts in posters:
        if campaign:
            row = sums.setdefault(campaign, [0, 0, 0, 0])
            for place, more in enumerate((1, visits, reports, useful)):
                row[place] += more
    found = [(name, *row) for name, row in sums.items()]
    return sorted(found, key=lambda row: (-row[2], row[0]))  # type: ignore[arg-type]


def people(count: int | None) -> str:
    """A number of people, or the words that cover it."""
    return figures.fewer() if count is None else f"{count:,}"


def yuan(fen: int | None) -> str:
    if fen is None:
        return "–"
    return _("%(yuan)s yuan") % {"yuan": f"{fen / FEN:,.0f}" if fen >= WHOLE_FROM else f"{fen / FEN:,.2f}"}


def why_covered(least: int) -> str:
    return _(
        "Numbers of people below %(number)d are not shown, and sometimes one more beside them: in a small place"
        " they could point at somebody."
    ) % {"number": least}


def paper(shown: dict[str, Any]) -> Paper:
    """The monthly report on A4."""
    made = Paper(_("Taking part: report of %(month)s") % {"month": shown["name"]}, footer=shown["name"])
    made.pairs([(label, value) for value, label in shown["tiles"]])
    made.text(why_covered(shown["least"]), muted=True)
    head = (_("Residents"), _("Filed reports"), _("Useful"))
    for title, key in ((_("By way in"), "channels"), (_("By place"), "places")):
        if shown[key]:
            made.heading(title)
            made.table(["", *head], shown[key], numbers={1, 2, 3}, widths=[3, 2, 1, 1])
    made.heading(_("By age, where residents have said it"))
    made.table([_("Age group"), _("Residents")], shown["ages"], numbers={1}, widths=[3, 2])
    if shown["posters"]:
        made.heading(_("Publicity"))
        rows = [[p["name"], p["visits"], p["reports"], p["useful"], p["accounts"]] for p in shown["posters"]]
        made.table(["", _("Visits"), _("Filed reports"), _("Useful"), _("Accounts made")], rows, numbers={1, 2, 3, 4},
                   widths=[3, 1, 1, 1, 2])  # fmt: skip
    if shown["campaigns"]:
        made.table([_("Campaign"), _("Items of publicity"), _("Visits"), _("Filed reports"), _("Useful")],
                   shown["campaigns"], numbers={1, 2, 3, 4}, widths=[3, 2, 1, 1, 1])  # fmt: skip
    if shown["rules"]:
        made.heading(_("What the rules bring"))
        rows = [[r["name"], r["points"], r["reports"], r["useful"], r["each"]] for r in shown["rules"]]
        made.table(["", _("Points"), _("Filed reports"), _("Useful"), _("Points for each useful one")], rows,
                   numbers={1, 2, 3, 4}, widths=[3, 1, 1, 1, 2])  # fmt: skip
    return made
