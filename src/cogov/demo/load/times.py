"""Working time, limits and requests for more time of the demo city, through the contexts' own actions."""

from __future__ import annotations

from datetime import datetime, timedelta

from cogov.contexts.bodies import facade as bodies
from cogov.contexts.bodies.actions import Times, add_calendar, change_calendar
from cogov.contexts.reports import actions, limits
from cogov.contexts.reports.actions.policies import Terms, set_policy
from cogov.contexts.reports.models import Report, State
from cogov.contexts.reports.schemas import Said
from cogov.demo.bodies import Body as Office
from cogov.kernel.actors import SYSTEM, Actor, Role
from cogov.kernel.calendars import calendar
from cogov.kernel.clock import now
from cogov.kernel.errors import CogovError
from cogov.kernel.limits import Unit

_OFFICE = [["09:00", "12:00"], ["13:00", "17:00"]]
_STREET = [["08:30", "12:00"], ["13:30", "17:30"]]
_WORKDAYS, _EVERY_DAY = range(1, 6), range(1, 8)


def _week(days: range, hours: list[list[str]]) -> dict[str, list[list[str]]]:
    return {str(day): hours for day in days}


CALENDARS: dict[str, tuple[str, str, Times]] = {
    "city-office": ("市级机关工作时间", "City offices", Times(_week(_WORKDAYS, _OFFICE))),
    "street-office": (
        "街道便民服务时间",
        "Street offices",
        Times(_week(_WORKDAYS, _STREET) | {"6": [["09:00", "12:00"]]}),
    ),
    "community": (
        "社区值班时间",
        "Community committees",
        Times(_week(range(1, 7), [["08:30", "11:30"], ["14:00", "18:00"]])),
    ),
    "operations": (
        "运行中心值班时间",
        "Operations centre",
        Times(_week(_EVERY_DAY, [["08:00", "22:30"]]), country=""),
    ),
    "day-and-night": (
        "全天值守",
        "Day and night",
        Times(_week(_EVERY_DAY, [["00:00", "24:00"]]), country=""),
    ),
}
"""By code: names and times. Offices rest on public holidays, those on watch do not."""

_HOURS, _DAYS = Unit.WORKING_HOURS, Unit.WORKING_DAYS
POLICIES = (
    Terms("first_answer", 1, _HOURS, latest=8, calendar="operations", note="市政务服务热线办法 第九条"),
    Terms("review", 2, _HOURS, latest=10, calendar="operations"),
    Terms("dispatch", 2, _HOURS, latest=10, calendar="operations"),
    Terms("verification", 2, _DAYS, calendar="operations", note="谁处置谁不核查"),
    Terms("verification", 1, _DAYS, level="community", calendar="community"),
    Terms("resolution", 5, _DAYS, category="complaint", note="市信访事项办理规定"),
    Terms("resolution", 2, _DAYS, category="enquiry"),
    Terms("resolution", 10, _DAYS, category="suggestion"),
    Terms("resolution", 3, _DAYS, category="platform"),
    Terms("resolution", 36, Unit.HOURS, category="traffic", difficulty="hard", level="district"),
    Terms("resolution", 5, _DAYS, category="traffic", difficulty="complicated", level="city"),
    Terms("extension", 5, _DAYS, difficulty="complicated", note="延期须经上级批准，累计不超过五个工作日"),
    Terms("extension", 3, _DAYS, category="complaint"),
    Terms("pause", 480, Unit.HOURS, note="缓办累计不超过二十天"),
)
"""Beside them stand the tiers of 24, 48 and 72 hours, and what some categories say themselves."""

_PART = Said(
    "配件要从厂家调货，物流还在路上，预计明天到。",
    "The part comes from the factory; it is on its way and should be here tomorrow.",
)
_GAS = Said(
    "开挖后发现旁边有燃气管，要等燃气公司到场配合。",
    "A gas pipe lies beside it; the gas company has to be there while we dig.",
)
_TALK = Said(
    "已同当事人谈过一次，约好明天再当面商量。",
    "We have spoken with those concerned once and meet them again tomorrow.",
)
_TOGETHER = Said(
    "需要几个部门一起到场，已约在明天上午。", "Several offices have to come together; that is tomorrow morning."
)
_WHERE = Said(
    "现场没有找到报告的位置，请上报人补充门牌号或再拍一张照片。",
    "We did not find the spot. Please send the house number or another photo.",
)
_REBUILT = Said(
    "整条路下月改造，现在单独修会重复开挖，先做安全围挡。",
    "The whole road is rebuilt next month and would be dug up twice; until then it is fenced off.",
)
_PLANNED = Said(
    "下周有全市集中整治，届时一并处理，先安排每天巡查。",
    "Next week the whole city deals with such cases; until then somebody looks every day.",
)
_FEW = Said("人手不够。", "Not enough people.")

