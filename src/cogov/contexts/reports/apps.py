from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "cogov.contexts.reports"
    label = "reports"
