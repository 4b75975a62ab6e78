"""On PostgreSQL: reports are found by words and age together, from one age to the next."""

from django.db import migrations

from cogov.kernel.search import indexed_by_age


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reports", "0008_search_marks")]
    operations = [indexed_by_age("reports_search")]
