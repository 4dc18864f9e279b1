"""Requests to a witness with the answers that others' witnesses give (torchwood, litewitness).

The log, its key and its checkpoints of 1, 3 and 5 entries are theirs; Apache-2.0 / ISC test data.
"""

ORIGIN = "sigsum.org/v1/tree/4d6d8825a6bb689d459628312889dfbb0bcd41b5211d9e1ce768b0ff0309e562"
PUBLIC = "ffdc2d4d98e4124d3feaf788c0c2f9abfd796083d1f0495437f302ec79cf100f"
_ROOTS = {
    1: "KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    3: "RcCI1Nk56ZcSmIEfIn0SleqtV7uvrlXNccFx595Iwl0=",
    5: "QrtXrQZCCvpIgsSmOsah7HdICzMLLyDfxToMql9WTjY=",
}
_SIGNED = {
    1: "UgIom7fPZTqpxWWhyjWduBvTvGVqsokMbqTArsQilegKoFBJQjUFAmQ0+YeSPM3wfUQMFSzVnnNuWRTYrajXpNUb"
    "IQY=",
    3: "UgIom2VbtIcdFbwFAy1n7s6IkAxIY6J/GQOTuZF2ORV39d75cbAj2aQYwyJre36kezNobZs4SUUdrcawfAB8WVrx"
    "6go=",
    5: "UgIomw/EOJmWi0i1FQsOj+etB7F8IccFam/jgd6wzRns4QPVmyEZtdvl1U2KEmLOZ/ASRcWJi0tW90dJWAShei7s"
    "Dww=",
}
_FORGED = _SIGNED[3][:-2] + "x="  # as theirs is written: not even in canonical base64
_TO_3 = (
    "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
)
_TO_3_WRONG = (_TO_3[0], "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAABA=")
_TO_5_FROM_1 = (
    "KgEAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "+fUDV+k970B4I3uKrqJM4aP1lloPZP8mvr2Z4wRw2LI=",
    "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
)
_TO_5 = (
    "KgIAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "KgMAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
    "wgiIFdZfYNv6WU1OllBKsWnLYIS/DBMqt8Uh/S4OukE=",
    "KgQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
)


def asked(
    old: int, size: int, proof: tuple[str, ...] = (), *, origin: str = ORIGIN, signed: str = ""
) -> bytes:
    """A request about their log."""
    head = f"{origin}\n{size}\n{_ROOTS[size]}\n\n\u2014 {origin} {signed or _SIGNED[size]}\n"
    return "\n".join([f"old {old}", *proof, "", head]).encode()


# What is asked in this order, the status that comes back, and what its body begins with.
NINE = (
    ("the first head", asked(0, 1), 200, "\u2014 "),
    ("a forged signature", asked(1, 3, _TO_3, signed=_FORGED), 403, ""),
    ("another log", asked(1, 3, _TO_3, origin=ORIGIN[:-1] + "3"), 404, ""),
    ("no proof", asked(1, 3), 422, ""),
    ("a wrong proof", asked(1, 3, _TO_3_WRONG), 422, ""),
    ("grown to 3", asked(1, 3, _TO_3), 200, "\u2014 "),
    ("an old size that is past", asked(1, 5, _TO_5_FROM_1), 409, "3\n"),
    ("grown to 5", asked(3, 5, _TO_5), 200, "\u2014 "),
    ("as if nothing were known", asked(0, 5), 409, "5\n"),
)
