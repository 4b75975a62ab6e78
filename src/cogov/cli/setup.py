"""`cogov setup`: the first day of a city: its name, the usual categories, an office, those who let the others in."""

from __future__ import annotations

import argparse

from django.db import transaction

from cogov.cli.migrate import migrate_quietly
from cogov.cli.output import OK, Trouble, say
from cogov.cli.parsing import Subparsers, command
from cogov.cli.speech import _
from cogov.contexts.accounts import facade as accounts
from cogov.contexts.areas import facade as areas
from cogov.contexts.areas.actions import NewArea, add_areas
from cogov.contexts.bodies import facade as bodies
from cogov.contexts.bodies.actions import NewBody, add_body, appoint
from cogov.contexts.bodies.models import Kind
from cogov.contexts.reports.categories import tree
from cogov.demo.load.ground import add_categories
from cogov.kernel.actors import SYSTEM, AreaLevel, Role
from cogov.kernel.errors import CogovError, Missing

OFFICE = "city"
"""Code of the first body, above all others."""


def register(subparsers: Subparsers) -> None:
    parser = command(
        subparsers,
        "setup",
        _("Prepare a new city: name, categories, the first office, its administrator and security officer."),
        examples="cogov setup --zh 云湖市 --en 'Cloud Lake' --code 999900"
        " --admin li@city.example --security wu@city.example",
        run=run,
    )
    parser.add_argument("--zh", required=True, help="name of the city in Chinese")
    parser.add_argument("--en", required=True, help="name of the city in English")
    parser.add_argument("--code", required=True, help="code of the city, as in GB/T 2260")
    parser.add_argument("--admin", required=True, metavar="EMAIL", help="who makes offices and appoints staff")
    parser.add_argument("--security", required=True, metavar="EMAIL", help="somebody else, who watches over them")


def run(args: argparse.Namespace) -> int:
    if args.admin.strip().lower() == args.security.strip().lower():
        raise Trouble(_("Administrator and security officer must be two people."))
    migrate_quietly()
    try:
        prepare(args)
    except CogovError as error:
        raise Trouble(str(error)) from None
    say(_("The city is prepared. Both people choose a password at /staff/password, and then their second step."))
    say(_("Next: cogov import areas (districts, streets, communities), then offices and rules at /desk/bodies."))
    return OK


@transaction.atomic
def prepare(args: argparse.Namespace) -> None:
    """What is there already stays as it is, so the command may be repeated. Raises Invalid."""
    try:
        city = areas.city().code
    except Missing:
        add_areas([NewArea(args.code, AreaLevel.CITY, "", args.zh, args.en)], by=SYSTEM)
        city = args.code
    if not tree().by_code:
        add_categories()
    try:
        office = bodies.by_code(OFFICE).id
    except Missing:
        office = add_body(
            NewBody(OFFICE, city, Kind.OFFICE, name_zh=f"{args.zh}政府", name_en=f"City of {args.en}"), by=SYSTEM
        )
    for email, role in ((args.admin, Role.ADMIN), (args.security, Role.SECURITY)):
        person = accounts.add_staff(email_address=email, name=email.split("@")[0], by=SYSTEM)
        appoint(person=person.id, body=office, role=role, by=SYSTEM)
