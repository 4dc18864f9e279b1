from django.apps import AppConfig


class GivingConfig(AppConfig):
    name = "liushui.giving"
    label = "giving"

    def ready(self) -> None:
        """Bring what waits, and say what is kept about people and why their names are read."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.desk.measures import register_record_set  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.giving.brought import register_lists  # noqa: PLC0415
        from liushui.giving.going_back import register_refunds  # noqa: PLC0415
        from liushui.giving.logged import register_logged  # noqa: PLC0415
        from liushui.giving.measures import GIFTS  # noqa: PLC0415
        from liushui.giving.needs import needs  # noqa: PLC0415
        from liushui.giving.notices import register_notices  # noqa: PLC0415
        from liushui.giving.own import bring_own  # noqa: PLC0415
        from liushui.giving.part import LISTS  # noqa: PLC0415
        from liushui.giving.tables import TABLES  # noqa: PLC0415
        from liushui.giving.telling_givers import register_telling  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415

        declare_part(LISTS)
        register_record_set(GIFTS)
        bring_own()
        register_needs(Room("payments", gettext_lazy("Payments in"), needs, rank=15))
        for table in TABLES:
            register_table(table)
        register_notices()
        register_lists()
        register_refunds()
        register_telling()
        register_logged()

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.giving.personal import (  # noqa: PLC0415
            GivingHolder,
            grounds_of_gifts,
            roles_of_donor,
        )
        from liushui.giving.retaining import declare_retention  # noqa: PLC0415
        from liushui.parties.contacts import admit_roles  # noqa: PLC0415
        from liushui.parties.services import admit_purpose  # noqa: PLC0415

        hold_personal(GivingHolder())
        declare_retention()
        admit_purpose("gift", grounds_of_gifts)
        admit_roles("donor", roles_of_donor)
