"""The tables as SQL (sql/0001_tables.sql), and the same as Django's models know them."""

from pathlib import Path

import django.db.models.deletion
import django.db.models.expressions
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.contrib.postgres.operations import BtreeGistExtension
from django.db import migrations, models

SQL = Path(__file__).with_name("sql").joinpath("0001_tables.sql").read_text("utf-8")

MODELS = [
    migrations.CreateModel(
        name="Inbox",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("key", models.CharField(max_length=120, unique=True)),
            ("digest", models.BinaryField(max_length=32)),
            ("fund_id", models.BigIntegerField()),
            ("amount", models.BigIntegerField()),
            ("ref", models.CharField(max_length=80)),
            ("happened_at", models.DateTimeField()),
            (
                "accepted_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Refused",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("key", models.CharField(max_length=120)),
            ("why", models.CharField(max_length=60)),
            ("digest", models.BinaryField(max_length=32)),
            ("content", models.JSONField(default=dict)),
            ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
        ],
    ),
    migrations.CreateModel(
        name="Reservation",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("amount", models.BigIntegerField()),
            ("key", models.CharField(max_length=120, unique=True)),
            ("at", models.DateTimeField()),
        ],
    ),
    migrations.CreateModel(
        name="Resource",
        fields=[
            ("code", models.CharField(max_length=40, primary_key=True, serialize=False)),
            ("unit", models.CharField(max_length=40)),
            ("decimals", models.SmallIntegerField()),
        ],
    ),
    migrations.CreateModel(
        name="Shard",
        fields=[
            ("id", models.SmallIntegerField(primary_key=True, serialize=False)),
        ],
    ),
    migrations.CreateModel(
        name="Fund",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("ordinary", "Ordinary"),
                        ("sink", "Sink"),
                        ("frozen", "Frozen"),
                        ("shortfall", "Shortfall"),
                    ],
                    max_length=20,
                ),
            ),
            (
                "sink_use",
                models.CharField(
                    choices=[
                        ("used", "Used"),
                        ("refunded", "Refunded"),
                        ("charged_back", "Charged Back"),
                        ("fee", "Fee"),
                        ("written_off", "Written Off"),
                        ("converted", "Converted"),
                        ("advance_repaid", "Advance Repaid"),
                    ],
                    max_length=20,
                    null=True,
                ),
            ),
            ("purpose_kind", models.CharField(max_length=20)),
            ("purpose_id", models.BigIntegerField()),
            ("tip", models.BigIntegerField(default=0)),
            ("taken", models.BigIntegerField(default=0)),
            ("reserved", models.BigIntegerField(default=0)),
            (
                "parent",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    to="ledger.fund",
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="FreeRun",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "fund_id", "lo", blank=True, editable=False, primary_key=True, serialize=False
                ),
            ),
            ("lo", models.BigIntegerField()),
            ("hi", models.BigIntegerField()),
            (
                "fund",
                models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.fund"
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Holder",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("organisation", "Organisation"),
                        ("person", "Person"),
                        ("facility", "Facility"),
                    ],
                    max_length=20,
                ),
            ),
            ("facility_id", models.BigIntegerField(null=True, unique=True)),
            (
                "organisation",
                models.OneToOneField(
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    to="parties.organisation",
                ),
            ),
            (
                "person",
                models.OneToOneField(
                    null=True, on_delete=django.db.models.deletion.PROTECT, to="parties.person"
                ),
            ),
        ],
    ),
    migrations.AddField(
        model_name="fund",
        name="holder",
        field=models.ForeignKey(
            db_index=False,
            on_delete=django.db.models.deletion.PROTECT,
            related_name="funds",
            to="ledger.holder",
        ),
    ),
    migrations.CreateModel(
        name="RefusedSettlement",
        fields=[
            (
                "refused",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    primary_key=True,
                    related_name="settlement",
                    serialize=False,
                    to="ledger.refused",
                ),
            ),
            ("how", models.TextField()),
            ("by", models.CharField(max_length=80)),
            ("at", models.DateTimeField()),
        ],
    ),
    migrations.CreateModel(
        name="ReservationOrder",
        fields=[
            (
                "reservation",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    primary_key=True,
                    related_name="order",
                    serialize=False,
                    to="ledger.reservation",
                ),
            ),
            ("ref", models.CharField(max_length=80)),
            ("at", models.DateTimeField()),
        ],
    ),
    migrations.AddField(
        model_name="reservation",
        name="fund",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.fund"
        ),
    ),
    migrations.CreateModel(
        name="Movement",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            (
                "kind",
                models.CharField(
                    choices=[
                        ("gift", "Gift"),
                        ("receipt", "Receipt"),
                        ("hours", "Hours"),
                        ("opening", "Opening"),
                        ("advance", "Advance"),
                        ("rebasing", "Rebasing"),
                        ("match", "Match"),
                        ("transfer", "Transfer"),
                        ("use", "Use"),
                        ("return", "Return"),
                        ("refund", "Refund"),
                        ("charge_back", "Charge Back"),
                        ("fee", "Fee"),
                        ("write_off", "Write Off"),
                        ("reversal", "Reversal"),
                        ("cover", "Cover"),
                        ("freeze", "Freeze"),
                        ("thaw", "Thaw"),
                        ("correction", "Correction"),
                        ("conversion", "Conversion"),
                        ("advance_repayment", "Advance Repayment"),
                    ],
                    max_length=20,
                ),
            ),
            ("amount", models.BigIntegerField()),
            ("lo", models.BigIntegerField()),
            (
                "hi",
                models.GeneratedField(
                    db_persist=True,
                    expression=django.db.models.expressions.CombinedExpression(
                        models.F("lo"), "+", models.F("amount")
                    ),
                    output_field=models.BigIntegerField(),
                ),
            ),
            (
                "prev",
                models.GeneratedField(
                    db_persist=True,
                    expression=django.db.models.functions.comparison.NullIf("lo", 0),
                    output_field=models.BigIntegerField(null=True),
                ),
            ),
            ("happened_at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "booked",
                models.DateField(
                    help_text="the first day of the month in whose report it stands (L33)"
                ),
            ),
            ("key", models.CharField(max_length=120, unique=True)),
            ("digest", models.BinaryField(max_length=32)),
            ("ref", models.CharField(default="", max_length=80)),
            ("group_id", models.UUIDField(null=True)),
            ("covers_lo", models.BigIntegerField(null=True)),
            ("covers_hi", models.BigIntegerField(null=True)),
            (
                "covers_gift",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="covers",
                    to="ledger.movement",
                ),
            ),
            (
                "for_gift",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="amends",
                    to="ledger.movement",
                ),
            ),
            (
                "made_from",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="made",
                    to="ledger.movement",
                ),
            ),
            (
                "reverses",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="reversals",
                    to="ledger.movement",
                ),
            ),
            (
                "source",
                models.ForeignKey(
                    db_index=False,
                    null=True,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="movements_out",
                    to="ledger.fund",
                ),
            ),
            (
                "target",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="movements_in",
                    to="ledger.fund",
                ),
            ),
            (
                "resource",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    to="ledger.resource",
                ),
            ),
        ],
    ),
    migrations.AddField(
        model_name="fund",
        name="resource",
        field=models.ForeignKey(
            db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.resource"
        ),
    ),
    migrations.CreateModel(
        name="Seal",
        fields=[
            (
                "id",
                models.BigAutoField(
                    auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                ),
            ),
            ("month", models.DateField()),
            ("by", models.CharField(max_length=80)),
            ("sealed_at", models.DateTimeField()),
            (
                "recorded_at",
                models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
            ),
            (
                "holder",
                models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.holder"
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="Slice",
        fields=[
            (
                "pk",
                models.CompositePrimaryKey(
                    "movement_id",
                    "place",
                    blank=True,
                    editable=False,
                    primary_key=True,
                    serialize=False,
                ),
            ),
            ("place", models.IntegerField()),
            ("lo", models.BigIntegerField()),
            ("hi", models.BigIntegerField()),
            ("at", models.BigIntegerField()),
            (
                "fund",
                models.ForeignKey(
                    db_index=False, on_delete=django.db.models.deletion.PROTECT, to="ledger.fund"
                ),
            ),
            (
                "movement",
                models.ForeignKey(
                    db_index=False,
                    on_delete=django.db.models.deletion.PROTECT,
                    related_name="slices",
                    to="ledger.movement",
                ),
            ),
        ],
    ),
    migrations.CreateModel(
        name="ReservationEnd",
        fields=[
            (
                "reservation",
                models.OneToOneField(
                    on_delete=django.db.models.deletion.PROTECT,
                    primary_key=True,
                    related_name="end",
                    serialize=False,
                    to="ledger.reservation",
                ),
            ),
            (
                "how",
                models.CharField(
                    choices=[
                        ("posted", "Posted"),
                        ("released", "Released"),
                        ("expired", "Expired"),
                    ],
                    max_length=20,
                ),
            ),
            ("amount", models.BigIntegerField(default=0)),
            ("why", models.TextField(default="")),
            ("at", models.DateTimeField()),
            (
                "movement",
                models.OneToOneField(
                    null=True, on_delete=django.db.models.deletion.PROTECT, to="ledger.movement"
                ),
            ),
        ],
    ),
]


class Migration(migrations.Migration):
    initial = True
    dependencies = [("parties", "0001_initial"), ("base", "0002_append_only")]
    operations = [
        BtreeGistExtension(),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(SQL)], state_operations=MODELS
        ),
    ]
