from django.apps import AppConfig


class InsightConfig(AppConfig):
    name = "liushui.insight"
    label = "insight"

    def ready(self) -> None:
        """Add what the books know to the page of a place."""
        from liushui.insight.queries.places import part_of_place  # noqa: PLC0415 - needs the models
        from liushui.places.page import add_part  # noqa: PLC0415

        add_part(50, part_of_place)
