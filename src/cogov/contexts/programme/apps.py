from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProgrammeConfig(AppConfig):
    name = "cogov.contexts.programme"
    label = "programme"
    verbose_name = _("Programme")

    def ready(self) -> None:
        from cogov.contexts.programme import own_data  # noqa: PLC0415 - models are ready only now

        own_data.install()
