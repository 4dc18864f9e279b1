import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

FILL = """
update api_token as token set holding_id = (
    select held.id from parties_postholding as held
    where held.post_id = token.post_id and held.person_id = token.person_id
      and held.ended_at is null
      and held.since <= (token.made_at at time zone 'Asia/Shanghai')::date
      and (held.until is null or held.until > (token.made_at at time zone 'Asia/Shanghai')::date)
    order by held.id desc limit 1
)
where token.post_id is not null
"""
END = """
update api_token set ended_at = greatest(now(), made_at)
where post_id is not null and holding_id is null and ended_at is null
"""


class Migration(migrations.Migration):
    """A token whose holding is over ends: it would work again if the post were given anew."""

    dependencies = [
        ("api", "0003_old_digests_are_forgotten"),
        ("parties", "0012_bodies_stand_in_a_tree"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="holding",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="parties.postholding",
            ),
        ),
        migrations.RunSQL(sql=[FILL, END], reverse_sql=migrations.RunSQL.noop),
        migrations.AddConstraint(
            model_name="token",
            constraint=models.CheckConstraint(
                condition=Q(post=None, holding=None)
                | Q(post__isnull=False, holding__isnull=False)
                | Q(post__isnull=False, ended_at__isnull=False),
                name="token_of_post_rests_on_holding",
            ),
        ),
    ]
