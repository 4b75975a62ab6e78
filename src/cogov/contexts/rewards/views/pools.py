"""Families and communities that put points together."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.accounts import facade as accounts
from cogov.contexts.rewards import balances, facade, queries, reasons
from cogov.contexts.rewards.actions import join_pool, leave_pool, make_pool, put_in, renew_code
from cogov.contexts.rewards.actions.pooling import make_keeper
from cogov.contexts.rewards.forms import JoinForm, PoolForm, PutInForm
from cogov.contexts.rewards.models import Pool, PoolMember
from cogov.contexts.rewards.views.scope import person_of
from cogov.contexts.rewards.views.statement import shown
from cogov.kernel import ids, ledger
from cogov.kernel.errors import Conflict, Missing
from cogov.kernel.idempotency import once
from cogov.ui.acting import actor_of, tried


@never_cache
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    return render(request, "rewards/pools.html", {"pools": facade.pools_of(person_of(request))})


@never_cache
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form, key = PoolForm(request.POST or None), request.POST.get("key") or ids.token()
    if request.method == "POST" and form.is_valid():
        data, made = form.cleaned_data, {}

        def act() -> None:
            asked = {**data, "person": person_of(request)}
            answer, _again = once("rewards.pool", key, asked, lambda: {"pool": make_pool(**data, by=actor_of(request))})
            made.update(answer)

        if tried(form, act, Conflict):
            return redirect("rewards:pool", made["pool"])
    return render(request, "rewards/pool_new.html", {"form": form, "key": key}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    form = JoinForm(request.POST or None, initial={"code": request.GET.get("code", "")})
    if request.method == "POST" and form.is_valid():
        found: list[int] = []
        if tried(form, lambda: found.append(join_pool(code=form.cleaned_data["code"], by=actor_of(request))), Conflict):
            messages.success(request, _("Welcome. You can put in points now."))
            return redirect("rewards:pool", found[0])
    return render(request, "rewards/pool_join.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pool: int) -> HttpResponse:
    """A pool for its members; for everybody else it does not exist."""
    person = person_of(request)
    row = Pool.objects.filter(pk=pool).first()
    me = PoolMember.objects.filter(pool=pool, person=person, until=None).first()
    if row is None or me is None:
        raise Missing
    form, key = PutInForm(request.POST if request.POST.get("do") == "put" else None), ids.token()
    if request.method == "POST":
        key = request.POST.get("key") or key
        if _done(request, row, form, key):
            gone = request.POST.get("do") == "leave"
            return redirect("rewards:pools") if gone else redirect("rewards:pool", pool)
    account, members = balances.of_pool(pool), queries.members(pool)
    names = accounts.persons([member.person for member in members])
    lines = ledger.statement(account, limit=queries.PAGE)
    context = {
        "pool": row, "me": me, "form": form, "key": key, "balance": ledger.balance(account),
        "mine": balances.purse(person).free, "join": request.build_absolute_uri("/points/pools/join"),
        "members": [
            {"member": member, "name": names[member.person].name if member.person in names else "",
             "me": member.person == person}
            for member in members
        ],
        "lines": [shown(line) | {"sentence": _sentence(line, names)} for line in lines],
    }  # fmt: skip
    return render(request, "rewards/pool.html", context, status=422 if form.errors else 200)


def _done(request: HttpRequest, pool: Pool, form: PutInForm, key: str) -> bool:
    actor, do = actor_of(request), request.POST.get("do")
    if do == "put":
        return form.is_valid() and tried(
            form, lambda: put_in(pool=pool.pk, points=form.cleaned_data["points"], key=key, by=actor), Conflict
        )
    if do == "leave":
        leave_pool(pool=pool.pk, by=actor)
        messages.success(request, _("You have left. What you put in stays there."))
    elif do == "code":
        renew_code(pool=pool.pk, by=actor)
    elif do == "keeper" and request.POST.get("person", "").isdigit():
        make_keeper(pool=pool.pk, person=int(request.POST["person"]), by=actor)
    else:
        raise Missing
    return True


def _sentence(line: ledger.StatementLine, names: dict[int, accounts.PersonCard]) -> str:
    if line.why == "rewards.pooled":
        card = names.get(int(line.facts["person"]))
        return _("Put in by %(name)s") % {"name": card.name if card and card.name else _("a member")}
    return reasons.sentence(line)
