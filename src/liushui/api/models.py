"""Tokens of programs, how often each calls, and the answers kept for calls that come twice."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

OWN_LASTS = timedelta(hours=12)


class Token(models.Model):
    """What a program shows to act under one post of one person. The secret itself is not kept.

    It rests on the holding under which it was made: one that comes after it gives it nothing.
    Without a post it is a person's own for one sitting: it carries no right of any post.
    """

    person = models.ForeignKey("parties.Person", models.PROTECT, related_name="+")
    post = models.ForeignKey("parties.Post", models.PROTECT, null=True, related_name="+")
    holding = models.ForeignKey("parties.PostHolding", models.PROTECT, null=True, related_name="+")
    name = models.CharField(max_length=60, blank=True, help_text="what its owner calls it")
    secret_hash = models.BinaryField(max_length=32, unique=True)
    tail = models.CharField(max_length=4, help_text="the last places, to tell two apart")
    rights = ArrayField(models.CharField(max_length=40))
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(expires_at__gt=F("made_at")), name="token_expires"),
            models.CheckConstraint(
                condition=Q(post__isnull=False)
                | Q(rights=[], expires_at__lte=F("made_at") + OWN_LASTS),
                name="token_of_oneself_is_short_and_bare",
            ),
            models.CheckConstraint(
                condition=Q(post=None, holding=None)
                | Q(post__isnull=False, holding__isnull=False)
                | Q(post__isnull=False, ended_at__isnull=False),
                name="token_of_post_rests_on_holding",
            ),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="token_of_person")]

    def __str__(self) -> str:
        return f"token:{self.pk}"


class TokenUse(models.Model):
    """How often a token called within the running minute, and when it did so last."""

    token = models.OneToOneField("api.Token", models.PROTECT, primary_key=True, related_name="use")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField()
    last_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"use of token:{self.token_id}"


class KeptAnswer(models.Model):
    """What a call that wrote something was answered: the same call again gets the same answer.

    Written in the transaction of what the call did. The body is sealed and is emptied in time;
    the key stays, so that a late repetition never does the thing twice.
    """

    token = models.ForeignKey("api.Token", models.PROTECT, related_name="answers")
    key = models.CharField(max_length=80)
    digest = models.BinaryField(max_length=32, help_text="of operation, address and body")
    operation = models.CharField(max_length=60)
    status = models.PositiveSmallIntegerField(default=0)
    body_sealed = models.BinaryField(null=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["token", "key"], name="answer_once"),
            models.CheckConstraint(condition=~Q(key=""), name="answer_has_key"),
        ]
        indexes = [
            models.Index(
                fields=["at"], condition=Q(body_sealed__isnull=False), name="answer_to_empty"
            )
        ]

    def __str__(self) -> str:
        return f"answer:{self.pk}"
