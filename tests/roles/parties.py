"""Who is answered what at the addresses of parties."""

from collections.abc import Sequence

from tests.roles.row import ALL, POSTED, Row

# The county's officer and vice president give out its posts; the peer gives out its own.
MANAGERS = "302:nobody 200:county-officer,county-approver 404:peer 403:*"
GIVEN = "302:nobody 422:county-officer,county-approver 404:peer 403:*"
SERVES = "302:nobody 200:county 403:plain 404:operator,*"
HELD = "302:nobody 200:county-officer,county-approver 403:plain 404:operator,*"
LENT = "302:nobody 422:county-officer,county-approver 403:plain 404:operator,*"
# The auditor of the superior may ask of the superior's own things only.
ASKED = "302:nobody 200:county-officer,county-approver 403:*"
ASKED_OWN = "302:nobody 200:county-officer,county-approver 404:auditor,partner-director,peer 403:*"
ASKED_BOTH = "302:nobody 200:county-officer,county-approver,partner-director 404:auditor,peer 403:*"
PEOPLE = "/console/people"

# Whoever edits a body's face or approves its money.
FACE = "302:nobody 200:county-officer,county-approver 403:*"
ABOVE = "302:nobody 200:county-officer,county-approver 403:*"
FACE_LIST = (
    "302:nobody 200:officer,finance,county-officer,county-approver,partner-director,peer 403:*"
)

