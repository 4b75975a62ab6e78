from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "cogov.contexts.accounts"
    label = "accounts"
