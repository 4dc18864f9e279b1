from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "liushui.cases"
    label = "cases"

    def ready(self) -> None:
        """Bring what waits, and say what is kept about people and why their names are read."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.cases.needs import needs  # noqa: PLC0415
        from liushui.cases.notices import register_notices  # noqa: PLC0415
        from liushui.cases.own import bring_own  # noqa: PLC0415
        from liushui.cases.tables import CASES  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415

        bring_own()
        register_needs(Room("cases", gettext_lazy("Cases"), needs, rank=20))
        register_table(CASES)
        register_notices()

        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.cases.personal import (  # noqa: PLC0415
            CasesHolder,
            grounds_of_cases,
            roles_in_cases,
        )
        from liushui.parties.contacts import admit_roles  # noqa: PLC0415
        from liushui.parties.services import admit_purpose  # noqa: PLC0415

        hold_personal(CasesHolder())
        admit_purpose("case", grounds_of_cases)
        admit_roles("beneficiary", roles_in_cases)

        from liushui.cases.guard import CaseGuard  # noqa: PLC0415
        from liushui.parties.guards import register_guard  # noqa: PLC0415

        register_guard("case", CaseGuard())

        from liushui.cases.part import CASES as PART  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415

        declare_part(PART)
