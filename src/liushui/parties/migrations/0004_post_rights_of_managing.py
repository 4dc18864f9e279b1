from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("parties", "0003_credit_code_checked"),
        ("places", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="post",
            name="post_rights_known",
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "rights__contained_by",
                        [
                            "project.edit",
                            "money.draft",
                            "money.approve",
                            "money.pay",
                            "use.report",
                            "case.edit",
                            "gift.read",
                            "gift.import",
                            "books.seal",
                            "audit.read",
                            "posts.manage",
                            "body.edit",
                            "installation.manage",
                            "privacy.answer",
                            "reports.read",
                        ],
                    )
                ),
                name="post_rights_known",
            ),
        ),
    ]
