import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0004_post_rights_of_managing"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token_hash", models.BinaryField(max_length=32, unique=True)),
                ("phone_lookup", models.BinaryField(max_length=32, null=True)),
                (
                    "until",
                    models.DateField(
                        help_text="of the holding that it gives; null: open", null=True
                    ),
                ),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("used_at", models.DateTimeField(null=True)),
                ("revoked_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40)),
                ("facts", models.JSONField()),
                (
                    "digest",
                    models.BinaryField(
                        help_text="of the facts: one open proposal of each", max_length=32
                    ),
                ),
                ("proposed_by", models.CharField(max_length=80)),
                ("proposed_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "waits for a second person"),
                            ("agreed", "agreed"),
                            ("refused", "refused"),
                            ("withdrawn", "withdrawn"),
                            ("lapsed", "lapsed"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("decided_by", models.CharField(max_length=80, null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="postholding",
            name="holding_open_once",
        ),
        migrations.RemoveConstraint(
            model_name="postholding",
            name="holding_starts_once",
        ),
        migrations.AddField(
            model_name="post",
            name="above",
            field=models.ForeignKey(
                help_text="in the chart",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="below",
                to="parties.post",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="closed_at",
            field=models.DateTimeField(help_text="nobody holds it from then on", null=True),
        ),
        migrations.AddField(
            model_name="postholding",
            name="delegated_from",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="delegations",
                to="parties.postholding",
            ),
        ),
        migrations.AddField(
            model_name="postholding",
            name="ended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="postholding",
            name="suspended_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("above", None),
                    models.Q(("above", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="post_not_above_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None), ("until", None)),
                fields=("post", "person"),
                name="holding_open_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("post", "person", "since"),
                name="holding_starts_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delegated_from", None), ("until__isnull", False), _connector="OR"
                ),
                name="delegation_has_an_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("delegated_from", None),
                    models.Q(("delegated_from", models.F("id")), _negated=True),
                    _connector="OR",
                ),
                name="delegation_not_from_itself",
            ),
        ),
        migrations.AddConstraint(
            model_name="postholding",
            constraint=models.CheckConstraint(
                condition=models.Q(("ended_at", None), ("until__isnull", False), _connector="OR"),
                name="holding_ended_has_its_day",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="post",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="parties.post",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="takes_over",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.postholding",
            ),
        ),
        migrations.AddField(
            model_name="invitation",
            name="used_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.person",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="organisation",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="parties.organisation",
            ),
        ),
        migrations.AddIndex(
            model_name="invitation",
            index=models.Index(fields=["post", "-id"], name="invitation_of_post"),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="invitation_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="invitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("used_at", None), ("used_by", None)),
                    models.Q(
                        ("revoked_at", None), ("used_at__isnull", False), ("used_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="invitation_used_by_someone",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(fields=["organisation", "state", "id"], name="proposal_waiting"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "agreed", "refused", "withdrawn", "lapsed"])
                ),
                name="proposal_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by", None),
                    models.Q(("decided_by", models.F("proposed_by")), _negated=True),
                    ("state", "withdrawn"),
                    _connector="OR",
                ),
                name="proposal_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["agreed", "refused"]), _negated=True),
                    models.Q(("decided_at__isnull", False), ("decided_by__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_decided_by_someone",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("proposed_at"))),
                name="proposal_expires",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "open")),
                fields=("kind", "organisation", "digest"),
                name="proposal_open_once",
            ),
        ),
    ]
