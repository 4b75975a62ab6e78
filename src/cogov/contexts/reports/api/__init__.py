"""The city's own interface for apps and for other systems, at /api/v1.

`config.api` reads `ROUTERS` of each context's `api.routes`.
"""
