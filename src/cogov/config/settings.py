"""Settings, read from a handful of environment variables; everything else is decided here.

COGOV_MODE      service (default) | demo | test; the one-click sign-ins exist in demo only
COGOV_DATA      the folder that holds everything that must be kept (default: ./data)
COGOV_PORT      port of `cogov serve` (default 8000)
COGOV_HOSTS     comma-separated public host names; the first is used in links sent out
DATABASE_URL    postgresql://user:password@host:port/name (default: SQLite in COGOV_DATA)
DATABASE_REPLICAS  comma-separated addresses of streaming replicas of it, from which visitors read
COGOV_PROXIES   how many reverse proxies stand before us (default: 1 with COGOV_HOSTS, else 0)
COGOV_OUTBOUND  comma-separated private networks that webhooks and imports may reach (default: public ones only)
COGOV_OPEN311   jurisdiction ids that Open311 answers to, comma-separated; "open" among them takes reports without a key
EMAIL_URL       smtp://user:password@host:port (default: files in COGOV_DATA/mail)
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from cogov.config.contexts import CONTEXTS

PACKAGE = Path(__file__).resolve().parent.parent
MODE = os.environ.get("COGOV_MODE", "service")
DEMO = MODE == "demo"
TEST = MODE == "test"
DATA = Path(os.environ.get("COGOV_DATA", "data")).resolve()
PORT = int(os.environ.get("COGOV_PORT", "8000"))


def _secret() -> str:
    """The key that signs sessions and receipts: kept in COGOV_DATA, made at the first start."""
    path = DATA / "secret.key"
    if not path.exists():
        DATA.mkdir(parents=True, exist_ok=True)
        try:
            with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:
            pass  # another process made it in this moment
    return path.read_text().strip()


def database(url: str) -> dict[str, object]:
    """Django's settings for a DATABASE_URL; an empty one is SQLite in COGOV_DATA."""
    if not url:
        return {
            "ENGINE": "cogov.kernel.sqlite",
            "NAME": DATA / "cogov.sqlite3",
            "CONN_MAX_AGE": None,  # a thread keeps its connection, and with it the page cache
            "TEST": {"NAME": DATA / "test.sqlite3"},  # a file, so that threads and processes meet as in service
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "cached_statements": 48,  # some 25 KB each, in each of ten connections; Python's default is 128
                "timeout": 20,  # seconds that a writer waits for another; far above any write of ours
                "init_command": f"PRAGMA journal_mode=WAL; PRAGMA synchronous={'OFF' if TEST else 'FULL'};"
                # Its own page cache of 0.5 MB and no mmap: there are ten connections, and the system caches the file
                # for all of them. Larger ones were measured, and not quicker.
                "PRAGMA cache_size=-500; PRAGMA mmap_size=0; PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;",
            },
        }
    parts = urlsplit(url)
    query = dict(pair.split("=", 1) for pair in parts.query.split("&") if "=" in pair)
    return {
        "ENGINE": "cogov.kernel.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.pop("host", "") or parts.hostname or ""),
        "PORT": parts.port or query.pop("port", ""),
        "CONN_MAX_AGE": 600,  # seconds; a connection is reused, and renewed often enough to follow a fail-over
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {
            "application_name": "cogov",
            "server_side_binding": True,
            "prepare_threshold": 5,  # then a statement keeps its plan: half of the server's time for small reads
            "connect_timeout": 5,  # seconds; who cannot be reached is told so, and no thread waits for a lost machine
            "tcp_user_timeout": 30_000,  # milliseconds without an acknowledgement from its network
            **{k: unquote(v) for k, v in query.items()},
        },
    }


