"""What the books call things, for their templates."""

from django.template import Library

from liushui.books.wording import kind_of_fund, purpose_of_fund

register = Library()
register.filter("purpose_of_fund", purpose_of_fund)
register.filter("kind_of_fund", kind_of_fund)
