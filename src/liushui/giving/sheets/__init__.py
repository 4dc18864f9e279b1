"""Published lists of gifts, read as they are. Knows no table and no request."""
