"""Open311 GeoReport v2 at /open311/v2, with FixMyStreet's updates.

The standard: https://wiki.open311.org/GeoReport_v2 (frozen 2011). What we read between its lines is
written down in docs/api/open311.md.
"""
