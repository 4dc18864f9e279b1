from django.apps import AppConfig
from django.utils.translation import gettext_lazy


class OnboardingConfig(AppConfig):
    name = "liushui.onboarding"
    label = "onboarding"

    def ready(self) -> None:
        """Settings, what waits, what is kept of people, how organisations came in."""
        from liushui.base.personal import hold_personal  # noqa: PLC0415 - needs the models
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.onboarding.needs import needs  # noqa: PLC0415
        from liushui.onboarding.notices import register_notices  # noqa: PLC0415
        from liushui.onboarding.personal import OnboardingHolder  # noqa: PLC0415
        from liushui.onboarding.queries.applications import arrivals  # noqa: PLC0415
        from liushui.onboarding.queries.boards import organisations_with_member  # noqa: PLC0415
        from liushui.onboarding.settings_declared import declare_onboarding  # noqa: PLC0415
        from liushui.parties.purposes import admit_purpose  # noqa: PLC0415
        from liushui.parties.watching import tell_arrivals  # noqa: PLC0415

        declare_onboarding()
        register_needs(Room("onboarding", gettext_lazy("Organisations"), needs, rank=36))
        register_notices()
        hold_personal(OnboardingHolder())
        admit_purpose("board", organisations_with_member)
        tell_arrivals(arrivals)

        from liushui.onboarding import policies  # noqa: PLC0415
        from liushui.parties.rooms import Room as Page  # noqa: PLC0415
        from liushui.parties.rooms import open_room  # noqa: PLC0415

        keeping = policies.KEEPING
        open_room(Page(gettext_lazy("Bank account"), "onboarding:account", policies.PROPOSING))
        proposing = policies.PROPOSING
        open_room(Page(gettext_lazy("Merchant accounts"), "onboarding:merchants", proposing))
        open_room(Page(gettext_lazy("Board and supervisors"), "onboarding:board", keeping))
        open_room(Page(gettext_lazy("Parts in use"), "onboarding:parts", keeping))
        open_room(Page(gettext_lazy("Take everything along"), "onboarding:export", keeping))

        from liushui.desk.work import Kind, register_work  # noqa: PLC0415
        from liushui.onboarding.portions import bring_portions  # noqa: PLC0415
        from liushui.onboarding.services.exporting import KIND, export_as_work  # noqa: PLC0415

        bring_portions()
        register_work(Kind(KIND, gettext_lazy("Everything of an organisation"), export_as_work))
