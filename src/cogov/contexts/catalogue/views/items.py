"""Adding and changing what is on offer."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cogov.contexts.catalogue import actions, cards, queries
from cogov.contexts.catalogue.forms import ItemForm, NewItemForm, item_initial
from cogov.contexts.media import facade as media
from cogov.kernel.actors import Actor
from cogov.kernel.errors import CogovError, Conflict
from cogov.ui.acting import actor_of, tried
from cogov.ui.conflict import conflict_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    form = NewItemForm(request.POST or None, partners=queries.partners_read(actor))
    if request.method == "POST" and form.is_valid():
        code = form.cleaned_data["code"]
        if tried(form, lambda: actions.add_item(code=code, data=form.data_of(), by=actor)):
            _photo(request, code, actor)
            messages.success(request, _("Added. Next, enter what has arrived."))
            return redirect("catalogue:stock-one", code)
    return render(request, "catalogue/desk/item.html", {"form": form}, status=422 if form.errors else 200)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    item = queries.item_read(code, actor)
    form = ItemForm(request.POST or None, initial=item_initial(item), partners=queries.partners_read(actor))
    if request.method == "POST" and form.is_valid():
        revision = form.cleaned_data["revision"]
        try:
            if tried(form, lambda: actions.change_item(item=item.pk, data=form.data_of(), revision=revision, by=actor)):
                _photo(request, code, actor)
                messages.success(request, _("Saved."))
                return redirect("catalogue:stock-one", code)
        except Conflict:
            return conflict_page(request, form, item_initial(queries.item_read(code, actor)))
    context = {"form": form, "item": item, "card": cards.item_cards([item])[0]}
    return render(request, "catalogue/desk/item.html", context, status=422 if form.errors else 200)


def _photo(request: HttpRequest, code: str, actor: Actor) -> None:
    """A photo sent along; what is wrong with it is said, and the rest is saved all the same."""
    session = media.upload_session(request)
    tokens = request.POST.getlist("photos")[:1]
    try:
        for upload in [] if tokens else request.FILES.getlist("photo")[:1]:
            tokens = [media.store_photo(data=upload, by=actor, session=session).token]
        if tokens:
            actions.set_photo(item=queries.item(code).pk, photo=tokens[0], by=actor, session=session)
    except CogovError as error:
        messages.error(request, str(error))
