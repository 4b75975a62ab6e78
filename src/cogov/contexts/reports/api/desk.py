"""The desk: queues, and every step of the city's own. Who may take a step, the workflow says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from ninja import Router

from cogov.contexts.reports import actions, queries
from cogov.contexts.reports.api import schemas, shapes
from cogov.contexts.reports.api.answers import answer, at, do_once
from cogov.contexts.reports.api.identity import Staff, actor
from cogov.contexts.reports.api.parts import KEY, REPORT, WRITES, refusals
from cogov.contexts.reports.models import Report
from cogov.contexts.reports.schemas import Said
from cogov.kernel.actors import Actor

router = Router(tags=["desk"], auth=Staff())

QUEUE = {200: schemas.QueueOut, **refusals(403)}
DONE = {200: schemas.DoneOut, **refusals(*WRITES)}


class Dumped(Protocol):
    """What came in, as a model."""

    def model_dump(self, *, mode: str) -> dict[str, Any]: ...


@router.get("/review", response=QUEUE, operation_id="desk_review")
def desk_review(request: HttpRequest) -> HttpResponse:
    """Reports that wait for a reviewer: emergencies first, then the oldest."""
    return _queue(request, queries.to_review)


@router.get("/dispatch", response=QUEUE, operation_id="desk_dispatch")
def desk_dispatch(request: HttpRequest) -> HttpResponse:
    """Accepted, but with nobody."""
    return _queue(request, queries.to_dispatch)


@router.get("/check", response=QUEUE, operation_id="desk_check")
def desk_check(request: HttpRequest) -> HttpResponse:
    """Said to be done; to be checked by somebody else."""
    return _queue(request, queries.to_check)


@router.get("/work", response={200: schemas.WorklistOut, **refusals(403, 422)}, operation_id="desk_work")
def desk_work(request: HttpRequest, mine: bool = False) -> HttpResponse:
    """Open work of one's bodies by deadline."""
    by = actor(request)
    work, more = queries.top_of_worklist(by, mine=mine)
    reports = [row.report for row in work]
    shown = shapes.rows(reports, by, photos=False)
    data = [
        card | {"due_at": at(row.due_at), "lead": row.lead, "revision": report.journal_seq,
                "mine": by.person is not None and row.handler_id == by.person}
        for card, row, report in zip(shown, work, reports, strict=True)
    ]  # fmt: skip
    return answer(request, {"work": data, "more": more})


@router.get(
    "/reports/{report}", response={200: schemas.ReportOut, **refusals(403, 404, 422)}, operation_id="desk_report"
)
def desk_report(request: HttpRequest, report: int = REPORT()) -> HttpResponse:
    """One report with its revision and the steps that may be taken now."""
    by = actor(request)
    return answer(request, shapes.whole(queries.get(report, by), by))


