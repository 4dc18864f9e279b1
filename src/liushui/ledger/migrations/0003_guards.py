"""Triggers that hold the rules of reservations, seals and the inbox; facts never change."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).with_name("sql").joinpath("0003_guards.sql").read_text("utf-8")
APPEND_ONLY = """
create trigger {table}_append_only before update or delete on {table}
  for each row execute function base_refuse_change();
create trigger {table}_no_truncate before truncate on {table}
  for each statement execute function base_refuse_change();
"""
FACTS = (
    "ledger_resource",
    "ledger_holder",
    "ledger_movement",
    "ledger_slice",
    "ledger_reservation",
    "ledger_reservationorder",
    "ledger_reservationend",
    "ledger_seal",
    "ledger_refused",
    "ledger_refusedsettlement",
)


class Migration(migrations.Migration):
    dependencies = [("ledger", "0002_counts")]
    operations = [
        migrations.RunSQL(SQL),
        *(migrations.RunSQL(APPEND_ONLY.format(table=table)) for table in FACTS),
    ]
