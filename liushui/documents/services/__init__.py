"""What documents offers to others: numbers without gaps, and papers that carry them."""

from liushui.documents.services.numbers import next_number, number_in_year

__all__ = ["next_number", "number_in_year"]
