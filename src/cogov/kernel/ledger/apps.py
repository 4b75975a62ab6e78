from django.apps import AppConfig


class LedgerConfig(AppConfig):
    name = "cogov.kernel.ledger"
    label = "ledger"
