"""What the first page of a giver says."""

from liushui.donors.queries.home import GIFTS_TRACED, DonorHome, donor_home

__all__ = ["GIFTS_TRACED", "DonorHome", "donor_home"]
