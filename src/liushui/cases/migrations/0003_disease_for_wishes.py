"""A case may name its disease by a code, so that wishes can be met; no page shows it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_approved_by_another"),
        ("parties", "0010_a_person_is_one_with_another"),
        ("places", "0002_search_by_spelling"),
        ("projects", "0003_wish_offers"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="disease_code",
            field=models.CharField(
                blank=True, help_text="ICD-10 category: for wishes alone, never shown", max_length=3
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("disease_code", ""),
                    ("disease_code__regex", "^[A-Z][0-9][0-9A-Z]$"),
                    _connector="OR",
                ),
                name="case_disease_is_a_category",
            ),
        ),
    ]
