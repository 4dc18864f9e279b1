"""The regions of the country, five levels deep, as the statistics office counts them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from liushui.places.regions import GROUPINGS


class Level(models.IntegerChoices):
    PROVINCE = 1, _("Province")
    CITY = 2, _("City")
    COUNTY = 3, _("County")
    TOWN = 4, _("Town")
    VILLAGE = 5, _("Village")


class Place(models.Model):
    """One region. The code is as wide as its level: 2, 4, 6, 9 or 12 digits."""

    code = models.CharField(max_length=12, primary_key=True)
    level = models.SmallIntegerField(choices=Level)
    # In C order one index serves both "begins with" and the order of what is found.
    name = models.CharField(max_length=80, db_collation="C")
    pinyin = models.CharField(
        max_length=40, default="", db_collation="C", help_text="without tones, cut; ü is v"
    )
    initials = models.CharField(max_length=12, default="", db_collation="C")
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
            models.CheckConstraint(
                condition=models.Q(pinyin__regex=r"^[a-z]*$", initials__regex=r"^[a-z]*$"),
                name="place_spelling_is_plain",
            ),
        ]
        indexes = [
            *(
                models.Index(fields=["level", column, "code"], name=f"place_level_{column}")
                for column in ("name", "pinyin", "initials")
            ),
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


class FormerCode(models.Model):
    """A code of six digits that is no longer given, and the region that answers for it today."""

    code = models.CharField(max_length=6, primary_key=True)
    name = models.CharField(max_length=80, help_text="as it was called then")
    place = models.ForeignKey("places.Place", models.PROTECT, related_name="former_codes")
    since = models.CharField(max_length=7, help_text="year or month of the first list without it")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    code__regex=r"^[0-9]{6}$", since__regex=r"^[0-9]{4}(-[0-9]{2})?$"
                ),
                name="former_code_form",
            ),
        ]
        indexes = [
            models.Index(fields=["name"], opclasses=["varchar_pattern_ops"], name="former_name"),
        ]

    def __str__(self) -> str:
        return f"former code:{self.code}"


class Edition(models.Model):
    """Which packaged files the tables were last loaded from."""

    sha256 = models.CharField(max_length=64)
    source = models.CharField(max_length=200)
    as_of = models.DateField()
    rows = models.IntegerField()
    loaded_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"edition:{self.as_of}"
