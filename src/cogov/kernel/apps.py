from django.apps import AppConfig


class KernelConfig(AppConfig):
    name = "cogov.kernel"
    label = "kernel"
