from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "liushui.parties"
    label = "parties"

    def ready(self) -> None:
        """Say what parties keeps about people, and why colleagues may read each other's names."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.parties.personal import PartiesHolder  # noqa: PLC0415
        from liushui.parties.purposes import admit_purpose  # noqa: PLC0415
        from liushui.parties.queries import grounds_of_colleagues  # noqa: PLC0415

        hold_personal(PartiesHolder())
        admit_purpose("colleague", grounds_of_colleagues)

        from liushui.parties.contacts import admit_roles  # noqa: PLC0415
        from liushui.parties.queries.contacts import roles_of_colleague  # noqa: PLC0415

        admit_roles("colleague", roles_of_colleague)

        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.parties.access import Right  # noqa: PLC0415
        from liushui.parties.rooms import Room, open_room  # noqa: PLC0415

        looking_after = (Right.BODY_EDIT, Right.MONEY_APPROVE)
        open_room(Room(gettext_lazy("Partners"), "parties:partners", looking_after))
        above = gettext_lazy("Place in the federation")
        open_room(Room(above, "parties:above", (Right.POSTS_MANAGE,)))
