from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("compliance", "0002_append_only")]
    operations = [migrations.RemoveField(model_name="duty", name="named_id")]
