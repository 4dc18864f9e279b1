"""PostgreSQL as Django knows it, with a watch in hand: ``ENGINE = "liushui.base.engine"``."""
