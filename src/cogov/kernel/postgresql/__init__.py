"""The backend of Django for PostgreSQL, with a health check that asks nothing of the server."""
