"""Tables of desk."""
