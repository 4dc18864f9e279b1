from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "liushui.api"
    label = "api"

    def ready(self) -> None:
        """Say how programs are refused and when they end, and what is kept about people."""
        from liushui.accounts.services import when_signed_out_everywhere  # noqa: PLC0415
        from liushui.api.notices import register_notices  # noqa: PLC0415
        from liushui.api.personal import ApiHolder  # noqa: PLC0415 - needs the models
        from liushui.api.problems import ROOT, problem_of  # noqa: PLC0415
        from liushui.api.services import end_tokens_of  # noqa: PLC0415 - needs the models
        from liushui.base.personal import hold_personal  # noqa: PLC0415
        from liushui.base.refusals import shape_refusals_below  # noqa: PLC0415

        shape_refusals_below(ROOT, problem_of)
        hold_personal(ApiHolder())
        when_signed_out_everywhere(end_tokens_of)
        register_notices()