SECRET_KEY = "a key for tests only, never in service" if TEST else _secret()
DEBUG = False
HOSTS = [host for host in os.environ.get("COGOV_HOSTS", "").split(",") if host]
ALLOWED_HOSTS = [*HOSTS, "127.0.0.1", "localhost", "[::1]", "testserver"]
SITE_URL = os.environ.get("COGOV_URL") or (f"https://{HOSTS[0]}" if HOSTS else f"http://127.0.0.1:{PORT}")
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in HOSTS]
OUTBOUND_NETWORKS = [network for network in os.environ.get("COGOV_OUTBOUND", "").split(",") if network]
SECURE_SERVICE = bool(HOSTS) and not DEMO
TRUSTED_PROXIES = int(os.environ.get("COGOV_PROXIES") or SECURE_SERVICE)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_cotton.apps.SimpleAppConfig",
    "django_htmx",
    "csp",
    "cogov.kernel",
    "cogov.kernel.ledger",
    "cogov.ui",
    *(f"cogov.contexts.{name}" for name in CONTEXTS),
    "cogov.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",  # with random padding against BREACH
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "cogov.contexts.accounts.middleware.ActorMiddleware",
    "cogov.contexts.programme.following.FollowingMiddleware",
    "cogov.contexts.reports.api.identity.ProgramMiddleware",
    "cogov.config.errors.ErrorMiddleware",
    "cogov.config.reading.ReadingMiddleware",
]

ROOT_URLCONF = "cogov.config.urls"
WSGI_APPLICATION = "cogov.config.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {"default": database(os.environ.get("DATABASE_URL", ""))}
DATABASE_REPLICAS = [database(url) for url in os.environ.get("DATABASE_REPLICAS", "").split(",") if url.strip()]
if DATABASE_REPLICAS and not os.environ.get("DATABASE_URL"):
    raise ImproperlyConfigured("DATABASE_REPLICAS needs the DATABASE_URL of their primary; SQLite has no replicas.")

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django_cotton.cotton_loader.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton", "cogov.ui.templatetags.ui"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "cogov.ui.context.page",
            ],
        },
    }
]
COTTON_DIR = "cotton"

AUTH_USER_MODEL = "accounts.Person"
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
if TEST:
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("Chinese")), ("en", _("English"))]
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [PACKAGE / "cli" / "locale", PACKAGE / "config" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("COGOV_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
STATIC_ROOT = DATA / "static"
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000  # seconds: every address carries the hash of its content
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage", "OPTIONS": {"location": DATA / "media"}},
    "staticfiles": {"BACKEND": "cogov.ui.static.HashedFiles"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # bytes of a form without its files
FILE_UPLOAD_MAX_MEMORY_SIZE = 16 * 1024 * 1024  # bytes of a form with its files: a photo does not touch the disk
FILE_UPLOAD_TEMP_DIR = None

SESSION_ENGINE = "cogov.contexts.accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 14 * 24 * 3600  # seconds, for residents; staff idle out far earlier (accounts.middleware)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = SECURE_SERVICE
CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = SECURE_SERVICE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE_SERVICE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE_SERVICE else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "worker-src": [SELF, "blob:"],
        "connect-src": [SELF],
        "font-src": [SELF],
        "object-src": [NONE],
        "base-uri": [NONE],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
    }
}

if os.environ.get("EMAIL_URL"):
    _mail = urlsplit(os.environ["EMAIL_URL"])
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = _mail.scheme == "smtp+tls"
    EMAIL_BACKEND = "cogov.contexts.desk.channels.mail.EmailBackend"
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA / "mail"
EMAIL_TIMEOUT = 20  # seconds for each step of handing over a letter but the last
DEFAULT_FROM_EMAIL = os.environ.get("COGOV_MAIL_FROM", "Cogov <no-reply@localhost>")

SNAPSHOT_SECONDS = 1e9 if TEST else 1.0
"""Seconds for which a process trusts its copy of a small table (kernel.cached)."""

SHARED_PAGES = not TEST
"""Whether pages of visitors without a session are drawn once for many (ui.shared)."""

OUTBOUND_NETWORKS = [network for network in os.environ.get("COGOV_OUTBOUND", "").split(",") if network]
_OPEN311 = [name for name in os.environ.get("COGOV_OPEN311", "").split(",") if name]
OPEN311_KEY_NEEDED = "open" not in _OPEN311
OPEN311_JURISDICTIONS = [name for name in _OPEN311 if name != "open"]

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"receipts": {"()": "cogov.config.logs.WithoutReceipts"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["receipts"]}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
MESSAGE_STORAGE = "django.contrib.messages.storage.fallback.FallbackStorage"
SILENCED_SYSTEM_CHECKS = ["urls.W002"]  # Open311 clients send // in paths, and are answered
