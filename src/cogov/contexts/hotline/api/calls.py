"""A call through the API, step by step, as on the operator's screen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Router, Schema
from ninja.params import functions

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.hotline import actions, queries, rules, screen
from cogov.contexts.hotline.api import schemas
from cogov.contexts.hotline.forms import moment_of
from cogov.contexts.hotline.models import Call
from cogov.contexts.reports import facade as reports
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import Conflict, Forbidden
from cogov.kernel.idempotency import once
from cogov.kernel.ids import digest

router = Router(tags=["calls"])

_PROBLEM = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}


def _refusals(*codes: int) -> dict[str, Any]:
    """Answers that go wrong, for the description."""
    said = {code: {"description": "Problem", "content": _PROBLEM} for code in sorted({401, 403, 429, *codes})}
    return {"responses": said}


READ = _refusals(404, 422)
WRITE = _refusals(400, 404, 409, 413, 422)


def NUMBER() -> Any:  # noqa: N802 - stands where a default stands
    return functions.Path(..., ge=1, le=schemas.LARGEST, description="Number of the call")


def KEY() -> Any:  # noqa: N802
    return functions.Header(
        ...,
        alias="Idempotency-Key",
        min_length=16,
        max_length=80,
        pattern=r"^[A-Za-z0-9_.:-]+$",
        description="Made by you for this one request, such as a UUID. Sent again, it acts once.",
    )


@router.get("", response=schemas.CallQueueOut, operation_id="calls_waiting", openapi_extra=READ)
def calls_waiting(request: HttpRequest) -> JsonResponse:
    """Calls that ring on one's lines, the longest first."""
    rows = [
        {
            "id": caller.pk,
            "contact": accounts.parse_contact(caller.contact).shown if caller.contact else "",
            "arrived_at": timezone.localtime(caller.call.arrived_at).isoformat(timespec="seconds"),
        }
        for caller in queries.ringing(_operator(request))
    ]
    return _answer({"calls": rows})


@router.post("", response={201: schemas.CallOut}, operation_id="start_call", openapi_extra=WRITE)
def start_call(request: HttpRequest, body: schemas.StartIn, key: str = KEY()) -> JsonResponse:
    """Begin a call or a visit by hand."""
    return _once(
        request, "start", key, body,
        lambda by: {"id": actions.start(about=body.about, by=by, channel=Channel(body.channel)).pk}, status=201,
    )  # fmt: skip


@router.post("/{number}/take", response=schemas.CallOut, operation_id="take_call", openapi_extra=WRITE)
def take_call(request: HttpRequest, number: int = NUMBER(), key: str = KEY()) -> JsonResponse:
    """Whoever is first has it."""
    return _once(request, "take", key, number, lambda by: {"id": actions.take(call=number, by=by).pk})


@router.get("/{number}", response=schemas.ScreenOut, operation_id="show_call", openapi_extra=READ)
def show_call(request: HttpRequest, number: int = NUMBER()) -> JsonResponse:
    """Who it is, with their cases. The look is logged, once in a call."""
    by = _operator(request)
    call = queries.get(number, by)
    open_ = call.state == "open"
    seen = screen.who(call, by) if open_ else None
    return _answer(
        {
            "call": _call(call),
            "contact": seen.contact if seen else "",
            "name": seen.name if seen else "",
            "cases": [_case(one) for one in seen.cases] if seen else [],
            "withheld": str(seen.withheld) if seen else "",
        }
    )


@router.get("/{number}/look", response=schemas.FoundOut, operation_id="look_around", openapi_extra=READ)
def look_around(
    request: HttpRequest, number: int = NUMBER(), text: str = "", sought: str = "", place: str = "", spot: str = ""
) -> JsonResponse:
    """What fits the words so far: kinds, places, cases that may be the same, answers."""
    by = _operator(request)
    asked = screen.Asked(text=text[:4000], sought=sought[:60], place=place[:300], spot=spot[:40])
    found = screen.look_around(queries.get(number, by), asked, by)
    return _answer(
        {
            "kinds": [{"code": k.code, "name": k.name, "chosen": k == found.kind} for k in found.kinds],
            "spots": [{"key": s.key, "label": s.label, "chosen": s == found.spot} for s in found.spots],
            "same": [_case(one.card, one.metres) for one in found.same],
            "near": [_case(one.card, one.metres) for one in found.near],
            "answers": [{"id": one.id, "title": one.title} for one in found.answers],
        }
    )


