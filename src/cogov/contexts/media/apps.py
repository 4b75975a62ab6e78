from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MediaConfig(AppConfig):
    name = "cogov.contexts.media"
    label = "media"
    verbose_name = _("Photos")

    def ready(self) -> None:
        from cogov.contexts.media import events, own_data, rules  # noqa: F401, PLC0415 - importing registers events

        own_data.register()
