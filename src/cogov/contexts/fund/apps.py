from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "cogov.contexts.fund"
    label = "fund"
    verbose_name = _("Fund")

    def ready(self) -> None:
        from cogov.contexts.fund import own_data  # noqa: PLC0415 - models are ready only now

        own_data.install()
