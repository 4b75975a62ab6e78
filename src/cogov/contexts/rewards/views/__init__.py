"""Pages of the points."""
