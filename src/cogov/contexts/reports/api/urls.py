"""Pages of the keys; the interface itself is in config.api."""

from __future__ import annotations

from django.urls import path

from cogov.contexts.reports.api import views

urlpatterns = [
    path("desk/api-keys", views.api_keys, name="api_keys"),
    path("desk/api-keys/<int:key>", views.api_key, name="api_key"),
]
