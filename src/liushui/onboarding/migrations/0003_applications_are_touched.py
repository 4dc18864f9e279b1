from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0002_applications_are_blanked"),
    ]

    operations = [
        migrations.AddField(
            model_name="application",
            name="touched_at",
            field=models.DateTimeField(help_text="last written, sent or taken back", null=True),
        ),
    ]
