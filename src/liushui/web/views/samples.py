"""Invented people, bodies and sums for the style guide."""

from datetime import datetime
from typing import Any

from liushui.kernel.clock import CHINA
from liushui.kernel.drawing.branches import Branch, Node, grow_from_paths

MONTHS = [
    ("2026-03", 88_120_00), ("2026-04", 152_640_50), ("2026-05", 60_000_00), ("2026-06", 0),
    ("2026-07", 214_906_00), ("2026-08", 171_233_40),
]  # fmt: skip


def trace() -> Branch:
    """One gift of 100.00 yuan through three holders to six ends."""
    gift, foundation, centre, school = (
        Node(key, label, note=note)
        for key, label, note in (
            ("gift", "您的捐赠", "2026-07-18 21:04"),
            ("foundation", "汀石公益基金会", "2026-07-18"),
            ("centre", "禾望助学服务中心", "2026-08-05"),
            ("school", "岩口村小学", "2026-08-28"),
        )
    )
    to_foundation, to_centre = (gift, foundation), (gift, foundation, centre)
    to_school = (*to_centre, school)
    return grow_from_paths(
        [
            ((*to_foundation, Node("fees", "项目费用", "used", "2026-07-31", "#ends")), 1_20),
            ((*to_foundation, Node("stop", "候车亭与护栏", "used", "2026-08-02", "#ends")), 8_80),
            ((*to_foundation, Node("rest", "还在汀石公益基金会", "wait")), 22_00),
            ((*to_centre, Node("bus", "校车租赁，9 月上旬", "used", "2026-09-10", "#ends")), 27_30),
            (
                (*to_school, Node("lunch", "午餐食材，第 36 周", "used", "2026-09-06", "#ends")),
                25_00,
            ),
            ((*to_school, Node("rest", "还在岩口村小学", "wait")), 15_70),
        ]
    )


def givers() -> Branch:
    """Many gifts that became one use: 40 givers, of whom the smallest are drawn as one."""
    use, centre, foundation = (
        Node("use", "午餐食材，第 36 周"),
        Node("c", "禾望"),
        Node("f", "汀石"),
    )
    return grow_from_paths(
        ((use, centre, foundation, Node(f"g{size}", f"捐赠人 {size:02d}", "gift")), size * 317)
        for size in range(1, 41)
    )


def _end(text: str, sub: str, day: str, stage: str, minor: int) -> dict[str, Any]:
    return {"text": text, "sub": sub, "day": day, "stage": stage, "minor": minor}


FACTS: dict[str, Any] = {
    "ends": [
        _end("项目费用", "汀石公益基金会", "2026-07-31", "used", 1_20),
        _end("候车亭与护栏", "汀石公益基金会 付 云溪县路安工程队", "2026-08-02", "used", 8_80),
        _end("还在汀石公益基金会", "等待下一次拨付", "—", "wait", 22_00),
    ],
    "lines": [
        {"source": "一位捐赠人", "target": "山路校车", "minor": 50_00, "stage": "gift",
         "on": None, "note": "第 4,182,301 条"},
        {"source": "汀石公益基金会", "target": "禾望助学服务中心", "minor": 68_000_00,
         "stage": "transit", "note": "拨付，等待到账回单"},
        {"source": "候车亭发票由 9.00 改为 8.80", "minor": 20, "stage": "back", "word": "更正"},
    ],
    "card": {
        "number": "P2026001", "title": "山路校车：6 所村小的接送与午餐",
        "title_en": "Mountain school buses: rides and lunches for six village schools",
        "organisation": {"name": "汀石公益基金会", "name_en": "Tingshi Foundation"},
    },
    "matching": {
        "ratio_num": 1, "ratio_den": 2, "per_gift": 200_00, "per_giver_day": 500_00,
        "per_giver": 2_000_00, "per_day": 50_000_00, "per_fund": 300_000_00, "total": 1_000_000_00,
        "opens_at": datetime(2026, 9, 1, tzinfo=CHINA),
        "closes_at": datetime(2026, 9, 10, tzinfo=CHINA),
    },
    "certificates": [
        {"name": "慈善组织登记证书", "number": "53990000MJ00012345", "state": "valid",
         "note": "有效期至 2029-03-31"},
        {"name": "公开募捐资格证书", "number": "样募证字第 2021-0047 号", "state": "soon",
         "word": "还有 74 天到期"},
        {"name": "公开募捐资格证书", "number": "样募证字第 2016-0012 号", "state": "out"},
    ],
    "relay": [
        {"name": "汀石公益基金会", "role": "收到捐款", "received": 927_898_25, "stage": "used",
         "word": "第 2 期已公布",
         "parts": [{"stage": "used", "minor": 70_085_80}, {"stage": "transit", "minor": 708_000_00},
                   {"stage": "wait", "minor": 149_812_45}],
         "children": [
             {"name": "云溪县禾望助学服务中心", "role": "收到汀石拨付", "received": 640_000_00,
              "stage": "wait", "word": "第 3 期待审核", "late": True,
              "parts": [{"stage": "used", "minor": 495_900_00},
                        {"stage": "wait", "minor": 144_100_00}],
              "note": "第 2 期反馈应于 9 月 10 日交。"}]},
    ],
    "brief": [
        {"question": "给谁", "answer": "汀石公益基金会，有公开募捐资格。"},
        {"question": "钱到哪里", "answer": "钱直接进入该基金会的银行账户，流水不经手。"},
        {"question": "想退回", "answer": "还没用掉的部分可以申请退回；已用的部分不能退。"},
    ],
    "said": [
        {"minor": 62_30, "stage": "used", "text": "已用于校车、午餐、候车亭和项目费用，"},
        {"minor": 37_70, "stage": "wait", "text": "在两处等待使用。"},
    ],
    "needs": [
        {"title": "审核禾望第 3 期进展反馈", "due": "逾期 1 天", "urgency": "late",
         "href": "#queue",
         "verb": "去审核"},
        {"title": "批准付款：禾望助学服务中心", "minor": 68_000_00, "due": "今天 18:00 前",
         "urgency": "soon", "href": "#queue", "verb": "去看"},
    ],
    "approval": {
        "title": "批准付款：第 4 次拨付", "due": "今天 18:00 前", "urgency": "soon",
        "payee": "云溪县禾望助学服务中心", "account": "云溪农商银行 尾号 0361，与合同一致",
        "minor": 68_000_00, "purpose": "用于 10 月校车租金和 6 所村小 9 月午餐。",
        "changes_title": "山路校车", "whose": "付出后，312 位捐赠人会在自己的凭证里看到这一笔。",
        "changes": [
            {"mark": "wait", "label": "汀石待用", "before": 217_812_45, "after": 149_812_45},
            {"mark": "transit", "label": "途中", "before": 0, "after": 68_000_00},
        ],
        "checks": [
            {"text": "收款账户与合同一致"}, {"text": "岩口村小学反馈逾期 2 天", "state": "open"},
            {"text": "没有重复的发票", "state": "no"},
        ],
        "action": "/styleguide/",
    },
    "bodies": [
        {"pk": 1, "credit_code": "53990000MJ00012345", "name": "汀石公益基金会",
         "name_en": "Tingshi Foundation"},
        {"pk": 2, "credit_code": "52990000MJ00067890", "name": "禾望助学服务中心",
         "name_en": "Hewang Centre"},
    ],
}  # fmt: skip
