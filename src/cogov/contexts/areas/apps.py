from django.apps import AppConfig


class AreasConfig(AppConfig):
    name = "cogov.contexts.areas"
    label = "areas"
