"""On PostgreSQL: the marks by which reports are found among the newest, eight times apart."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cogov.kernel.search import SearchTable


def index(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    SearchTable("reports_search").index_by_age(editor)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reports", "0007_near_newest")]
    operations = [migrations.RunPython(index, migrations.RunPython.noop, atomic=False)]
