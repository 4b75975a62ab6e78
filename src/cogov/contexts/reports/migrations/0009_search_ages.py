"""On PostgreSQL: reports are found by words and age together, from one age to the next."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cogov.kernel.search import SearchTable


def index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    SearchTable("reports_search").index_by_age(editor)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reports", "0008_search_marks")]
    operations = [migrations.RunPython(index, migrations.RunPython.noop, atomic=False)]
