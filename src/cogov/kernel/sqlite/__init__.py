"""Django's backend for SQLite, with a line for writers; the ENGINE in settings."""
