"""Where gateways call: programs with a secret in the address or a signature, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from cogov.contexts.desk.models import Message
from cogov.kernel import ids
from cogov.kernel.errors import Missing

ARRIVED, LOST = {"1"}, {"2", "16"}
"""Kannel's `%d`: 1 arrived, 2 lost, 16 refused by the network; 4 and 8 are steps on the way."""


@never_cache
@require_safe
def sms_arrival(request: HttpRequest, message: int, token: str) -> HttpResponse:
    """The gateway's report about one text message; the same one twice changes nothing."""
    if not ids.same(token, ids.derived_token("sms-arrival", message)):
        raise Missing
    status = request.GET.get("status", "")
    if status in ARRIVED | LOST:
        arrival = Message.Arrival.ARRIVED if status in ARRIVED else Message.Arrival.LOST
        rows = Message.objects.filter(pk=message, way=Message.Way.SMS).exclude(arrival=Message.Arrival.ARRIVED)
        rows.update(arrival=arrival)
    return HttpResponse("ok", content_type="text/plain")
