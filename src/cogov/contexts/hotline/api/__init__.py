"""The telephone for other programs: an operator's own desk software, a soft phone."""
