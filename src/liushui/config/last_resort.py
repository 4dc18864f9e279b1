"""Django's admin, for the day when nothing else opens: off, local, narrow and on the record.

``LIUSHUI_LAST_RESORT=1`` mounts it at ``/admin/``. Even then only this machine itself may ask, and
only somebody who holds the operator's post and showed a second factor (the gate sees to it). It
shows every table of ours and changes a few; each change is an audit record.
"""

from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.contrib import admin
from django.contrib.admin.sites import AdminSite
from django.db.models import BinaryField, Model
from django.http import HttpRequest, HttpResponse

from liushui.kernel.errors import NotFound
from liushui.parties.access import Right
from liushui.parties.services import record

if TYPE_CHECKING:
    from liushui.parties.actors import Actor

# Where a hand may help: an address mistyped, a post gone wrong. Everything else is to be looked at.
CHANGEABLE = frozenset({"parties.organisation", "parties.certificate", "parties.postholding"})


class LastResort(AdminSite):
    """The admin's site with a gate of its own."""

    site_header = site_title = "Liushui: last resort"
    enable_nav_sidebar = False
    index_template = "config/last_resort.html"

    def has_permission(self, request: HttpRequest) -> bool:
        """The operator: asked once more, in case the gate was opened by mistake."""
        actor: Actor = request.actor  # type: ignore[attr-defined]
        return actor.holds_any([Right.INSTALLATION_MANAGE])

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is no second way to sign in: whoever may not be here finds nothing."""
        del request, extra_context
        raise NotFound


class Shown(admin.ModelAdmin):  # type: ignore[type-arg]
    """One table: to be looked at and, if it is one of the few, changed on the record."""

    actions = None
    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nothing is made here: what the services make is whole."""
        del request
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Nothing is taken away here."""
        del request, obj
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Only the few tables where a hand may help."""
        del request, obj
        return self.model._meta.label_lower in CHANGEABLE  # noqa: SLF001 - Django's public meta

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """Every table of ours."""
        del request, obj
        return True

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Every module of ours."""
        del request
        return True

    def get_exclude(self, request: HttpRequest, obj: Model | None = None) -> list[str]:
        """Sealed fields are not shown: nobody reads or types them."""
        del request, obj
        fields = self.model._meta.concrete_fields  # noqa: SLF001
        return [one.name for one in fields if isinstance(one, BinaryField)]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **named: Any) -> Any:
        """What a table allows to be unknown may be left empty."""
        field = super().formfield_for_dbfield(db_field, request, **named)
        if field is not None and db_field.null:
            field.required = False
        return field

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """The admin's own history is not kept."""
        del request, object_id, extra_context
        raise NotFound

    def log_change(self, request: HttpRequest, obj: Model, message: Any) -> None:  # type: ignore[override]
        """An audit record in place of the admin's own log, which is not kept."""
        del message
        actor: Actor = request.actor  # type: ignore[attr-defined]
        record(actor, "last_resort.changed", obj)


def last_resort() -> LastResort:
    """The site with every table of our modules."""
    site = LastResort(name="admin")
    for model in apps.get_models():
        if model.__module__.startswith("liushui.") and not model._meta.is_composite_pk:  # noqa: SLF001
            site.register(model, Shown)
    return site
