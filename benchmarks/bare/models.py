"""One plain table."""

from django.db import models


class Note(models.Model):
    text = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    number = models.IntegerField(default=0)

    class Meta:
        app_label = "bare"
        db_table = "benchmark_note"
