"""Where the keys of people live, apart from what they seal.

``store``    what a key store promises
``own``      keys in a database of their own, with backups of their own
``table``    keys in the main database's table: where no second database was given
``choosing`` which of the two this installation has
``owing``    destroying and locking follow the transaction that asks for them
``moving``, ``backups``: an older home comes over; seven days of copies
"""