@router.post("/{number}/file", response=schemas.CallOut, operation_id="file_call", openapi_extra=WRITE)
def file_call(request: HttpRequest, body: schemas.FileIn, number: int = NUMBER(), key: str = KEY()) -> JsonResponse:
    """A report on the caller's behalf; 409 where it may be known already and `known` does not say that it was seen."""

    by = _operator(request)
    asked = screen.Asked(text=body.text, kind=body.kind, sought="", place=body.place, spot=body.spot)
    # Looked up before the transaction: reading what is nearby must not make other writers wait.
    found = screen.look_around(queries.get(number, by), asked, by)

    def act(by: Actor) -> dict[str, Any]:
        if {one.card.id for one in found.same} - set(body.known):
            raise Conflict(_("This may be known already. Please look at the cases nearby first."))
        filing = actions.Filing(body.text, body.kind, found.spot, body.name, body.place)
        done = actions.file(call=number, filing=filing, by=by, key=f"call.{number}.{digest(key)[:40]}")
        return {"id": number, "told": done.told}

    return _once(request, "file", key, [number, body.model_dump(mode="json")], act)


@router.post("/{number}/join", response=schemas.CallOut, operation_id="join_call", openapi_extra=WRITE)
def join_call(request: HttpRequest, body: schemas.JoinIn, number: int = NUMBER(), key: str = KEY()) -> JsonResponse:
    """The caller's voice is added to a known case."""

    def act(by: Actor) -> dict[str, Any]:
        actions.join(call=number, report=body.report, by=by, name=body.name)
        return {"id": number}

    return _once(request, "join", key, [number, body.model_dump(mode="json")], act)


@router.post("/{number}/answer", response=schemas.CallOut, operation_id="answer_call", openapi_extra=WRITE)
def answer_call(
    request: HttpRequest, body: schemas.CallAnswerIn, number: int = NUMBER(), key: str = KEY()
) -> JsonResponse:
    """The knowledge base had it; the call ends without a case."""
    return _once(
        request, "answer", key, [number, body.answer],
        lambda by: {"id": actions.answer(call=number, answer_=body.answer, by=by).pk},
    )  # fmt: skip


@router.post("/{number}/connect", response=schemas.CallOut, operation_id="connect_call", openapi_extra=WRITE)
def connect_call(
    request: HttpRequest, body: schemas.ConnectIn, number: int = NUMBER(), key: str = KEY()
) -> JsonResponse:
    """Handed to an office's own telephone."""
    return _once(
        request, "connect", key, [number, body.body],
        lambda by: {"id": actions.connect(call=number, body=body.body, by=by).pk},
    )  # fmt: skip


@router.post("/{number}/promise", response=schemas.CallOut, operation_id="promise_call", openapi_extra=WRITE)
def promise_call(
    request: HttpRequest, body: schemas.PromiseIn, number: int = NUMBER(), key: str = KEY()
) -> JsonResponse:
    """Somebody calls back at the time named."""

    def act(by: Actor) -> dict[str, Any]:
        actions.promise(call=number, due_at=moment_of(body.due_at), reason=body.reason, by=by)
        return {"id": number}

    return _once(request, "promise", key, [number, body.model_dump(mode="json")], act)


@router.post("/{number}/end", response=schemas.CallOut, operation_id="end_call", openapi_extra=WRITE)
def end_call(request: HttpRequest, body: schemas.EndIn, number: int = NUMBER(), key: str = KEY()) -> JsonResponse:
    """Nothing is left to do."""
    return _once(
        request, "end", key, [number, body.outcome],
        lambda by: {"id": actions.end(call=number, outcome=body.outcome, by=by).pk},
    )  # fmt: skip


def _operator(request: HttpRequest) -> Actor:
    """A call belongs to a person, not to a program's key."""
    by: Actor = request.actor  # type: ignore[attr-defined]
    if by.person is None or not any(by.with_roles(*rules.TAKERS)):
        raise Forbidden
    return by


def _once(
    request: HttpRequest, name: str, key: str, asked: Any, act: Callable[[Actor], dict[str, Any]], *, status: int = 200
) -> JsonResponse:
    """Once for the client's key; the answer says where the call now stands."""
    by = _operator(request)
    plain = asked.model_dump(mode="json") if isinstance(asked, Schema) else asked
    said = {"asked": digest(repr(plain))}
    found, replayed = once(f"calls.{name}", digest(f"person {by.person} {key}"), said, lambda: act(by))
    call = queries.get(int(found["id"]), by)
    return _answer(_call(call, told=str(found.get("told", "")), replayed=replayed), status=status)


def _call(call: Call, *, told: str = "", replayed: bool = False) -> dict[str, Any]:
    return {
        "id": call.pk,
        "state": call.state,
        "channel": call.channel,
        "outcome": call.outcome,
        "report": call.report,
        "told": told,
        "replayed": replayed,
    }


def _case(card: reports.ReportCard, metres: int | None = None) -> dict[str, Any]:
    return {"id": card.id, "title": card.title, "state": card.state, "place": card.place, "metres": metres}


def _answer(data: dict[str, Any], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response["Cache-Control"] = "private, no-store"
    return response
