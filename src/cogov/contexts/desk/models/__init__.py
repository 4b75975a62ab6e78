"""Tables of the desk: what goes out, what comes in, how people want to be told, and the bodies' public voices."""

from cogov.contexts.desk.models.incoming import Incoming
from cogov.contexts.desk.models.letters import Message, Silence, Spending, Subscription
from cogov.contexts.desk.models.news import Device, Notice, Preference
from cogov.contexts.desk.models.voices import Follower, Post, Voice

__all__ = [
    "Device",
    "Follower",
    "Incoming",
    "Message",
    "Notice",
    "Post",
    "Preference",
    "Silence",
    "Spending",
    "Subscription",
    "Voice",
]
