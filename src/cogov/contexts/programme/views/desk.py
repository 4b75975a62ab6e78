"""How the programme goes: one month at a glance, items of publicity, the monthly reports."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.contrib import messages
from django.db.models import Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cogov.contexts.areas import facade as areas
from cogov.contexts.programme import actions, figures, rules, telling
from cogov.contexts.programme.forms import PosterForm
from cogov.contexts.programme.models import Monthly, Part, Poster, PosterDay
from cogov.kernel.clock import now
from cogov.kernel.errors import Invalid, Missing
from cogov.kernel.idempotency import once
from cogov.kernel.parsing import whole
from cogov.ui.pdf import Paper

ROWS = 50
"""Items of publicity of one page."""


@never_cache
@require_safe
def month(request: HttpRequest) -> HttpResponse:
    """A month's figures as they are now; the present one unless asked for another."""
    today = localdate(now())
    present = today.year * 100 + today.month
    chosen = _month(request.GET.get("month", "")) or present
    line = figures.active_by_month(chosen)
    context = telling.view(figures.month_figures(chosen)) | {
        "line": [(figures.month_name(one), people) for one, people in line if people is not None],
        "covered": sum(people is None for _, people in line),
        "months": [{"id": one, "name": figures.month_name(one)} for one in reversed(_known_months(present))],
        "chosen": chosen,
    }
    return render(request, "programme/month.html", context)


@never_cache
@require_safe
def posters(request: HttpRequest) -> HttpResponse:
    before = whole(request.GET.get("before", ""))
    rows = Poster.objects.order_by("-pk")
    page = list((rows.filter(pk__lt=before) if before else rows)[: ROWS + 1])
    sums = _sums([row.pk for row in page])
    context = {
        "rows": [{"poster": row, **sums.get(row.pk, _NOTHING)} for row in page[:ROWS]],
        "older": f"?before={page[ROWS - 1].pk}" if len(page) > ROWS else "",
        "newer": "?" if before else "",
        "may": rules.may_make(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "programme/posters.html", context)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def poster_add(request: HttpRequest) -> HttpResponse:
    form = PosterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actor = request.actor  # type: ignore[attr-defined]

        def made() -> dict[str, Any]:
            return {"code": actions.make_poster(**form.cleaned_data, by=actor).code}

        try:
            answer, _again = once(
                f"programme.poster:{actor.person}", request.POST.get("key", ""), form.cleaned_data, made
            )
        except Invalid as error:
            for name, sentence in error.fields.items():
                form.add_error(name if name in form.fields else None, str(sentence))
        else:
            messages.success(request, _("Made. Print it, or copy its link."))
            return redirect("programme:poster", answer["code"])
    return render(request, "programme/poster_add.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_safe
def poster(request: HttpRequest, code: str) -> HttpResponse:
    row = _poster(code)
    weeks: dict[date, int] = {}
    for one in PosterDay.objects.filter(poster=row).order_by("day"):
        monday = one.day - timedelta(days=one.day.weekday())
        weeks[monday] = weeks.get(monday, 0) + one.visits
    context = {
        "poster": row,
        "link": _link(request, row),
        "place": areas.full_name(row.area_id) if row.area_id else _("Whole city"),
        "sums": _sums([row.pk]).get(row.pk, _NOTHING),
        "weeks": [(f"{monday:%m-%d}", visits) for monday, visits in weeks.items()],
        "may": rules.may_make(request.actor),  # type: ignore[attr-defined]
    }
    return render(request, "programme/poster.html", context)


@never_cache
@require_POST
def poster_end(request: HttpRequest, code: str) -> HttpResponse:
    row = _poster(code)
    revision = whole(request.POST.get("revision", "")) or 0
    actions.end_poster(poster=row.pk, revision=revision, by=request.actor)  # type: ignore[attr-defined]
    messages.success(request, _("Saved."))
    return redirect("programme:poster", code)


@never_cache
@require_safe
def poster_paper(request: HttpRequest, code: str) -> HttpResponse:
    """To be printed and hung up."""
    row = _poster(code)
    link = _link(request, row)
    paper = Paper(row.name, size="a4", centred=True, footer=link)
    paper.space(20)
    paper.qr(link, _("Scan to begin. No app is needed."), side=110)
    paper.space(8)
    paper.text(link, size=16)
    return paper.response(f"poster-{row.code}.pdf")


@never_cache
@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    rows = Monthly.objects.order_by("-month").only("month", "made_at", "data")[: 2 * figures.MONTHS]
    return render(request, "programme/reports.html", {"rows": [telling.view(row.data) | {"row": row} for row in rows]})


@never_cache
@require_safe
def report(request: HttpRequest, month: int) -> HttpResponse:
    """As it was told then; later corrections do not change it."""
    row = _told(month)
    return render(request, "programme/report.html", telling.view(row.data) | {"row": row})


@never_cache
@require_safe
def report_paper(request: HttpRequest, month: int) -> HttpResponse:  # noqa: ARG001 - the signature of a view
    row = _told(month)
    return telling.paper(telling.view(row.data)).response(f"programme-{row.month}.pdf")


_NOTHING: dict[str, Any] = {"visits": 0, "reports": 0, "accounts": 0}


def _sums(posters: list[int]) -> dict[int, dict[str, Any]]:
    """Over all days; accounts None where few. One query."""
    rows = (
        PosterDay.objects.filter(poster__in=posters)
        .values("poster")
        .annotate(v=Sum("visits"), r=Sum("reports"), a=Sum("accounts"))
    )
    return {
        row["poster"]: {"visits": row["v"], "reports": row["r"], "accounts": figures.shown(row["a"])} for row in rows
    }


def _poster(code: str) -> Poster:
    row = Poster.objects.filter(code=code).first()
    if row is None:
        raise Missing
    return row


def _told(month: int) -> Monthly:
    row = Monthly.objects.filter(month=month).first()
    if row is None:
        raise Missing
    return row


def _link(request: HttpRequest, row: Poster) -> str:
    return request.build_absolute_uri(reverse("programme:go", args=[row.code]))


def _month(text: str) -> int | None:
    number = whole(text, most_digits=6)
    return number if number and number // 100 >= 2000 and 1 <= number % 100 <= 12 else None


def _known_months(present: int) -> list[int]:
    """Months with reports, the present one in any case; a year at most. One query by index."""
    found = set(Part.objects.filter(month__gte=present - 100).values_list("month", flat=True).distinct())
    return sorted({*found, present})[-figures.MONTHS :]
