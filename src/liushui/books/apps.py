from django.apps import AppConfig


class BooksConfig(AppConfig):
    name = "liushui.books"
    label = "books"

    def ready(self) -> None:
        """Bring the console's tables of funds."""
        from liushui.books.tables import TABLES  # noqa: PLC0415 - needs the models
        from liushui.desk.tables import register_table  # noqa: PLC0415

        for table in TABLES:
            register_table(table)
