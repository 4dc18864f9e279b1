"""When whoever complained heard the answer, and how; of answers kept before nobody asked it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0011_complaints_judged_by_two_of_their_own"),
    ]

    operations = [
        migrations.AddField(
            model_name="publiccomplaint",
            name="told_at",
            field=models.DateTimeField(help_text="its author heard the answer", null=True),
        ),
        migrations.AddField(
            model_name="publiccomplaint",
            name="told_by",
            field=models.CharField(blank=True, help_text="empty: they read it", max_length=80),
        ),
        migrations.AddField(
            model_name="publiccomplaint",
            name="told_how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("read", "Read with the code"),
                    ("phone", "By telephone"),
                    ("message", "By a message"),
                    ("mail", "By mail"),
                    ("before", "Not asked then"),
                ],
                max_length=8,
            ),
        ),
        migrations.RunSQL(
            """update projects_publiccomplaint
               set told_at = answered_at, told_how = 'before', told_by = answered_by
               where answered_at is not null""",
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="publiccomplaint",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("told_at", None), ("told_by", ""), ("told_how", "")),
                    models.Q(
                        ("answered_at__isnull", False),
                        ("told_at__gte", models.F("answered_at")),
                        ("told_how__in", ["read", "phone", "message", "mail", "before"]),
                        models.Q(
                            models.Q(("told_by", ""), _negated=True),
                            ("told_how", "read"),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="public_complaint_told_after_answer",
            ),
        ),
    ]
