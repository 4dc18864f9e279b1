"""A year as its sources print it, as books: a plan, its gifts, what became of them, its figures."""
