"""The one statement that keeps a batch of the provider's words, judged against their orders."""

from datetime import datetime
from hashlib import sha256
from json.encoder import encode_basestring_ascii as _text
from typing import NamedTuple

from liushui.payments.provider import Notice, Payee

# What comes back are the words that were not kept, by their place in the batch, and why: the plain
# view judges those again and keeps a notice of them, so their meaning stands in one place.
KEEP_WORDS = """
with said as materialized (
  select * from rows from (json_to_recordset($1::json) as (provider text, merchant text,
    reference text, transaction_id text, amount bigint, paid timestamptz, received timestamptz,
    digest bytea, nonce text)) with ordinality as s (provider, merchant, reference, transaction_id,
    amount, paid, received, digest, nonce, n)),
judged as materialized (
  select s.*, o.id as order_id, case
      when o.id is null then 'unknown_order'
      when o.merchant_id <> s.merchant then 'other_merchant'
      when o.amount_minor <> s.amount then 'amount_differs'
      when exists (select from giving_payment p
        where p.provider = s.provider and p.transaction_id = s.transaction_id) then 'repeated'
      when exists (select from giving_seennonce v where v.nonce = s.nonce) then 'replayed'
    end as why
  from said s left join giving_giftorder o on o.reference = s.reference),
kept as (
  insert into giving_word (provider, merchant_id, transaction_id, order_id, amount_minor, paid_at,
    received_at, digest)
  select provider, merchant, transaction_id, order_id, amount, paid, received, digest
  from judged where why is null order by n
  on conflict (provider, transaction_id) do nothing returning provider, transaction_id)
select n, coalesce(why, 'repeated') from judged j
where not exists (select from kept k
  where k.provider = j.provider and k.transaction_id = j.transaction_id)"""


class Said(NamedTuple):
    """One word on its way into a batch: which payment it is about, and its line of JSON."""

    transaction_id: str
    line: str


def said_in(notice: Notice, merchant: Payee, body: bytes, *, at: datetime) -> Said | None:
    """The word in a proven call-back; none where only the plain view knows what to answer.

    That is: meant for somebody else, not paid, in another currency.
    """
    paid = notice.transaction
    ours = (merchant.merchant_id, merchant.app_id)
    if (paid.merchant_id, paid.app_id) != ours or not paid.is_paid or paid.currency != "CNY":
        return None
    assert paid.paid_at is not None, "what is paid has a time"
    line = (
        f'{{"provider":"{paid.provider}","merchant":{_text(paid.merchant_id)},'
        f'"reference":{_text(paid.order)},'
        f'"transaction_id":{_text(paid.transaction_id)},"amount":{paid.amount_minor},'
        f'"paid":"{paid.paid_at.isoformat()}","received":"{at.isoformat()}",'
        f'"digest":"\\\\x{sha256(body).hexdigest()}","nonce":{_text(notice.nonce)}}}'
    )
    return Said(paid.transaction_id, line)
