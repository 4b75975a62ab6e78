"""Writes about calls: they arrive, are taken, come to something; and the calls that the city owes."""

from cogov.contexts.hotline.actions.arriving import hang_up, look, recognise, ring, start, take
from cogov.contexts.hotline.actions.ending import Filing, answer, connect, end, file, join, promise
from cogov.contexts.hotline.actions.owing import begin, claim, done, put_back

__all__ = [
    "Filing",
    "answer",
    "begin",
    "claim",
    "connect",
    "done",
    "end",
    "file",
    "hang_up",
    "join",
    "look",
    "promise",
    "put_back",
    "recognise",
    "ring",
    "start",
    "take",
]
