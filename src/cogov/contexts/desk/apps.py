from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "cogov.contexts.desk"
    label = "desk"

    def ready(self) -> None:
        from cogov.contexts.desk import codes, handlers, inbox, personal  # noqa: F401, PLC0415 - they register themselves
        from cogov.contexts.desk.actions import receiving  # noqa: PLC0415 - models load before this
        from cogov.contexts.media import facade as media  # noqa: PLC0415

        codes.install()
        media.register_gate(receiving.OWNER, lambda incoming, actor, _asset: inbox.sees_photo(incoming, actor))
