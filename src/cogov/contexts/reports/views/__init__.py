"""The pages of the reporting loop."""
