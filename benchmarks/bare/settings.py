"""Django with nothing: no sessions, no templates, no middleware; the database as Cogov's own settings set it."""

from cogov.config import settings as cogov

SECRET_KEY = "a benchmark needs no secret"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["benchmarks.bare"]
ROOT_URLCONF = "benchmarks.bare.app"
USE_TZ = True
DATABASES = cogov.DATABASES
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
MIDDLEWARE: list[str] = []
