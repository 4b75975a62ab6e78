from django.db import migrations, models

from cogov.kernel.migrating import AddIndexBeside, RemoveIndexBeside


class Migration(migrations.Migration):
    """Staff's queues, and the photos of the front page, are read from their head, however many there are."""

    atomic = False
    dependencies = [("reports", "0009_search_ages")]

    operations = [
        AddIndexBeside(
            model_name="report",
            index=models.Index(
                condition=models.Q(("state", "received")),
                fields=["-emergency", "filed_at", "id"],
                name="reports_review_queue",
            ),
        ),
        AddIndexBeside(
            model_name="report",
            index=models.Index(
                condition=models.Q(("closed_at", None), ("resolved_at", None)),
                fields=["due_at", "id"],
                name="reports_late",
            ),
        ),
        AddIndexBeside(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("done_at", None)), fields=["body", "due_at", "id"], name="reports_work_of_body"
            ),
        ),
        AddIndexBeside(
            model_name="attachment",
            index=models.Index(
                condition=models.Q(("hidden", False)), fields=["kind", "id"], name="reports_attachment_newest"
            ),
        ),
        RemoveIndexBeside(model_name="report", name="reports_to_review"),
        RemoveIndexBeside(model_name="assignment", name="reports_worklist"),
    ]
