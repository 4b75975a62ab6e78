"""The contexts, in the order in which their navigation appears. One line here makes a context part of the city."""

CONTEXTS = (
    "accounts",
    "areas",
    "bodies",
    "media",
    "reports",
    "desk",
    "knowledge",
    "hotline",
    "insight",
    "fund",
    "catalogue",
    "emergencies",
    "mediation",
    "rewards",
    "programme",
    "honours",
)
