"""Staff write answers, compare versions, release them and see which ones end calls."""

from __future__ import annotations

import difflib
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.knowledge import actions, queries, rules
from cogov.contexts.knowledge.forms import AnswerForm, initial_of
from cogov.contexts.knowledge.models import Answer, State, Version
from cogov.contexts.knowledge.workflow import WORKFLOW
from cogov.kernel.actors import Actor
from cogov.kernel.clock import now
from cogov.kernel.errors import Conflict, Forbidden, Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.acting import actor_of

TABS = ("", "waiting", "overdue", State.DRAFT.value, State.WITHDRAWN.value)


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What my offices answer for: overdue first."""
    actor = actor_of(request)
    only = request.GET.get("only", "") if request.GET.get("only", "") in TABS else ""
    query = request.GET.get("q", "").strip()[:120]
    rows = queries.at_desk(actor, query=query, only=only)
    context = {
        "rows": [_row(answer, newest) for answer, newest in rows[: queries.SHOWN]],
        "more": len(rows) > queries.SHOWN,
        "tabs": _tabs(actor, only),
        "query": query,
        "only": only,
    }
    return render(request, "knowledge/desk/index.html", context)


@never_cache
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """A new answer; `?q=` brings along what somebody searched for in vain."""
    actor = actor_of(request)
    initial = {"keywords_zh": request.GET.get("q", "")[:200]}
    form = AnswerForm(request.POST or None, initial=initial, by=actor)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = form.draft()
        elif made := _tried(form, lambda: _written(request, form)):
            messages.success(request, _("Written. Somebody else reads it, then residents do."))
            return redirect("knowledge:edit", made)
    context = {"form": form, "preview": preview, "key": request.POST.get("key", "")}
    return render(request, "knowledge/desk/edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, number: int) -> HttpResponse:
    """One answer: its newest version, and what may be done with it."""
    actor = actor_of(request)
    answer = queries.get(number, actor)
    newest = queries.version(answer, answer.version)
    newest.answer = answer
    form = AnswerForm(request.POST or None, initial=initial_of(newest), by=actor)
    preview = None
    if request.method == "POST" and form.is_valid():
        if "preview" in request.POST:
            preview = form.draft()
        else:
            try:
                if _tried(form, lambda: _revised(request, answer, form)):
                    messages.success(request, _("Saved as a new version."))
                    return redirect("knowledge:edit", number)
            except Conflict:
                return _conflict(request, form, queries.get(number, actor))
    context = _about(answer, newest, actor) | {
        "form": form,
        "preview": preview,
        "key": request.POST.get("key", ""),
        "may_write": rules.may_write(actor, answer),
    }
    return render(request, "knowledge/desk/edit.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
def history(request: HttpRequest, number: int) -> HttpResponse:
    """Every version, and two of them side by side."""
    answer = queries.get(number, actor_of(request))
    rows = queries.versions(answer)
    known = {row.number: row for row in rows}
    new = known.get(whole(request.GET.get("new", "")) or answer.version, rows[0])
    old = known.get(whole(request.GET.get("old", "")) or new.number - 1)
    people = accounts.persons({row.author_id for row in rows if row.author_id})
    context = {
        "answer": answer,
        "rows": [{"row": r, "by": people[r.author_id].name if r.author_id in people else ""} for r in rows],
        "new": new,
        "old": old,
        "changes": _changes(old, new) if old else [],
    }
    return render(request, "knowledge/desk/history.html", context)


@never_cache
@require_POST
def act(request: HttpRequest, number: int, step: str) -> HttpResponse:
    """Publish, withdraw, or say that it is still right."""
    actor = actor_of(request)
    queries.get(number, actor)
    revision = whole(request.POST.get("revision", ""))
    wanted = _day(request.POST.get("review_on", ""))
    if revision is None:
        raise Invalid
    if step == "publish":
        _do(request, step, lambda: actions.publish(number, revision=revision, by=actor, review_on=wanted))
        messages.success(request, _("Published. Residents and the telephone find it now."))
    elif step == "withdraw":
        _do(request, step, lambda: actions.withdraw(number, revision=revision, by=actor))
        messages.success(request, _("Withdrawn. Its versions are kept."))
    elif step == "review":
        _do(request, step, lambda: actions.review(number, revision=revision, by=actor, review_on=wanted))
        messages.success(request, _("Noted: it is still right."))
    else:
        raise Missing
    return redirect("knowledge:edit", number)


@never_cache
@require_safe
def figures(request: HttpRequest) -> HttpResponse:
    """Which answers end calls, and for which words there is none."""
    return render(request, "knowledge/desk/figures.html", {"figures": queries.figures()})


def _row(answer: Answer, newest: Version) -> dict[str, Any]:
    newest.answer = answer
    return {
        "answer": answer,
        "one": queries.article_of(newest),
        "body": bodies.name(answer.body_id),
        "overdue": answer.state == State.PUBLISHED and answer.review_on < timezone.localdate(now()),
        "waiting": answer.version != answer.shown,
        "votes": answer.helped + answer.failed,
    }


def _tabs(actor: Actor, only: str) -> list[dict[str, Any]]:
    counts = queries.counts(actor)
    labels = {"": _("All"), "waiting": _("To release"), "overdue": _("To review"), "draft": _("Drafts")}
    labels["withdrawn"] = _("Withdrawn")
    return [
        {"url": f"?only={name}" if name else "?", "label": labels[name], "current": name == only,
         "count": counts.get(name)}
        for name in TABS
    ]  # fmt: skip


def _about(answer: Answer, newest: Version, actor: Actor) -> dict[str, Any]:
    """The steps that may be taken now, each with the reason why not."""
    may = rules.may_release(actor, answer)
    return {
        "answer": answer,
        "one": queries.article_of(newest),
        "may_release": may,
        "publish_not": WORKFLOW.why_not("publish", answer, actor) if may else None,
        "may_withdraw": WORKFLOW.why_not("withdraw", answer, actor) is None,
        "may_review": may and answer.state == State.PUBLISHED and answer.shown == answer.version,
        "overdue": answer.state == State.PUBLISHED and answer.review_on < timezone.localdate(now()),
        "latest": timezone.localdate(now()) + actions.REVIEW_AFTER,
    }


def _written(request: HttpRequest, form: AnswerForm) -> int:
    actor, draft = actor_of(request), form.draft()
    plain = {key: request.POST[key] for key in request.POST if key not in ("csrfmiddlewaretoken", "key")}
    key = request.POST.get("key", "")
    done, _again = once(f"answer.{actor.person}", key, plain, lambda: {"answer": actions.write(draft, by=actor).pk})
    return int(done["answer"])


def _revised(request: HttpRequest, answer: Answer, form: AnswerForm) -> int:
    revision = form.cleaned_data["revision"]
    return actions.revise(answer.pk, form.draft(), revision=revision, by=actor_of(request)).pk


def _do(request: HttpRequest, step: str, act_: Any) -> None:
    """Once for the form's key."""
    once(
        f"answer.{step}.{actor_of(request).person}",
        request.POST.get("key", ""),
        {"step": step, "path": request.path, "revision": request.POST.get("revision", "")},
        lambda: {"answer": act_().pk},
    )


