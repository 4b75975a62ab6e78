"""The day of a megacity, in minutes: load by the clock, staff at work, a storm, kills."""
