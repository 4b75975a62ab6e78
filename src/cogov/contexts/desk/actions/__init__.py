"""Writes of the desk, by what they are about."""

from cogov.contexts.desk.actions.devices import add_device, remove_device
from cogov.contexts.desk.actions.preferences import set_preferences, stop_emails
from cogov.contexts.desk.actions.subscribing import confirm, end, send, subscribe, unsubscribe

__all__ = [
    "add_device",
    "confirm",
    "end",
    "remove_device",
    "send",
    "set_preferences",
    "stop_emails",
    "subscribe",
    "unsubscribe",
]
