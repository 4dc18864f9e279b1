from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "liushui.books"
    label = "books"

    def ready(self) -> None:
        """Bring the console's tables, and what waits for a second person."""
        from django.utils.translation import gettext_lazy  # noqa: PLC0415

        from liushui.books.needs import needs  # noqa: PLC0415 - needs the models
        from liushui.books.notices import register_notices  # noqa: PLC0415
        from liushui.books.tables import TABLES  # noqa: PLC0415
        from liushui.desk.needs import Room, register_needs  # noqa: PLC0415
        from liushui.desk.tables import register_table  # noqa: PLC0415

        register_needs(Room("books", gettext_lazy("Books"), needs, rank=15))
        for table in TABLES:
            register_table(table)
        register_notices()

        from liushui.books.own import bring_journal  # noqa: PLC0415

        bring_journal()

        from liushui.books.part import MATCHING  # noqa: PLC0415
        from liushui.onboarding.parts import declare_part  # noqa: PLC0415

        declare_part(MATCHING)
