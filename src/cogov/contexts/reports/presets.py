"""Ready words of the desk: reasons in both languages, what a step is called once done, and which steps are offered."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cogov.contexts.reports import rules
from cogov.contexts.reports.models import Report, State
from cogov.contexts.reports.schemas import Said
from cogov.contexts.reports.workflow import UNFINISHED, WORKFLOW
from cogov.kernel.actors import Actor

REASONS: dict[str, Said] = {
    "outside": Said("这件事不在本市的管辖范围内。", "The city is not responsible for this place or matter."),
    "unclear": Said(
        "根据现有内容无法判断是什么问题、在哪里。欢迎补充后再报。",
        "We cannot tell what it is or where. Please report again with a photo or more words.",
    ),
    "private_matter": Said(
        "这属于私人之间的民事纠纷，建议联系社区调解。",
        "This is a civil matter between private persons. The community mediator can help.",
    ),
    "abuse": Said(
        "内容含有侮辱或侵犯他人隐私，不能受理。",
        "The text insults somebody or invades their privacy, so we cannot take it up.",
    ),
    "no_problem": Said("现场已查看，没有发现问题。", "We went there and found nothing wrong."),
    "police": Said("请直接拨打 110 报警。", "Please call the police on 110."),
    "no_budget": Said(
        "今年预算已用完，已列入明年计划。", "This year's budget is spent; it stands in next year's plan."
    ),
    "not_city": Said("设施属于其他单位，已通知该单位。", "The facility belongs to somebody else, who has been told."),
}
"""By code; the desk offers them, and own words are added."""

STAYING = frozenset(
    {
        "hide",
        "redact",
        "recategorise",
        "move",
        "note",
        "photos",
        "split",
        "assign",
        "difficulty",
        "more-time",
        "take-back",
        "go-on",
    }
)
"""Steps after which one goes on with the same report."""

DONE: dict[str, str | Promise] = {
    "accept": _("Accepted and handed on."),
    "reject": _("Not taken up. The reporter is told why."),
    "restore": _("Taken up again."),
    "ask": _("The question is on its way to the reporter."),
    "merge": _("Joined. Its reporter gets all later news."),
    "part": _("Separated again."),
    "split": _("A second report has been made."),
    "recategorise": _("Category corrected."),
    "move": _("Place corrected."),
    "redact": _("The public text has been changed."),
    "hide": _("Saved."),
    "difficulty": _("Difficulty set. The deadline has moved with it."),
    "more-time": _("Your request is with those who decide. Until then the deadline counts."),
    "take-back": _("Taken back."),
    "go-on": _("It goes on; the clock is running."),
    "dispatch": _("Handed over."),
    "return": _("Given back to the dispatcher."),
    "start": _("Work has begun."),
    "assign": _("Assigned."),
    "note": _("Saved."),
    "photos": _("Photos added."),
    "resolve": _("Done. Somebody else checks it now."),
    "confirm": _("Checked and closed."),
    "reopen": _("Sent back. The first deadline still counts."),
}


def done(step: str) -> str:
    return str(DONE[step])


def offered(report: Report, actor: Actor) -> frozenset[str]:
    """Names of the steps that the desk shows to this member of staff now."""
    steps = {step.name for step in WORKFLOW.available(report, actor)} - {"answer", "withdraw", "fix"}
    reviews, dispatches = rules.can_review(actor, report), rules.can_dispatch(actor, report)
    handles = rules.can_handle(actor, report)
    if reviews:
        steps |= {"redact", "hide", "split"}
    if (reviews or dispatches) and report.state in (
        State.RECEIVED,
        State.ASKED,
        State.ACCEPTED,
        State.DISPATCHED,
        State.HANDLING,
    ):
        steps |= {"recategorise", "move"}
    if reviews and report.state in UNFINISHED:
        steps |= {"difficulty"}
    if handles and report.state in (State.DISPATCHED, State.HANDLING):
        steps |= {"assign", "photos"}
    if rules.can_see_inside(actor, report):
        steps |= {"note"}
    return frozenset(steps)
