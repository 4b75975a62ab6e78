"""People, what proves who they are, what they consented to, and who looked at them."""

from cogov.contexts.accounts.models.person import Person, PersonManager

__all__ = ["Person", "PersonManager"]
