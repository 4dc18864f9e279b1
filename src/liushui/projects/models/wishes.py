"""Wishes that gifts to a project may name."""

from django.db import models
from django.db.models import Q

from liushui.projects.states import OfferKind


class WishOffer(models.Model):
    """A wish that gifts to a project may name. Once offered it stays; it can only be withdrawn.

    ``code`` is an ICD-10 category, a region's code down to the county, or the id of a budget line;
    "" for cases: any approved case of the project may be named.
    """

    project = models.ForeignKey("projects.Project", models.PROTECT, related_name="wish_offers")
    kind = models.CharField(max_length=10, choices=OfferKind)
    code = models.CharField(max_length=20, blank=True)
    label = models.CharField(max_length=120, blank=True)
    label_en = models.CharField(max_length=120, blank=True)
    offered_by = models.CharField(max_length=80)
    offered_at = models.DateTimeField()
    withdrawn_by = models.CharField(max_length=80, blank=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind=OfferKind.CASE, code="", label="")
                | Q(kind=OfferKind.DISEASE, code__regex=r"^[A-Z][0-9][0-9A-Z]$")
                | Q(kind=OfferKind.ITEM, code__regex=r"^[1-9][0-9]{0,17}$")
                | Q(kind=OfferKind.REGION, code__regex=r"^[0-9]{2}([0-9]{2}){0,2}$"),
                name="wish_offer_code_fits",
            ),
            models.CheckConstraint(
                condition=Q(kind=OfferKind.CASE) | ~Q(label=""), name="wish_offer_has_label"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at=None, withdrawn_by="")
                | (Q(withdrawn_at__isnull=False) & ~Q(withdrawn_by="")),
                name="wish_offer_withdrawn_by_someone",
            ),
            models.UniqueConstraint(
                fields=["project", "kind", "code"],
                condition=Q(withdrawn_at=None),
                name="wish_offer_once",
            ),
        ]
