"""Lists for banks and their results, written once and never changed."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

GUARD = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
TABLES = (
    "disbursing_paymentbatch",
    "disbursing_batchrow",
    "disbursing_resultsheet",
    "disbursing_resultrow",
)


class Migration(migrations.Migration):
    dependencies = [
        ("disbursing", "0005_steps_and_tranches"),
        ("parties", "0011_partners_under_an_agreement"),
    ]

    operations = [
        migrations.CreateModel(
            name="PaymentBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reference", models.CharField(max_length=22, unique=True)),
                (
                    "form",
                    models.CharField(choices=[("csv", "CSV"), ("xlsx", "XLSX")], max_length=4),
                ),
                ("row_count", models.PositiveIntegerField()),
                ("total_minor", models.BigIntegerField()),
                (
                    "digest",
                    models.CharField(help_text="SHA-256 of the file, as hex", max_length=64),
                ),
                ("vault_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "sealed",
                    models.BinaryField(help_text="the file: it holds whole account numbers"),
                ),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "payer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BatchRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("amount_minor", models.BigIntegerField()),
                ("payee_tail", models.CharField(max_length=4)),
                (
                    "disbursement",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="batch_row",
                        to="disbursing.disbursement",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="disbursing.paymentbatch",
                    ),
                ),
            ],
            options={
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="ResultSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("read_by", models.CharField(max_length=80)),
                ("read_at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="disbursing.paymentbatch",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ResultRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField()),
                ("reference", models.CharField(blank=True, max_length=60)),
                (
                    "result",
                    models.CharField(
                        choices=[
                            ("paid", "Paid"),
                            ("failed", "Not paid"),
                            ("returned", "Sent back"),
                            ("unknown", "Not understood"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "refused",
                    models.CharField(
                        blank=True, help_text="code; empty: it was booked", max_length=60
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rows",
                        to="disbursing.resultsheet",
                    ),
                ),
            ],
            options={
                "ordering": ["line"],
            },
        ),
        migrations.AddIndex(
            model_name="paymentbatch",
            index=models.Index(fields=["payer", "-id"], name="batch_newest"),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("row_count__gt", 0), ("total_minor__gt", 0)),
                name="batch_has_payments",
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("form__in", ["csv", "xlsx"])), name="batch_form_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="paymentbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="batch_digest_form"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_minor__gt", 0)), name="batch_row_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="batchrow",
            constraint=models.UniqueConstraint(
                fields=("batch", "position"), name="batch_row_place_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="resultsheet",
            constraint=models.UniqueConstraint(
                fields=("batch", "digest"), name="result_sheet_read_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="resultrow",
            constraint=models.UniqueConstraint(fields=("sheet", "line"), name="result_line_once"),
        ),
        migrations.AddConstraint(
            model_name="resultrow",
            constraint=models.CheckConstraint(
                condition=models.Q(("result__in", ["paid", "failed", "returned", "unknown"])),
                name="result_known",
            ),
        ),
        *(migrations.RunSQL(GUARD.format(table=one), migrations.RunSQL.noop) for one in TABLES),
    ]
