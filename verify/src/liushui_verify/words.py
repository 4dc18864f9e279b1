"""What is said, in 中文 and English, by the word that the code uses."""

from collections.abc import Iterable

from liushui_verify.outcomes import Report, Said

WORDS: dict[str, tuple[str, str]] = {
    # Verdicts.
    "receipt_holds": (
        "属实：这条记录在公示日志中，一字未改，并有足够多的见证方作证。",
        "It holds: the record stands in the public log, unchanged, and enough witnesses saw it.",
    ),
    "log_holds": (
        "属实：日志完整，全部 {size} 条记录一字未改，并有足够多的见证方作证。",
        "It holds: all {size} records of the log are whole and unchanged; enough witnesses saw it.",
    ),
    "no_fork": (
        "没有发现分叉：两份文件可以同时为真。",
        "No fork: both files can be true at once.",
    ),
    "no_quorum": (
        "已记入日志，但见证方不够：目前只有日志自己的签名可凭，不能排除别人看到的是另一本账。",
        (
            "Logged, but too few witnesses: only the log's own signature stands behind it, so "
            "others may have been shown another log."
        ),
    ),
    "stale": (
        "不够新：没有足够多的见证方在您要求的时间内作证，可能给您看的是旧账。",
        "Stale: too few witnesses signed within the time you asked for; this may be an old view.",
    ),
    "fork_written": (
        "发现分叉：同一本日志作了两种互相矛盾的陈述。证据已写入 {path}，请保存并公开。",
        (
            "Fork: one log made two statements that contradict each other. The evidence is in "
            "{path}; keep it and publish it."
        ),
    ),
    "invalid": ("不成立：", "It does not hold:"),
    # What was seen.
    "record": (
        "记录：第 {index} 条（共 {size} 条），种类 {kind}，机构 {org}，编号 {no}，日期 {day}。",
        "Record: entry {index} of {size}, kind {kind}, organisation {org}, number {no}, day {day}.",
    ),
    "member": ("公开内容：{name} = {value}", "In clear: {name} = {value}"),
    "shown": (
        "持有人出示（由摘要证实）：{name} = {value}",
        "Shown by the holder, proven by its digest: {name} = {value}",
    ),
    "signers": (
        "日志签名：{logs}；见证方：{witnesses}。",
        "Signed by the log {logs}; witnesses: {witnesses}.",
    ),
    "withheld": (
        "有 {count} 条记录依法屏蔽了内容，只留摘要；根值不受影响。",
        "The content of {count} entries is withheld by law; their hashes stand, so does the root.",
    ),
    "extends": (
        "它由您保存的旧日志头（{size} 条）原样延续而来。",
        "It continues the old head that you kept ({size} entries) as that was.",
    ),
    "late": (
        "有 {count} 条记录比前面的记录早三天以上，是补记的。",
        "{count} records are of a day more than three days before those in front of them.",
    ),
    "breaches": (
        "字节无误，但账对不上，共 {count} 处：",
        "The bytes are as signed, but the books do not add up in {count} places:",
    ),
    "R1": (
        "R1 第 {index} 条：项目支出超过了收入。",
        "R1, entry {index}: the project paid out more than it received.",
    ),
    "R2": (
        "R2 第 {index} 条：机构当年的编号不连续。",
        "R2, entry {index}: the organisation's numbers of the year have a gap.",
    ),
    "R3": (
        "R3 第 {index} 条：它所指的记录不在、不符，或已更正过。",
        "R3, entry {index}: what it points to is not there, differs, or was corrected before.",
    ),
    "R4": (
        "R4 第 {index} 条：物资发出多于库存，或十五天内没有收货方确认。",
        "R4, entry {index}: more goods left than were there, or no receipt within fifteen days.",
    ),
    "R5": (
        "R5 第 {index} 条：服务时长不合理。",
        "R5, entry {index}: the minutes of service are not plausible.",
    ),
    "R6": (
        "R6 第 {index} 条：每日汇总与明细不符。",
        "R6, entry {index}: the summary is not what the records come to.",
    ),
    "R7": (
        "R7 第 {index} 条：日期晚于签名的日子。",
        "R7, entry {index}: its day lies after the day of the signatures.",
    ),
    "limits": (
        "日志证明的是谁在何时作了什么陈述、此后未改；不证明物资确已送到。",
        "The log proves who stated what and when, unchanged since; not that goods arrived.",
    ),
    # Why nothing can be said.
    "no_ml_dsa": (
        "无法核验：本机的 cryptography 不支持 ML-DSA-44，请升级到 48 或更高版本。",
        (
            "Cannot tell: cryptography on this machine has no ML-DSA-44. Install version 48 or "
            "newer, built with it."
        ),
    ),
    # Why something does not hold.
    "too_long": (
        "文件 {path} 超过 {limit} 字节。",
        "The file {path} is longer than {limit} bytes.",
    ),
    "withheld_unnamed": (
        "第 {index} 条记录的内容被屏蔽，日志里却没有一条记录说明依据（共 {count} 条）。",
        (
            "The content of entry {index} is withheld, and no record of the log says on what basis "
            "({count} such entries)."
        ),
    ),
    "bad_number": ("数字写法不合规。", "A number is not in its one spelling."),
    "bad_base64": ("Base64 写法不合规。", "Base64 is not in its one spelling."),
    "bad_json": ("JSON 不是规范写法。", "JSON is not in its canonical bytes."),
    "bad_key": ("公钥不合规：{name}", "This is no acceptable key: {name}"),
    "bad_note": ("签名文本格式不对。", "This is no signed checkpoint."),
    "bad_signature": ("{name} 的签名不对。", "The signature of {name} is wrong."),
    "signed_twice": ("同一签名出现两次。", "A signature stands twice."),
    "bad_receipt": ("收据格式不对。", "This is no receipt of the log."),
    "bad_leaf": ("记录的字节不合规。", "The record's bytes are not of the common form."),
    "bad_leaf_at": ("第 {index} 条记录不合规。", "Entry {index} is not of the common form."),
    "bad_policy": (
        "信任策略文件第 {line} 行不对（0 表示整份文件）。",
        "The policy file is wrong in line {line} (0: as a whole).",
    ),
    "no_log_signed": (
        "您信任的日志都没有签这个日志头（{origin}）。",
        "None of the logs that you trust signed this head ({origin}).",
    ),
    "not_included": (
        "记录不在它所称的位置（第 {index} 条，共 {size} 条）：内容、位置或证明被改过。",
        (
            "The record is not where it claims to be (entry {index} of {size}): content, place or "
            "proof was altered."
        ),
    ),
    "not_disclosed": (
        "出示的字段与记录里的摘要对不上。",
        "A field that is shown does not stand behind any digest of the record.",
    ),
    "root_differs": (
        "全部记录算出的根值与签名的不同（{size} 条）：有记录被改、删或添。",
        "The root of all {size} records is not the signed one: some record was altered.",
    ),
    "tile_differs": ("文件 {path} 与记录对不上。", "The file {path} does not match the records."),
    "tile_length": ("文件 {path} 长度不对。", "The file {path} has a wrong length."),
    "bundle_length": ("文件 {path} 长度不对。", "The file {path} has a wrong length."),
    "file_missing": ("缺文件 {path}。", "The file {path} is missing."),
    "rolled_back": (
        "日志变短了：您保存的有 {old} 条，现在只有 {new} 条。",
        "The log shrank: you kept a head of {old} entries, now there are {new}.",
    ),
    "other_log": ("不是同一本日志：{one}、{other}", "Not the same log: {one} and {other}"),
    "fork_roots": (
        "条数相同，根值不同。",
        "Two heads of the same size have different roots.",
    ),
    "fork_leaves": (
        "同一位置有两条不同的记录。",
        "Two different records stand at the same place.",
    ),
    "fork_history": (
        "新日志不是由您保存的旧日志头延续而来。",
        "The log does not continue the head that you kept.",
    ),
}  # fmt: skip


def told(report: Report, languages: Iterable[int] = (0, 1)) -> list[str]:
    """The lines of a report in these languages: 0 中文, 1 English."""
    return [_told(said, language) for language in languages for said in report.said]


def _told(said: Said, language: int) -> str:
    return WORDS[said.code][language].format(**said.facts)
