"""On PostgreSQL: answers are found by words and age together, from one age to the next."""

from django.db import migrations

from cogov.kernel.search import indexed_by_age


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("knowledge", "0004_search_marks")]
    operations = [indexed_by_age("knowledge_search")]