def _tried(form: AnswerForm, act_: Any) -> Any:
    """None when the action refused the input: its sentences then stand in the form."""
    try:
        return act_()
    except Forbidden as error:
        form.add_error("body", str(error))
    except Invalid as error:
        for name, sentence in (error.fields or {"": error.sentence}).items():
            form.add_error(name if name in form.fields else None, str(sentence))
    return None


def _conflict(request: HttpRequest, form: AnswerForm, answer: Answer) -> HttpResponse:
    """Two people wrote at once: both versions, and the second decides."""
    newest = queries.version(answer, answer.version)
    newest.answer = answer
    current = initial_of(newest)
    rows = []
    for name, field in form.fields.items():
        mine, theirs = str(form[name].value() or ""), str(current.get(name) or "")
        if name != "revision" and mine.strip() != theirs.strip():
            choices = dict(getattr(field, "choices", ()))
            rows.append({"label": field.label, "mine": choices.get(mine, mine), "theirs": choices.get(theirs, theirs)})
    hidden = [(n, v) for n, v in request.POST.items() if n not in ("csrfmiddlewaretoken", "revision", "key")]
    context = {"rows": rows, "hidden": [*hidden, ("revision", current["revision"])], "address": request.path}
    return render(request, "knowledge/desk/conflict.html", context, status=Conflict.status)


def _changes(old: Version, new: Version) -> list[dict[str, Any]]:
    """Field by field, the lines that went and came."""
    labels = {name: field.label for name, field in AnswerForm.base_fields.items()}
    found = []
    for name in actions.WORDS:
        before, after = getattr(old, name), getattr(new, name)
        if before != after:
            lines = difflib.ndiff(before.splitlines(), after.splitlines())
            marked = [(line[0], line[2:]) for line in lines if line[0] in "+- " and line[2:].strip()]
            found.append({"label": labels[name], "lines": marked, "lang": "en" if name.endswith("en") else "zh-Hans"})
    if old.links != new.links:
        gone = [("-", f"{label} {to}") for label, to in old.links if [label, to] not in new.links]
        came = [("+", f"{label} {to}") for label, to in new.links if [label, to] not in old.links]
        found.append({"label": labels["links"], "lines": [*gone, *came], "lang": ""})
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid(fields={"review_on": _("Please enter a date, such as 2026-05-31.")}) from None