@router.post("/reports/{report}/accept", response=DONE, operation_id="accept")
def accept(request: HttpRequest, body: schemas.AcceptIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Take it up as a case; it becomes public and is handed over by rule at once."""
    difficulty = body.difficulty.value if body.difficulty else None
    return _step(request, key, report, body, actions.accept, difficulty=difficulty, private=body.private)


@router.post("/reports/{report}/reject", response=DONE, operation_id="reject")
def reject(request: HttpRequest, body: schemas.SaidIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Not taken up, with a reason that the reporter reads."""
    return _step(request, key, report, body, actions.reject, reason=_said(body))


@router.post("/reports/{report}/restore", response=DONE, operation_id="restore")
def restore(request: HttpRequest, body: schemas.StepIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Take a rejection back."""
    return _step(request, key, report, body, actions.restore)


@router.post("/reports/{report}/ask", response=DONE, operation_id="ask")
def ask(request: HttpRequest, body: schemas.SaidIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Ask the reporter."""
    return _step(request, key, report, body, actions.ask, question=_said(body))


@router.post("/reports/{report}/merge", response=DONE, operation_id="merge")
def merge(request: HttpRequest, body: schemas.MergeIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Join it with an earlier one; the answer is about that one."""
    return _step(request, key, report, body, actions.merge, into=body.into)


@router.post("/reports/{report}/part", response=DONE, operation_id="part")
def part(request: HttpRequest, body: schemas.StepIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Take a joining back."""
    return _step(request, key, report, body, actions.part)


@router.post("/reports/{report}/split", response=DONE, operation_id="split")
def split(request: HttpRequest, body: schemas.SplitIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Make a second matter a report of its own; the answer is about the new one."""
    return _step(request, key, report, body, actions.split, category=body.category, text=body.text)


@router.post("/reports/{report}/recategorise", response=DONE, operation_id="recategorise")
def recategorise(
    request: HttpRequest, body: schemas.RecategoriseIn, report: int = REPORT(), key: str = KEY()
) -> HttpResponse:
    """Correct the category; it is routed anew."""
    return _step(request, key, report, body, actions.recategorise, category=body.category)


@router.post("/reports/{report}/move", response=DONE, operation_id="move")
def move(request: HttpRequest, body: schemas.MoveIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Correct the place; it is routed anew."""
    return _step(request, key, report, body, actions.move, lat=body.lat, lon=body.lon, address=body.address)


@router.post("/reports/{report}/redact", response=DONE, operation_id="redact")
def redact(request: HttpRequest, body: schemas.RedactIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Show another text in public; the original is kept for those entitled."""
    return _step(request, key, report, body, actions.redact, text=body.text)


@router.post("/reports/{report}/hide", response=DONE, operation_id="hide")
def hide(request: HttpRequest, body: schemas.HideIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Hide a photo, an update or a rating's comment from the public, or show it again."""
    return _act(
        request, key, report, body,
        lambda by: actions.hide_item(report=report, what=body.what, item=body.item, by=by, hidden=body.hidden),
    )  # fmt: skip


@router.post("/reports/{report}/dispatch", response=DONE, operation_id="dispatch")
def dispatch(request: HttpRequest, body: schemas.DispatchIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Hand it over by hand; a reason is needed when somebody had it before."""
    return _step(
        request, key, report, body, actions.dispatch, body=body.body, supporting=body.supporting, reason=_said(body)
    )


@router.post("/reports/{report}/return", response=DONE, operation_id="return")
def return_(request: HttpRequest, body: schemas.SaidIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Not ours: back to the dispatcher with a reason."""
    return _step(request, key, report, body, actions.return_to_dispatch, reason=_said(body))


@router.post("/reports/{report}/assign", response=DONE, operation_id="assign")
def assign(request: HttpRequest, body: schemas.AssignIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Give the work to one of the body's handlers, or to nobody."""
    return _step(request, key, report, body, actions.assign, handler=body.handler)


@router.post("/reports/{report}/start", response=DONE, operation_id="start")
def start(request: HttpRequest, body: schemas.StepIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """The body says: we are at it."""
    return _step(request, key, report, body, actions.start)


@router.post("/reports/{report}/note", response=DONE, operation_id="note")
def note(request: HttpRequest, body: schemas.NoteIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """A note among staff, or news for everybody."""
    return _act(
        request, key, report, body,
        lambda by: actions.note(
            report=report, by=by, text=Said(body.zh, body.en), public=body.public, photos=tuple(body.photos)
        ),
    )  # fmt: skip


@router.post("/reports/{report}/photos", response=DONE, operation_id="add_photos")
def add_photos(request: HttpRequest, body: schemas.PhotosIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Proof from the spot, before or after."""
    return _act(
        request, key, report, body,
        lambda by: actions.add_photos(report=report, by=by, photos=tuple(body.photos), kind=body.kind),
    )  # fmt: skip


@router.post("/reports/{report}/resolve", response=DONE, operation_id="resolve")
def resolve(request: HttpRequest, body: schemas.ResolveIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Done, or impossible with a public reason; somebody else checks it."""
    more = {"outcome": body.outcome, "text": _said(body), "photos": tuple(body.photos)}
    return _step(request, key, report, body, actions.resolve, **more)


@router.post("/reports/{report}/confirm", response=DONE, operation_id="confirm")
def confirm(request: HttpRequest, body: schemas.ConfirmIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Checked: closes the case."""
    more = {"text": _said(body) or None, "photos": tuple(body.photos)}
    return _step(request, key, report, body, actions.confirm, **more)


@router.post("/reports/{report}/reopen", response=DONE, operation_id="reopen")
def reopen(request: HttpRequest, body: schemas.ReopenIn, report: int = REPORT(), key: str = KEY()) -> HttpResponse:
    """Not fixed: back to the same body."""
    more = {"reason": _said(body), "photos": tuple(body.photos)}
    return _step(request, key, report, body, actions.reopen, **more)


def _step(
    request: HttpRequest, key: str, report: int, asked: schemas.StepIn, action: Callable[..., Report], **more: Any
) -> HttpResponse:
    """A step at the revision that was seen."""
    return _act(
        request, key, report, asked,
        lambda by: action(report=report, by=by, revision=asked.revision, **more), action.__name__,
    )  # fmt: skip


def _act(
    request: HttpRequest, key: str, report: int, asked: Dumped, act: Callable[[Actor], Report], name: str = "act"
) -> HttpResponse:
    """Once for the client's key; the answer says where the report now stands."""
    by = actor(request)
    wanted = {"report": report, "body": asked.model_dump(mode="json"), "as": type(asked).__name__}
    return answer(request, do_once(request, f"desk.{name}", key, wanted, lambda: shapes.done(act(by))))


def _queue(request: HttpRequest, queue: Callable[[Actor], QuerySet[Report]]) -> HttpResponse:
    by = actor(request)
    found = list(queue(by)[: queries.ROWS + 1])
    return answer(request, {"reports": shapes.rows(found[: queries.ROWS], by), "more": len(found) > queries.ROWS})


def _said(body: schemas.SaidIn) -> Said:
    return Said(zh=body.zh, en=body.en)
