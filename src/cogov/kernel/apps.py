from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.module_loading import autodiscover_modules


class KernelConfig(AppConfig):
    name = "cogov.kernel"
    label = "kernel"

    def ready(self) -> None:
        from cogov.kernel import guards, per_thread  # noqa: PLC0415 - models are not loaded before this moment

        per_thread.make_plain()
        post_migrate.connect(guards.install_after_migrate, sender=self)
        # Whoever records an event must know its handlers, so every process loads them, not the worker alone.
        autodiscover_modules("handlers", "tasks")
