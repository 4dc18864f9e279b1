from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "liushui.accounts"
    label = "accounts"

    def ready(self) -> None:
        """Say what accounts keeps about people, and what it tells them."""
        from liushui.accounts.notices import KINDS  # noqa: PLC0415
        from liushui.accounts.personal import SITE, AccountsHolder  # noqa: PLC0415 - needs the models
        from liushui.accounts.queries.sites import site_in_words  # noqa: PLC0415
        from liushui.accounts.views.first_entrance import first_entrance  # noqa: PLC0415
        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.installation.door import use_door  # noqa: PLC0415
        from liushui.messaging.kinds import register_kind  # noqa: PLC0415
        from liushui.parties.agreements import name_purposes  # noqa: PLC0415

        name_purposes(SITE, site_in_words)
        use_door(first_entrance)
        hold_personal(AccountsHolder())
        for kind in KINDS:
            register_kind(kind)
