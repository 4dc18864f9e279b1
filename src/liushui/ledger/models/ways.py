"""From which movement on a rule holds that came later than the tables."""

from django.db import models


class RuleBegin(models.Model):
    """What was booked up to and with this movement was booked before the rule."""

    rule = models.CharField(max_length=40, primary_key=True)
    after_id = models.BigIntegerField()
