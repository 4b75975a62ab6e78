from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FundConfig(AppConfig):
    name = "cogov.contexts.fund"
    label = "fund"
    verbose_name = _("Fund")
