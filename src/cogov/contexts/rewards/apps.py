from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RewardsConfig(AppConfig):
    name = "cogov.contexts.rewards"
    label = "rewards"
    verbose_name = _("Points")

    def ready(self) -> None:
        from cogov.contexts.rewards import events, own_data  # noqa: F401, PLC0415 - importing registers the kinds of events

        own_data.install()
