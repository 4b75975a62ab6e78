"""The figures for programs, at /api/v1/figures."""
