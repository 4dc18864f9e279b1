"""The regions of the country, five levels deep, as the statistics office counts them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Level(models.IntegerChoices):
    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    COUNTY = 3, _("County")
    TOWN = 4, _("Town")
    VILLAGE = 5, _("Village")


# Rows of the second level that only group counties and name no region.
GROUPINGS = frozenset({"市辖区", "县", "省直辖县级行政区划", "自治区直辖县级行政区划"})


class Place(models.Model):
    """One region. The code is as wide as its level: 2, 4, 6, 9 or 12 digits."""

    code = models.CharField(max_length=12, primary_key=True)
    level = models.SmallIntegerField(choices=Level)
    name = models.CharField(max_length=80)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(level=1, code__regex=r"^[0-9]{2}$", parent=None)
                | models.Q(level=2, code__regex=r"^[0-9]{4}$", parent__isnull=False)
                | models.Q(level=3, code__regex=r"^[0-9]{6}$", parent__isnull=False)
                | models.Q(level=4, code__regex=r"^[0-9]{9}$", parent__isnull=False)
                | models.Q(level=5, code__regex=r"^[0-9]{12}$", parent__isnull=False),
                name="place_code_fits_level",
            ),
            models.CheckConstraint(
                condition=models.Q(parent=None) | models.Q(code__startswith=models.F("parent")),
                name="place_code_continues_parent",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="place_has_name"),
        ]
        indexes = [
            models.Index(fields=["name"], opclasses=["varchar_pattern_ops"], name="place_name"),
        ]

    def __str__(self) -> str:
        return f"place:{self.code}"

    @property
    def is_stand_in(self) -> bool:
        """Whether the row names no region of its own.

        It groups counties (市辖区), or repeats a city without counties as its own county: 东莞
        441900, 中山 442000, 儋州 460400.
        """
        if self.level == Level.CITY:
            return self.name in GROUPINGS
        return self.level == Level.COUNTY and self.code.endswith("00")


class Edition(models.Model):
    """Which packaged file the table was last loaded from."""

    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    rows = models.IntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"edition:{self.as_of}"
