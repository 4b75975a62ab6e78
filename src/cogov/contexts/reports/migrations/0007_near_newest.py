from django.db import migrations, models
from django.db.models import F

from cogov.kernel.migrating import AddIndexBeside


class Migration(migrations.Migration):
    """Reports near a point are read from the newest on, however many a corner has."""

    atomic = False
    dependencies = [("reports", "0006_search_by_age")]

    operations = [
        AddIndexBeside(
            model_name="report",
            index=models.Index(
                F("cell").bitrightshift(15),
                F("filed_at").desc(),
                "category",
                "state",
                "private",
                "cell",
                "lat",
                "lon",
                name="reports_near_newest",
            ),
        ),
    ]
