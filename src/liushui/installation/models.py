"""Tables of installation."""
