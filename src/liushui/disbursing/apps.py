from django.apps import AppConfig


class DisbursingConfig(AppConfig):
    name = "liushui.disbursing"
    label = "disbursing"

    def ready(self) -> None:
        """Tell projects, which lies below, where their money goes on."""
        from liushui.disbursing.own import bring_own  # noqa: PLC0415
        from liushui.disbursing.queries.relayed import DisbursingRelay  # noqa: PLC0415
        from liushui.projects.queries import register_relay  # noqa: PLC0415

        bring_own()
        register_relay(DisbursingRelay())
        self._tell_of_uses()
        self._open_console()
        self._answer_who_can()

    def _tell_of_uses(self) -> None:
        """Uses that a bank paid are held against its lists, as what other modules move."""
        from liushui.disbursing.elsewhere import register_moves  # noqa: PLC0415
        from liushui.disbursing.moves import UseMoves  # noqa: PLC0415

        register_moves(UseMoves())

    def _open_console(self) -> None:
        """What waits for those who pay out."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.desk.measures import register_record_set  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415
        from liushui.disbursing.measures import SETS  # noqa: PLC0415
        from liushui.disbursing.needs import needs  # noqa: PLC0415
        from liushui.disbursing.notices import register_notices  # noqa: PLC0415
        from liushui.disbursing.part import PARTNERS  # noqa: PLC0415
        from liushui.disbursing.tables import TABLES  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415

        declare_part(PARTNERS)
        for one in SETS:
            register_record_set(one)
        register_needs(Room("money", gettext_lazy("Money out"), needs, rank=10))
        for table in TABLES:
            register_table(table)
        register_notices()

    def _answer_who_can(self) -> None:
        """Bring the questions that can be asked of who may do what."""
        from liushui.disbursing.guards import (  # noqa: PLC0415
            AgreementGuard,
            DisbursementGuard,
            FundGuard,
            UseGuard,
        )
        from liushui.parties.guards import register_guard  # noqa: PLC0415

        register_guard("agreement", AgreementGuard())
        register_guard("disbursement", DisbursementGuard())
        register_guard("fund", FundGuard())
        register_guard("use", UseGuard())
