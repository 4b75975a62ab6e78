"""Pages of the house itself: how it looks, the gallery of its parts, and what a phone needs to keep it."""

from __future__ import annotations

import json
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_GET, require_POST

from cogov.kernel.errors import Missing
from cogov.ui import context, nav, samples

YEAR = timedelta(days=365)
"""How long a device remembers how the reader wants to read."""


def back(request: HttpRequest) -> str:
    """Where the form was sent from, if that is on this site; else the start page."""
    target = request.POST.get("next") or request.headers.get("referer") or "/"
    safe = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if safe else "/"


@require_POST
def appearance(request: HttpRequest) -> HttpResponse:
    """Keeps the choice in a cookie, for readers without an account too; what is unknown is left as it was."""
    response = HttpResponseRedirect(back(request))
    for field, cookie, known in (
        ("theme", context.THEME_COOKIE, context.THEMES),
        ("type", context.TYPE_COOKIE, context.TYPES),
    ):
        chosen = request.POST.get(field)
        if chosen in known:
            response.set_cookie(
                cookie,
                str(chosen),
                max_age=YEAR,
                samesite="Lax",
                httponly=True,
                secure=bool(settings.SESSION_COOKIE_SECURE),
            )
    return response


@require_GET
@cache_control(max_age=3600, public=True)
def manifest(request: HttpRequest) -> JsonResponse:
    """So that the site can stand on a phone's home screen."""
    primary = next((link for link in nav.links(request, "main") if link.primary), None)
    data = {
        "id": "/",
        "name": "共治 Cogov",
        "short_name": "共治",
        "description": _("Report what is wrong in your city, follow it until it is done, and check the result."),
        "lang": context.language_tag(),
        "start_url": "/",
        "display": "standalone",
        "background_color": "#faf8f3",
        "theme_color": "#17695a",
        "icons": [
            {"src": static("brand/icon-192.png"), "sizes": "192x192", "type": "image/png"},
            {"src": static("brand/icon-512.png"), "sizes": "512x512", "type": "image/png", "purpose": "any maskable"},
        ],
        "shortcuts": [{"name": str(primary.label), "url": primary.url}] if primary else [],
    }
    return JsonResponse(data, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


@require_GET
@cache_control(max_age=0, must_revalidate=True)
def service_worker(request: HttpRequest) -> HttpResponse:
    """At the root, so that it may answer for every page; it knows the shell by the addresses named here."""
    primary = next((link.url for link in nav.links(request, "main") if link.primary), "")
    worker = {
        "offline": reverse("ui:offline"),
        "form": primary,
        "shell": [
            static(name)
            for name in (
                "dist/cogov.css",
                "dist/app.js",
                "dist/photos.js",
                "dist/draft.js",
                "dist/steps.js",
                "dist/picker.js",
            )
        ],
    }
    script = f"self.COGOV = {json.dumps(worker)};\nimportScripts({json.dumps(static('dist/sw.js'))});\n"
    return HttpResponse(script, content_type="text/javascript; charset=utf-8")


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/offline.html")


@require_GET
@cache_control(max_age=86400, public=True)
def robots(_request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /desk/", "Disallow: /r/", f"Disallow: {reverse('ui:gallery')}", "Allow: /", ""]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_GET
def favicon(_request: HttpRequest) -> HttpResponse:
    return HttpResponseRedirect(static("brand/icon-192.png"))


@require_GET
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, beside the lines that make it."""
    return render(request, "ui/gallery.html", {"items": samples.items(), **samples.data()})


@require_GET
def gallery_desk(request: HttpRequest) -> HttpResponse:
    return render(request, "ui/gallery_desk.html", samples.data())


@require_GET
def gallery_error(request: HttpRequest, status: int) -> HttpResponse:
    """How an error looks, without making one."""
    if status == 500:
        return render(request, "ui/500.html")
    error = samples.ERRORS.get(status)
    if error is None:
        raise Missing
    page = "ui/unavailable.html" if status == 503 else "ui/error.html"
    return render(request, page, {"error": error(), "status": status})