WHY: tuple[tuple[str, Said, Said], ...] = (
    ("extension", _PART, _TALK),
    ("extension", _GAS, _TOGETHER),
    ("waiting", _WHERE, _WHERE),
    ("extension", _PART, _TOGETHER),
    ("suspended", _REBUILT, _PLANNED),
    ("extension", _FEW, _FEW),
)
"""Kind of request, reason for a thing that is broken, reason for another matter; the last one is refused."""

REQUESTS = 18  # three of each kind: a page of them, in a second of work
SHARE = 4  # of so many open reports one asks; in a small city at least one of each kind, and never more than half
APPROVED = Said("情况属实，同意。请每天更新进展。", "Checked and agreed. Please report daily.")
REFUSED = Said(
    "理由不足：可请相邻片区支援，按原时限办结。", "Not enough: the next district can help. The deadline stands."
)


def lay_calendars() -> None:
    for code, (name_zh, name_en, times) in CALENDARS.items():
        add_calendar(code=code, name_zh=name_zh, name_en=name_en, times=times, by=SYSTEM)


def calendar_of(body: Office) -> str:
    """Its own calendar; "" for one that works as the office above."""
    if body.code in ("city", "doc", "hotline"):
        return {"city": "city-office", "doc": "operations", "hotline": "day-and-night"}[body.code]
    if body.kind == "company":
        return "day-and-night"
    if body.kind == "committee":
        return "community"
    return "street-office" if body.code.isdigit() else ""


def lay_policies(since: datetime) -> None:
    for terms in POLICIES:
        set_policy(terms, by=SYSTEM, since=since)


def close_for_a_day(moment: datetime) -> None:
    """Community committees close for a day of training: a second version, for the page of changes."""
    name_zh, name_en, times = CALENDARS["community"]
    day = (moment + timedelta(days=10)).date().isoformat()
    closed = Times(times.hours, times.zone, times.country, closures=[day])
    change_calendar(code="community", revision=1, name_zh=name_zh, name_en=name_en, times=closed, by=SYSTEM)


def ask_and_decide() -> None:
    """Some of the open work asks for more time: every third request waits, the others are decided."""
    soon = now() + timedelta(hours=1)
    working = Report.objects.filter(state__in=(State.DISPATCHED, State.HANDLING), due_at__gt=soon, private=False)
    working = working.select_related("category")
    number = working.count()
    most = min(REQUESTS, max(number // SHARE, min(len(WHY), number // 2)))
    asked = 0
    for report in working.order_by("-pk")[: most * 2 : 2]:
        asked += _ask(report, asked)


def _ask(report: Report, number: int) -> int:
    """1 when the request was made; 0 where the body has nobody who could, or no time is left to give."""
    what, broken, other = WHY[number % len(WHY)]
    reason = broken if report.category.kind == "component" else other
    handler, decider = _somebody(report.body_id, Role.HANDLER), _decider(report)
    if handler is None or decider is None or report.body_id is None:
        return 0
    try:
        clock = limits.running(report)
        latest = limits.latest_due(report, clock)
        until = latest if what == "extension" else calendar("city-office").add_working_days(now(), 5)
        request = actions.ask_time(report=report.pk, by=handler, what=what, until=until, reason=reason)
    except CogovError:
        return 0
    if number % 3 == 0:
        return 1
    refused = number % len(WHY) == len(WHY) - 1
    actions.decide_time(request=request.pk, by=decider, approve=not refused, answer=REFUSED if refused else APPROVED)
    return 1


def _decider(report: Report) -> Actor | None:
    """The supervisor of the body, or of the nearest one above that has one."""
    body = report.body_id
    while body is not None:
        found = _somebody(body, Role.SUPERVISOR)
        if found is not None:
            return found
        body = bodies.above(body)
    return None


def _somebody(body: int | None, role: Role) -> Actor | None:
    people = bodies.members(body, role) if body is not None else ()
    return Actor(person=people[0], grants=bodies.grants_of(people[0])) if people else None
