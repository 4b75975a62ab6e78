"""Links of the fund around every page."""
