"""Who is answered what at the addresses of compliance."""

from collections.abc import Sequence

from tests.roles.row import POSTED, Row

# The duty is the county charity's: a major dealing.
READERS = (
    "302:nobody 403:donor,another-donor,stranger,suspended,ended,cashier,county-cashier,"
    "partner-cashier 200:*"
)
OWN = READERS.replace("200:*", "200:operator,county-officer,county-approver 404:*")
WRITERS = "302:nobody 200:operator,peer,officer,county-officer 403:*"
SAYS = "302:nobody 422:county-officer 404:peer,officer 403:*"
OPERATOR = "302:nobody 200:operator 403:*"
WRONG = "302:nobody 422:operator 403:*"
# Who oversees subordinates may come to waive, and knows of none but theirs.
WAIVES = "302:nobody 422:operator 404:auditor,peer 403:*"
ROWS: Sequence[Row] = (
    Row("compliance:rules", "/rules/", "200:*"),
    Row("compliance:rules-file", "/rules.json", "200:*"),
    Row("compliance:board", "/duties/", "200:*"),
    Row("compliance:body", "/duties/{body}/", "200:*"),
    Row("compliance:duties", "/console/duties/", READERS),
    Row("compliance:duty", "/console/duties/{duty}/", OWN),
    Row("compliance:duty-done", "/console/duties/{duty}/done/", SAYS, POSTED),
    Row("compliance:duty-response-ended", "/console/duties/{duty}/response-ended/", WRONG, POSTED),
    Row("compliance:duty-waive", "/console/duties/{duty}/waive/", WAIVES, POSTED),
    Row("compliance:duty-waive", "/console/duties/{overdue}/waive/", WAIVES, POSTED),
    Row("compliance:duty-waiver-decide", "/console/duties/{overdue}/waivers/{waiver}/decide/",
        "302:nobody 404:auditor,peer 403:*", {"do": "agree"}),
    Row("compliance:happening-new", "/console/duties/happenings/new/", WRITERS),
    Row("compliance:answers", "/console/duties/answers/", WRITERS),
    Row("compliance:figures", "/console/duties/figures/", WRITERS),
    Row("compliance:self-checks", "/console/self-checks/", READERS),
    Row("compliance:self-check", "/console/self-checks/{checked}/", READERS),
    Row("compliance:self-check-file", "/console/self-checks/{checked}/report.json", OPERATOR),
    Row("compliance:self-check-paper", "/console/self-checks/{checked}/report.zh.pdf", OPERATOR),
    Row("compliance:operations-list", "/operations/", "200:*"),
    Row("compliance:seal", "/operations/seal/", "200:*"),
    Row("compliance:seal-file", "/operations/seal.pem", "200:*"),
    Row("compliance:operations", "/operations/{half}/", "200:*"),
    Row("compliance:operations-file", "/operations/{half}/report.json", "200:*"),
    Row("compliance:operations-paper", "/operations/{half}/report.en.pdf", "200:*"),
    Row("compliance:operations-write", "/console/operations/{half}/", OPERATOR),
    Row("compliance:operations-publish", "/console/operations/{half}/publish/",
        "302:nobody,operator 403:*", POSTED),
    Row("compliance:calendar", "/console/working-days/", OPERATOR),
    Row("compliance:calendar-new", "/console/working-days/new/", OPERATOR),
    Row("compliance:calendar-new", "/console/working-days/new/", WRONG, POSTED),
    Row("compliance:calendar-decide", "/console/working-days/{day_list}/decide/",
        "302:nobody 403:*", {"do": "agree"}),
)  # fmt: skip
