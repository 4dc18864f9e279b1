"""The regions of the country, five levels deep, as the statistics office counts them."""

from django.db import models


class Level(models.IntegerChoices):
    PROVINCE = 1
    CITY = 2
    COUNTY = 3
    TOWN = 4
    VILLAGE = 5


class Place(models.Model):
    """One region. The code is as wide as its level: 2, 4, 6, 9 or 12 digits."""

    code = models.CharField(max_length=12, primary_key=True)
    level = models.SmallIntegerField(choices=Level)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        indexes = [models.Index(fields=["name"], name="place_name")]
