from django.apps import AppConfig


class BodiesConfig(AppConfig):
    name = "cogov.contexts.bodies"
    label = "bodies"
