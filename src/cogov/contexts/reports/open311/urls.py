"""Routes of the standard. Repeated slashes are tolerated: clients join endpoint and path carelessly."""

from __future__ import annotations

from django.urls import re_path

from cogov.contexts.reports.open311 import views

BASE = r"^/*open311/+(?P<test>test/+)?v2"
FORM = r"(?:\.(?P<suffix>\w{1,8}))?/*$"

urlpatterns = [
    re_path(rf"^/*open311(?:/+(?:test/+)?v2)?/+discovery{FORM}", views.discovery, name="open311_discovery"),
    re_path(rf"{BASE}/+services{FORM}", views.services, name="open311_services"),
    re_path(rf"{BASE}/+services/+(?P<code>[^/.]+){FORM}", views.definition, name="open311_definition"),
    re_path(rf"{BASE}/+requests{FORM}", views.requests, name="open311_requests"),
    re_path(rf"{BASE}/+requests/+(?P<number>[^/.]+){FORM}", views.one_request, name="open311_request"),
    re_path(rf"{BASE}/+tokens/+(?P<token>[^/.]+){FORM}", views.token, name="open311_token"),
    re_path(rf"{BASE}/+servicerequestupdates{FORM}", views.servicerequestupdates, name="open311_updates"),
    re_path(r"^/*open311(?:/+(?:test/+)?v2)?/*$", views.root, name="open311_root"),
]
