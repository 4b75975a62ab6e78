"""The bodies' voices in the microblogs of the world: ActivityPub as Mastodon speaks it (ADR 0014)."""
