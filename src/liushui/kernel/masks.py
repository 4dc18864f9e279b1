"""How people are shown to those who may not know them. No other code shortens a name or a number.

The rule: of a name, the surname (both places of a compound one) and stars; of a Latin or a
dotted name, its first letter and two stars; of a phone, three places in front and four behind.
Two stars at most, so that the length of a long name is not told. Nothing is exempt by its looks: a
body that gives is shown by its full name because it is recorded as an organisation, never because
a text resembles one.
"""

import re
import unicodedata

# The compound surnames of the 2019 name statistics (公安部) and of 百家姓 that still occur.
COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳上官皇甫令狐诸葛司徒司马申屠夏侯贺兰完颜慕容尉迟长孙东方独孤南宫西门公孙轩辕"
        "端木百里东郭闻人太史宇文濮阳淳于单于澹台公冶宗政公羊赫连呼延钟离万俟鲜于"
        "歐陽諸葛司馬軒轅東方長孫獨孤南宮西門公孫",
    )
)
_STARS = 2
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U000323af〇]+")


def mask_name(name: str) -> str:
    """``林晓`` → ``林*``, ``欧阳娜娜`` → ``欧阳**``, ``John`` → ``J**``; never the whole name."""
    # What is not seen is no part of a name: a sign that turns the line around would be its mask.
    plain = "".join(c for c in name if unicodedata.category(c)[0] not in "CZ" and not c.isspace())
    if not plain[1:]:
        return "*" if plain else ""
    if not _HAN.fullmatch(plain):
        return plain[0] + "*" * _STARS
    surname, given = plain[:1], plain[1:]
    if plain[:2] in COMPOUND_SURNAMES and plain[2:]:
        surname, given = plain[:2], plain[2:]
    return surname + "*" * min(_STARS, len(given))


def mask_phone(phone: str) -> str:
    """``13812345678`` → ``138****5678``; a number with country code keeps code and four places."""
    if re.fullmatch(r"\d{11}", phone):
        return f"{phone[:3]}****{phone[-4:]}"
    if re.fullmatch(r"\+\d{11,12}", phone):
        return f"{phone[:4]}****{phone[-4:]}"
    return "****"
