from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ReportsConfig(AppConfig):
    name = "cogov.contexts.reports"
    label = "reports"

    def ready(self) -> None:
        from cogov.contexts.bodies import facade as bodies  # noqa: PLC0415 - models load before this
        from cogov.contexts.reports import categories, gates, own_data, tallies, timing  # noqa: F401, PLC0415
        from cogov.contexts.reports.actions import time  # noqa: PLC0415

        bodies.use_categories(categories.names)
        gates.install()
        timing.install()
        time.install()
        post_migrate.connect(tallies.install_after_migrate, sender=self)
