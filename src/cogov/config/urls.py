"""All routes: the pages of the house, then those of each context that has any."""

from __future__ import annotations

from importlib.util import find_spec

from django.urls import include, path, re_path

from cogov.config import api
from cogov.config.api_docs import docs
from cogov.config.contexts import CONTEXTS
from cogov.config.routing import routes

urlpatterns = routes(
    [
        path("", include("cogov.ui.urls")),
        *(
            path("", include(f"cogov.contexts.{name}.urls"))
            for name in CONTEXTS
            if find_spec(f"cogov.contexts.{name}.urls")
        ),
        path("api/v1/", api.api.urls),
        path("api/docs", docs, name="api-docs"),
        re_path(r"^api(?:/.*)?$", api.missing, name="api-missing"),
    ]
)

handler400 = "cogov.config.errors.bad_request"
handler403 = "cogov.config.errors.permission_denied"
handler404 = "cogov.config.errors.not_found"
handler500 = "cogov.config.errors.server_error"
