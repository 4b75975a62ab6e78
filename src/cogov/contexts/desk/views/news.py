"""The bell's page, how somebody wants to be told, and the end of e-mails by one click."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.desk import news
from cogov.contexts.desk.understanding import tag_of
from cogov.kernel.parsing import whole


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    actor = request.actor  # type: ignore[attr-defined]
    if request.method == "POST":
        news.read_all(actor, whole(request.POST.get("upto", "")) or 0)
        messages.success(request, _("All news is marked as read."))
        return redirect("desk:news")
    found = news.page_of(actor, whole(request.GET.get("after", "")))
    unread = any(row.read_at is None for row in found.rows)
    older = f"?after={found.after}" if found.after else ""
    rows = [{"row": row, "line": news.line_of(row), "lang": tag_of(row.subject)} for row in found.rows]
    return render(request, "desk/news.html", {"rows": rows, "older": older, "unread": unread})


@never_cache
@require_safe
def one(request: HttpRequest, notice: int) -> HttpResponse:
    """Opening a piece of news reads it, and leads to where it goes on."""
    row = news.open_one(request.actor, notice)  # type: ignore[attr-defined]
    return redirect(row.link) if row.link else redirect("desk:news")
