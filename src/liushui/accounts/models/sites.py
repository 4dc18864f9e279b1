"""Other software that signs people in with us, and who uses it there."""

from django.db import models


class Site(models.Model):
    """One site of an organisation. Its OpenID Connect client is kept by allauth."""

    client = models.OneToOneField(
        "allauth_idp_oidc.Client", models.PROTECT, primary_key=True, related_name="site"
    )
    organisation = models.ForeignKey("parties.Organisation", models.PROTECT, related_name="+")
    registered_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(closed_at=None)
                | models.Q(closed_at__gte=models.F("registered_at")),
                name="site_closed_after_registered",
            ),
        ]
        indexes = [models.Index(fields=["organisation", "-registered_at"], name="site_of_body")]

    def __str__(self) -> str:
        return f"site:{self.pk}"


class Guest(models.Model):
    """A person who lets a site sign them in. Deleted when they take it back: then it knows nobody.

    ``subject`` is what the site calls the person; sites of other organisations know another one.
    """

    site = models.ForeignKey("accounts.Site", models.PROTECT, related_name="guests")
    account = models.ForeignKey("parties.Account", models.CASCADE, related_name="+")
    subject = models.CharField(max_length=64)
    scopes = models.CharField(max_length=100)
    since = models.DateTimeField()
    told_at = models.DateTimeField(help_text="when the site last heard of the person")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["site", "subject"], name="guest_subject_once"),
            models.UniqueConstraint(fields=["account", "site"], name="guest_of_site_once"),
            models.CheckConstraint(
                condition=models.Q(subject__regex=r"^[0-9a-f]{64}$"), name="guest_subject_is_hash"
            ),
            models.CheckConstraint(
                condition=models.Q(told_at__gte=models.F("since")), name="guest_told_since_agreed"
            ),
        ]

    def __str__(self) -> str:
        return f"guest:{self.pk}"
