"""The side table by which answers are found in words."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from cogov.kernel.search import SearchTable

TABLE = SearchTable("knowledge_search")


def create(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    TABLE.create(editor)


def drop(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    TABLE.drop(editor)


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]
    operations = [migrations.RunPython(create, drop)]
