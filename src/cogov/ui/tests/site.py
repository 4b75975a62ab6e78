"""A small city office for the browser tests: it takes photos and reports and remembers what it got."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import include, path
from PIL import Image


@dataclass
class Office:
    reports: dict[str, list[str]] = field(default_factory=dict)
    photos: list[tuple[tuple[int, int], int, dict[int, object]]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)


OFFICE = Office()
FORM = """{% extends "ui/base.html" %}
{% block title %}Report{% endblock %}{% block width %}narrow{% endblock %}
{% block main %}<h1>Report</h1>
<c-form key data-draft="report" data-steps="1" action="/report">
  <fieldset class="step stack" data-step="What"><legend>What</legend>
    <c-field name="text" type="textarea" label="What is wrong?" required />
    <c-photo-input upload="/photo" /></fieldset>
  <fieldset class="step stack" data-step="Send"><legend>Send</legend>
    <c-field name="name" label="Name" data-never-store />
    <label><input type="checkbox" data-store-consent>Keep all until sent</label><div class="btns">
    <c-button>Send report</c-button></div></fieldset>
</c-form>{% endblock %}"""


def report(request: HttpRequest) -> HttpResponse:
    if request.method == "POST":
        OFFICE.reports.setdefault(request.POST["key"], []).append(request.POST["text"])
        OFFICE.names.append(request.POST.get("name", ""))
        return HttpResponseRedirect("/thanks")
    return HttpResponse(engines["django"].from_string(_compiled(FORM)).render({}, request))


def _compiled(source: str) -> str:
    from django_cotton.compiler_regex import CottonCompiler

    return str(CottonCompiler().process(source))


def photo(request: HttpRequest) -> HttpResponse:
    file = request.FILES["photo"]
    assert not isinstance(file, list)
    data = file.read()
    with Image.open(BytesIO(data)) as picture:
        OFFICE.photos.append((picture.size, len(data), dict(picture.getexif())))
    return JsonResponse({"id": f"photo-{len(OFFICE.photos)}"}, status=201)


def thanks(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/offline.html")


urlpatterns = [
    path("", include("cogov.ui.urls")),
    path("report", report, name="report"),
    path("photo", photo, name="photo"),
    path("thanks", thanks, name="thanks"),
]
