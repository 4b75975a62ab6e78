"""Three views: one row by its id, fifty rows as JSON, and nine statements in one transaction."""

from __future__ import annotations

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path

from benchmarks.bare.models import Note

INSERTS, UPDATES = 5, 4
"""Nine statements: what filing a report takes at least."""


def one(_request: HttpRequest, pk: int) -> HttpResponse:
    note = Note.objects.get(pk=pk)
    return JsonResponse({"id": note.pk, "text": note.text, "at": note.at.isoformat()})


def fifty(_request: HttpRequest) -> HttpResponse:
    rows = Note.objects.order_by("-pk")[:50]
    return JsonResponse({"rows": [{"id": row.pk, "text": row.text, "at": row.at.isoformat()} for row in rows]})


@transaction.atomic
def create(_request: HttpRequest) -> HttpResponse:
    made = [Note.objects.create(text="a report of some length " * 4, number=number) for number in range(INSERTS)]
    for note in made[:UPDATES]:
        Note.objects.filter(pk=note.pk).update(number=note.number + 1)
    return JsonResponse({"id": made[0].pk}, status=201)


def prepare(rows: int = 1000) -> None:
    """Make the table anew with some rows."""
    remove()
    with connection.schema_editor() as editor:
        editor.create_model(Note)
    Note.objects.bulk_create([Note(text=f"note {number}") for number in range(rows)])


def remove() -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"DROP TABLE IF EXISTS {Note._meta.db_table}")


urlpatterns = [path("one/<int:pk>", one), path("fifty", fifty), path("create", create)]
