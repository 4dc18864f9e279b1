from django.db import migrations

# Django's own form of a cache in the database: what one process puts there, every process finds.
TABLE = """
create table base_cache (
  cache_key varchar(255) primary key,
  value text not null,
  expires timestamptz not null
);
create index base_cache_expires on base_cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("base", "0003_person_key")]
    operations = [migrations.RunSQL(TABLE, "drop table base_cache")]
