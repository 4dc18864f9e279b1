"""A personal appeal's account is a project in a lane of its own, and never changes lanes (N05)."""

from django.db import migrations, models

FORWARD = """
create function projects_refuse_other_lane() returns trigger language plpgsql as $$
begin
  raise exception 'project % stays in its lane', new.number
    using errcode = 'check_violation', constraint = 'project_lane_stays';
end $$;
create trigger projects_project_lane_stays before update of lane on projects_project
  for each row when (new.lane is distinct from old.lane)
  execute function projects_refuse_other_lane();
"""
BACK = """
drop trigger projects_project_lane_stays on projects_project;
drop function projects_refuse_other_lane();
"""


class Migration(migrations.Migration):
    dependencies = [("projects", "0008_a_reason_keeps_it_shut")]

    operations = [
        migrations.RemoveConstraint(model_name="project", name="project_open_has_plan"),
        migrations.AddField(
            model_name="project",
            name="lane",
            field=models.CharField(
                choices=[
                    ("charity", "Public fundraising"),
                    ("personal", "Personal appeal, not charitable fundraising"),
                ],
                db_default="charity",
                default="charity",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("draft", "review")),
                    models.Q(("plan_number", ""), _negated=True),
                    ("file_by__isnull", False),
                    ("lane", "personal"),
                    _connector="OR",
                ),
                name="project_open_has_plan",
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("lane", "charity"),
                    models.Q(("file_by__isnull", True), ("lane", "personal"), ("plan_number", "")),
                    _connector="OR",
                ),
                name="project_personal_is_no_campaign",
            ),
        ),
        migrations.RunSQL(FORWARD, BACK),
    ]
