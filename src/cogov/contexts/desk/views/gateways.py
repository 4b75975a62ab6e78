"""Where gateways call: programs with a secret in the address or a signature, never a person."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import override
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from cogov.contexts.desk import silence, wording
from cogov.contexts.desk.actions import receiving
from cogov.contexts.desk.channels import incoming_sms, sms, wechat, weibo
from cogov.contexts.desk.models import Incoming, Message
from cogov.kernel import ids, throttle
from cogov.kernel.actors import Actor, Channel
from cogov.kernel.errors import Missing
from cogov.kernel.throttle import Rate

MOST_BYTES = 64 * 1024
"""Of one call: messages of the networks are a few kilobytes of text."""

PER_NUMBER = Rate("desk.sms", 60, 3600)
"""Text messages of one number in an hour; nobody types more, a machine that runs wild does."""

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


@never_cache
@require_safe
def sms_in(request: HttpRequest, token: str) -> HttpResponse:
    """One text message; the gateway offers it again unless the answer is 200. The empty answer sends nothing back."""
    if not ids.same(token, sms.incoming_token()):
        raise Missing
    heard = incoming_sms.heard(request.META.get("QUERY_STRING", "").encode("ascii", "replace"))
    if heard is None:
        return HttpResponse("", content_type="text/plain")
    word = heard.text.strip().lower()
    if word in silence.STOP:
        silence.keep(Message.Way.SMS, heard.sender)
    elif word in silence.START:
        silence.lift(Message.Way.SMS, heard.sender)
    else:
        throttle.take(PER_NUMBER, heard.sender)
        receiving.receive(heard=heard, by=Actor(channel=Channel.SMS))
    return HttpResponse("", content_type="text/plain")


@csrf_exempt  # WeChat's servers post here; their signature is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def wechat_in(request: HttpRequest) -> HttpResponse:
    """WeChat's servers: the hello when the address is set up, and each message, answered within its 5 seconds:
    nothing is fetched from outside here."""
    call = wechat.Call(
        signature=request.GET.get("signature", ""), timestamp=request.GET.get("timestamp", ""),
        nonce=request.GET.get("nonce", ""), msg_signature=request.GET.get("msg_signature", ""),
        encrypted=request.GET.get("encrypt_type", "") == "aes",
    )  # fmt: skip
    if request.method != "POST":
        wechat.check(call)
        return HttpResponse(request.GET.get("echostr", "")[:100], content_type="text/plain")
    body = request.read(MOST_BYTES)
    wechat.check(call, body)
    tree = wechat.opened(call, body)
    heard = wechat.heard(tree)
    if heard is None:
        return HttpResponse("success", content_type="text/plain")
    throttle.take(PER_NUMBER, heard.sender)
    row = receiving.receive(heard=heard, by=Actor(channel=Channel.WECHAT), channel=Incoming.Channel.WECHAT)
    with override(row.language):
        return HttpResponse(wechat.answer(tree, wording.said_at_once(row), call), content_type="text/xml")


@csrf_exempt  # Weibo's servers post here; their signature is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def weibo_in(request: HttpRequest) -> HttpResponse:
    weibo.check(*(request.GET.get(name, "") for name in ("signature", "timestamp", "nonce")))
    if request.method != "POST":
        return HttpResponse(request.GET.get("echostr", "")[:100], content_type="text/plain")
    heard = weibo.Weibo().parse(request.read(MOST_BYTES))
    if heard is not None:
        throttle.take(PER_NUMBER, "weibo", heard.sender)
        receiving.receive(heard=heard, by=Actor(channel=Channel.MICROBLOG), channel=Incoming.Channel.WEIBO)
    return HttpResponse("", content_type="text/plain")
