"""Django's admin: nothing there by default; where it was asked for, narrow and on the record."""

import json
import os
import subprocess
import sys

import pytest
from django.db import connection

SCRIPT = """
import json, os
import django
django.setup()
from django.db import transaction
from tests.accounts.builders import signed_in_client
from liushui.parties.access import Right
from liushui.parties.models import AuditRecord, Organisation
from liushui.parties.services import open_account
from tests.parties.builders import holder, organisation, wang, zhao
from django.conf import settings
from django.test import Client, override_settings
from django.test.utils import setup_test_environment

plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
override_settings(STORAGES={**settings.STORAGES, "staticfiles": plain}).enable()
setup_test_environment()
told = {}
with transaction.atomic():
    body = organisation()
    operator = open_account(holder(wang(), body, Right.INSTALLATION_MANAGE).person_id)
    auditor = open_account(holder(zhao(), body, Right.AUDIT_READ).person_id)
    client = signed_in_client(operator)
    change = f"/admin/parties/organisation/{body.pk}/change/"
    told["index"] = client.get("/admin/").status_code
    told["list"] = client.get("/admin/parties/organisation/").status_code
    told["form"] = client.get(change).status_code
    record = AuditRecord.objects.first()
    page = client.get(f"/admin/parties/auditrecord/{record.pk}/change/")
    told["record"] = page.status_code
    told["record_writes"] = b'name="_save"' in page.content
    person = client.get(f"/admin/parties/person/{operator.person_id}/change/")
    told["sealed_shown"] = b"sealed" in person.content
    told["add"] = client.get("/admin/parties/organisation/add/").status_code
    told["delete"] = client.get(change.replace("change", "delete")).status_code
    told["outside"] = client.get("/admin/", REMOTE_ADDR="203.0.113.9").status_code
    told["behind"] = client.get("/admin/", HTTP_X_FORWARDED_FOR="203.0.113.9").status_code
    told["one_factor"] = signed_in_client(operator, second_factor=False).get("/admin/").status_code
    told["auditor"] = signed_in_client(auditor).get("/admin/").status_code
    told["stranger"] = Client().get("/admin/").status_code
    told["login"] = client.get("/admin/login/").status_code
    form = {name: getattr(body, name) for name in (
        "credit_code", "kind", "name", "name_en", "short_name", "short_name_en",
        "bank_account_tail")}
    page = client.get(change).context["adminform"].form
    form = {name: value if value is not None else "" for name, value in (
        (one.html_name, one.value()) for one in page)}
    form["contact_phone"] = "0990-5550909"
    if "created_at" in page.fields:
        form["created_at_0"], form["created_at_1"] = "2026-07-18", "09:00:00"
    told["saved"] = client.post(change, form).status_code
    body.refresh_from_db()
    told["phone"] = body.contact_phone
    told["on_record"] = AuditRecord.objects.filter(verb="last_resort.changed").count()
    transaction.set_rollback(True)
print(json.dumps(told))
"""


@pytest.mark.django_db(transaction=True)
def test_the_last_resort_is_for_the_operator_on_this_machine_alone() -> None:
    facts = connection.settings_dict
    url = f"postgresql://{facts['USER']}@/{facts['NAME']}?host={facts['HOST']}"
    environment = {
        **os.environ,
        "LIUSHUI_DATABASE_URL": url,
        "LIUSHUI_LAST_RESORT": "1",
        "DJANGO_SETTINGS_MODULE": "liushui.config.settings",
    }
    ended = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, env=environment, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert json.loads(ended.stdout.splitlines()[-1]) == {
        "index": 200, "list": 200, "form": 200, "record": 200, "record_writes": False,
        "sealed_shown": False, "add": 403, "delete": 403, "outside": 404, "behind": 404,
        "one_factor": 302, "auditor": 403, "stranger": 302, "login": 404, "saved": 302,
        "phone": "0990-5550909", "on_record": 1,
    }  # fmt: skip
