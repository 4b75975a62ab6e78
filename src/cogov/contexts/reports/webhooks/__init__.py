"""Signed messages to other systems about public facts (the Standard Webhooks of standardwebhooks.com)."""
