"""Pages of the webhooks."""

from __future__ import annotations

from django.urls import path

from cogov.contexts.reports.webhooks import views

urlpatterns = [
    path("desk/webhooks", views.webhooks, name="webhooks"),
    path("desk/webhooks/<int:subscription>", views.webhook, name="webhook"),
    path("desk/webhooks/messages/<int:message>", views.webhook_again, name="webhook_again"),
]
