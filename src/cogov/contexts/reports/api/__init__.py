"""The city's own interface for apps and for other systems, at /api/v1."""
