"""Sessions of staff who have shown both factors, without the pages at which they do."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string

from cogov.contexts.accounts import sessions
from cogov.contexts.accounts.models import Person
from cogov.contexts.accounts.session_store import SessionStore
from cogov.kernel import badge
from cogov.kernel.clock import now


def staff(person: Person) -> dict[str, str]:
    """Cookies of a browser that is signed in, and has shown a page of the desk."""
    store = SessionStore()
    store[SESSION_KEY], store[BACKEND_SESSION_KEY] = str(person.pk), sessions.BACKEND
    store[HASH_SESSION_KEY] = person.get_session_auth_hash()
    store[sessions.STAFF] = {"factor": "totp", "at": now().isoformat()}
    store[sessions.SEEN] = now().isoformat()
    store.create()
    return {
        settings.SESSION_COOKIE_NAME: str(store.session_key),
        settings.CSRF_COOKIE_NAME: _get_new_csrf_string(),
        badge.COOKIE: badge.issue(str(store.session_key)),
    }


def header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())