ROWS: Sequence[Row] = (
    Row("parties:organisations", "/organisations/?q=慈善", ALL),
    Row("parties:logo", "/organisations/{body}/logo", ALL),
    Row("parties:certificate", "/organisations/{body}/certificates/{certificate}", ALL),
    Row("parties:certificate", "/organisations/{body}/certificates/{unchecked}",
        "200:county-officer,county-approver 404:*"),
    Row("parties:bodies", "/console/bodies/", FACE_LIST),
    Row("parties:body", "/console/bodies/{body}/", FACE),
    Row("parties:body", "/console/bodies/{body}/",
        "302:nobody,county-officer 403:*", POSTED),
    Row("parties:certificate-new", "/console/bodies/{body}/certificates/new/",
        "302:nobody 200:county-officer 403:*"),
    Row("parties:certificate-new", "/console/bodies/{body}/certificates/new/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("parties:certificate-check", "/console/bodies/{body}/certificates/{unchecked}/check/",
        "302:nobody,county-approver 403:*", {"do": "agree"}),
    Row("parties:tree", "/organisations/{body}/tree/", ALL),
    Row("parties:above", "/console/bodies/{body}/above/", ABOVE),
    Row("parties:above", "/console/bodies/{body}/above/",
        "302:nobody 422:county-officer,county-approver 403:*", POSTED),
    Row("parties:above-decide", "/console/bodies/{body}/above/{placing}/",
        "302:nobody 404:county-approver 403:*", {"do": "agree"}),
    Row("parties:partners", "/console/bodies/{body}/partners/", FACE),
    Row("parties:partner-new", "/console/bodies/{body}/partners/new/",
        "302:nobody 200:county-officer 403:*"),
    Row("parties:partner-new", "/console/bodies/{body}/partners/new/",
        "302:nobody 422:county-officer 403:*", POSTED),
    Row("parties:partner-decide", "/console/bodies/{body}/partners/{partner_under}/",
        "302:nobody,county-approver 403:*", {"do": "agree"}),
    Row("parties:partner-agreement", "/console/bodies/{body}/partners/{partner_under}/agreement",
        FACE),
    Row("parties:people", f"{PEOPLE}/", "302:nobody 200:operator 403:plain 200:*"),
    Row("parties:register", f"{PEOPLE}/of/{{body}}/", MANAGERS),
    Row("parties:chart", f"{PEOPLE}/of/{{body}}/chart/", SERVES),
    Row("parties:contacts", f"{PEOPLE}/of/{{body}}/contacts/", MANAGERS),
    Row("parties:contacts", f"{PEOPLE}/of/{{body}}/contacts/", GIVEN, POSTED),
    Row("parties:contact", f"{PEOPLE}/of/{{body}}/contacts/{{colleague}}/", MANAGERS),
    Row("parties:contact", f"{PEOPLE}/of/{{body}}/contacts/{{colleague}}/", GIVEN, POSTED),
    Row("parties:leave", f"{PEOPLE}/of/{{body}}/leave/", SERVES),
    Row("parties:leave", f"{PEOPLE}/of/{{body}}/leave/",
        "302:nobody,county 403:plain 404:operator,*", POSTED),
    Row("parties:invite-sheet", f"{PEOPLE}/of/{{body}}/sheet/", MANAGERS),
    Row("parties:invite-sheet", f"{PEOPLE}/of/{{body}}/sheet/", GIVEN, POSTED),
    Row("parties:post-new", f"{PEOPLE}/of/{{body}}/new-post/", MANAGERS),
    Row("parties:post-new", f"{PEOPLE}/of/{{body}}/new-post/", GIVEN, POSTED),
    Row("parties:person", f"{PEOPLE}/of/{{body}}/person/{{colleague}}/", MANAGERS),
    Row("parties:person", f"{PEOPLE}/of/{{body}}/person/{{colleague}}/",
        "302:nobody,county-officer,county-approver 404:peer 403:*", POSTED),
    Row("parties:post", f"{PEOPLE}/posts/{{post}}/", MANAGERS),
    Row("parties:post-edit", f"{PEOPLE}/posts/{{post}}/edit/", MANAGERS),
    Row("parties:post-edit", f"{PEOPLE}/posts/{{post}}/edit/", GIVEN, POSTED),
    Row("parties:post-close", f"{PEOPLE}/posts/{{post}}/close/",
        "302:nobody,county-officer,county-approver 404:peer 403:*", POSTED),
    Row("parties:appoint", f"{PEOPLE}/posts/{{post}}/appoint/", GIVEN, POSTED),
    Row("parties:invite", f"{PEOPLE}/posts/{{post}}/invite/",
        MANAGERS, {"invite-phone": ""}),
    Row("parties:holding", f"{PEOPLE}/holdings/{{held}}/", HELD),
    Row("parties:suspend", f"{PEOPLE}/holdings/{{held}}/suspend/",
        "302:nobody,county-officer,county-approver 404:peer 403:*", POSTED),
    Row("parties:restore", f"{PEOPLE}/holdings/{{resting}}/restore/",
        "302:nobody,county-officer,county-approver 404:peer 403:*", POSTED),
    Row("parties:end-holding", f"{PEOPLE}/holdings/{{resting}}/end/",
        "302:nobody,county-officer,county-approver 403:plain 404:operator,*", POSTED),
    Row("parties:delegate", f"{PEOPLE}/holdings/{{held}}/delegate/", LENT, POSTED),
    Row("parties:hand-over", f"{PEOPLE}/holdings/{{held}}/hand-over/", LENT, POSTED),
    Row("parties:invite-successor", f"{PEOPLE}/holdings/{{held}}/invite/",
        HELD, {"invite-phone": ""}),
    Row("parties:revoke", f"{PEOPLE}/invitations/{{invitation_key}}/revoke/",
        "302:nobody,county-officer,county-approver 403:plain 404:operator,*", POSTED),
    Row("parties:proposal", f"{PEOPLE}/proposals/{{proposal}}/",
        "302:nobody 200:county-officer,county-approver,operator 403:plain 404:*"),
    Row("parties:proposal", f"{PEOPLE}/proposals/{{proposal}}/",
        "302:nobody,county-approver,operator 403:plain,county-officer 404:*", {"do": "agree"}),
    Row("parties:access", "/console/access/project/{project}/", ASKED),
    Row("parties:access", "/console/access/project/{draft_project}/",
        "302:nobody 200:county-approver,county-officer 404:auditor,partner-director,peer 403:*"),
    Row("parties:access", "/console/access/case/{case}/", ASKED),
    Row("parties:access", "/console/access/disbursement/{drafted}/", ASKED_BOTH),
    Row("parties:access", "/console/access/agreement/{agreement}/", ASKED_BOTH),
    Row("parties:access", "/console/access/fund/{fund}/", ASKED_OWN),
    Row("parties:access", "/console/access/person/1/",
        "302:nobody 404:county-approver,county-officer,auditor,partner-director,peer 403:*"),
    Row("parties:switch", "/console/switch/", "302:*", {"organisation": ""}),
    Row("parties:switch", "/console/switch/", "302:nobody 404:*", {"organisation": "99"}),
    Row("parties:invitation", "/invitations/{invitation}/", ALL),
    Row("parties:invitation", "/invitations/{invitation}/", "302:*", POSTED),
)  # fmt: skip
