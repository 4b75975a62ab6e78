"""The page that explains the interfaces, made from their own description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def docs(request: HttpRequest) -> HttpResponse:
    return render(request, "reports/api/docs.html", {})
