import django.db.models.deletion
from django.db import migrations, models

from cogov.kernel import guards


def install_guards(apps, schema_editor):
    guards.install(schema_editor.connection)


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bucket",
            fields=[
                (
                    "key",
                    models.CharField(
                        help_text="Keyed digest; says nothing about the caller",
                        max_length=32,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "full_at",
                    models.BigIntegerField(db_index=True, help_text="Unix ms at which the bucket will be full again"),
                ),
                ("granted", models.BooleanField(help_text="The answer to the last request")),
            ],
        ),
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("journal_seq", models.PositiveIntegerField(default=1, editable=False)),
                ("journal_hash", models.CharField(default="", editable=False, max_length=64)),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name_zh", models.CharField(max_length=80)),
                ("name_en", models.CharField(max_length=80)),
                ("zone", models.CharField(default="Asia/Shanghai", max_length=40)),
                ("hours", models.JSONField()),
                (
                    "country",
                    models.CharField(
                        blank=True, default="CN", help_text="ISO 3166-1; holidays; empty = none", max_length=8
                    ),
                ),
                ("closures", models.JSONField(default=list, help_text='Own closed days as "2026-05-04"')),
                ("openings", models.JSONField(default=list, help_text="Own extra working days")),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Checkpoint",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("first_id", models.BigIntegerField(unique=True)),
                ("last_id", models.BigIntegerField(unique=True)),
                ("count", models.PositiveIntegerField()),
                ("root", models.CharField(max_length=64)),
                ("prev_root", models.CharField(blank=True, max_length=64)),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                (
                    "name",
                    models.CharField(
                        help_text="host:process:thread", max_length=120, primary_key=True, serialize=False
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("handled", models.PositiveBigIntegerField(default=0, help_text="Deliveries since the start")),
            ],
        ),
        migrations.CreateModel(
            name="Periodic",
            fields=[
                ("name", models.CharField(max_length=120, primary_key=True, serialize=False)),
                ("due_at", models.DateTimeField()),
                ("last_at", models.DateTimeField(help_text="When it last ended well", null=True)),
                ("error", models.TextField(blank=True, help_text="Of the last run; empty = it ended well")),
            ],
        ),
        migrations.CreateModel(
            name="Version",
            fields=[
                ("name", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Answer",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("scope", models.CharField(max_length=80)),
                ("key", models.CharField(max_length=80)),
                ("fingerprint", models.CharField(max_length=64)),
                ("result", models.JSONField()),
                ("at", models.DateTimeField(db_index=True)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("scope", "key"), name="kernel_answer_once")],
            },
        ),
        migrations.CreateModel(
            name="Clock",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("review", "Review"),
                            ("first_answer", "First Answer"),
                            ("resolution", "Resolution"),
                            ("verification", "Verification"),
                        ],
                        max_length=16,
                    ),
                ),
                (
                    "calendar",
                    models.CharField(
                        blank=True, help_text="Code of the calendar; empty = round the clock", max_length=40
                    ),
                ),
                ("started_at", models.DateTimeField()),
                ("due_at", models.DateTimeField(help_text="UTC, as promised")),
                ("stopped_at", models.DateTimeField(help_text="When the promise was kept, late or in time", null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("escalation", models.PositiveSmallIntegerField(default=0, help_text="Steps already taken")),
                ("next_check_at", models.DateTimeField(help_text="When tick looks again; null = never", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("next_check_at", None), _negated=True),
                        fields=["next_check_at"],
                        name="kernel_clock_check",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("subject_type", "subject_id", "kind"), name="kernel_clock_once"),
                    models.CheckConstraint(
                        condition=models.Q(("due_at__gte", models.F("started_at"))), name="kernel_clock_forward"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ClockChange",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("pause", "pause"), ("resume", "resume"), ("extend", "extend")], max_length=8
                    ),
                ),
                ("reason", models.TextField(blank=True)),
                ("person", models.BigIntegerField(null=True)),
                ("approved_by", models.BigIntegerField(null=True)),
                ("due_before", models.DateTimeField()),
                ("due_after", models.DateTimeField()),
                (
                    "clock",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="kernel.clock"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(help_text="UTC")),
                ("kind", models.CharField(max_length=64)),
                ("subject_type", models.CharField(max_length=40)),
                ("subject_id", models.BigIntegerField()),
                ("seq", models.PositiveIntegerField(help_text="1, 2, 3 … within the subject")),
                ("person", models.BigIntegerField(null=True)),
                ("role", models.CharField(blank=True, max_length=16)),
                ("body", models.BigIntegerField(null=True)),
                ("on_behalf_of", models.BigIntegerField(null=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("web", "Web"),
                            ("api", "App"),
                            ("open311", "Open311"),
                            ("phone", "Telephone"),
                            ("counter", "Service counter"),
                            ("email", "E-mail"),
                            ("sms", "SMS"),
                            ("social", "Social media"),
                            ("patrol", "Patrol"),
                            ("sensor", "Sensor"),
                            ("import", "Import"),
                            ("system", "System"),
                        ],
                        max_length=12,
                    ),
                ),
                ("data", models.TextField(help_text="Canonical JSON, hashed as it stands")),
                ("prev", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("subject_type", "subject_id", "seq"), name="kernel_entry_chain")
                ],
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("handler", models.CharField(max_length=120)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "due_at",
                    models.DateTimeField(help_text="UTC; moved on by each claim, so a lost worker's rows come back"),
                ),
                ("dead_at", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="kernel.entry"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("dead_at", None)), fields=["due_at"], name="kernel_delivery_due"),
                    models.Index(
                        condition=models.Q(("dead_at", None), _negated=True),
                        fields=["dead_at"],
                        name="kernel_delivery_dead",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("entry", "handler"), name="kernel_delivery_once")],
            },
        ),
        migrations.RunPython(install_guards, migrations.RunPython.noop),
    ]
