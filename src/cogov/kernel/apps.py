from django.apps import AppConfig
from django.db.models.signals import post_migrate


class KernelConfig(AppConfig):
    name = "cogov.kernel"
    label = "kernel"

    def ready(self) -> None:
        from cogov.kernel import guards  # noqa: PLC0415 - models are not loaded before this moment

        post_migrate.connect(guards.install_after_migrate, sender=self)
