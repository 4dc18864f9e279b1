from django.apps import AppConfig


class ItemsConfig(AppConfig):
    name = "liushui.items"
    label = "items"

    def ready(self) -> None:
        """Answer for gifts that come by a picture, an act's budget or a stream."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.giving.services import register_origin  # noqa: PLC0415 - needs the models
        from liushui.items.needs import needs  # noqa: PLC0415
        from liushui.items.origins import ORIGINS  # noqa: PLC0415
        from liushui.items.own import bring_own  # noqa: PLC0415
        from liushui.items.personal import ItemsHolder  # noqa: PLC0415
        from liushui.items.ways import ways  # noqa: PLC0415
        from liushui.projects.queries import register_ways  # noqa: PLC0415

        bring_own()
        register_needs(Room("items", gettext_lazy("Pieces, acts, streams"), needs, rank=40))
        hold_personal(ItemsHolder())
        register_ways("items", ways)
        for origin in ORIGINS:
            register_origin(origin)

        from liushui.items.part import ITEMS  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415

        declare_part(ITEMS)
