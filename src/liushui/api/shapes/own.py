"""A token, one's posts, and the tokens that one has."""

from typing import TYPE_CHECKING

from liushui.api.shapes.values import Told, ToldMoment

if TYPE_CHECKING:
    from liushui.api.models import Token
    from liushui.api.queries import OwnPost


class SelfTold(Told):
    post: str
    organisation: str
    rights: list[str]
    region: str
    works_until: ToldMoment


class OwnPostTold(Told):
    post: int
    title: str
    title_en: str
    organisation: str
    rights: list[str]


class OwnPostsTold(Told):
    posts: list[OwnPostTold]


class TokenTold(Told):
    id: int
    name: str
    tail: str
    post: int | None
    rights: list[str]
    works_until: ToldMoment
    ended_at: ToldMoment | None


class TokensTold(Told):
    tokens: list[TokenTold]


def told_own_post(one: "OwnPost") -> OwnPostTold:
    return OwnPostTold(
        post=one.post.pk,
        title=one.post.title,
        title_en=one.post.title_en,
        organisation=one.post.organisation.credit_code,
        rights=sorted(one.rights),
    )


def told_token(one: "Token") -> TokenTold:
    return TokenTold(
        id=one.pk,
        name=one.name,
        tail=one.tail,
        post=one.post_id,
        rights=list(one.rights),
        works_until=one.expires_at,
        ended_at=one.ended_at,
    )
