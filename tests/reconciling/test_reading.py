"""Statements as banks and payment services write them, read whole or refused whole."""

# ruff: noqa: E501 - bills have lines as long as their keepers write them

import datetime as dt
import io
import zipfile
from datetime import datetime

import pytest
import xlsxwriter

from liushui.kernel.clock import CHINA
from liushui.reconciling.reading import (
    RowUnreadable,
    StatementForeign,
    StatementOfAnother,
    StatementUnreadable,
    read_statement,
)
from liushui.reconciling.reading.cells import moment_of
from liushui.reconciling.states import Form, LineKind

OWN = "4410010040001234"
BANK = (
    "账号：4410 0100 4000 1234,户名：某某基金会\n"
    "交易日期,交易时间,借方发生额（支出）,贷方发生额（收入）,余额,对方户名,对方账号,摘要,附言,流水号\n"
    '2026-07-18,09:10:11,,"1,200.00","11,200.00",林晓,6222020200012345678,转账,LS7KQ2MR4TH,A1\n'
    '2026-07-18,10:00:00,200.00,,"11,000.00",某校,123456,付款,校车,A2\n'
    '合计,,200.00,"1,200.00",,,,,,\n'
)  # fmt: skip


def test_a_bank_list_is_read_with_days_ways_and_words() -> None:
    paper = read_statement(BANK.encode(), "bank", OWN)
    came, left = paper.lines
    assert paper.form == Form.BANK_SHEET
    assert paper.gap is None
    assert (came.kind, came.amount_minor) == (LineKind.INTO, 1_200_00)
    assert came.happened_at == datetime(2026, 7, 18, 9, 10, 11, tzinfo=CHINA)
    assert (came.sender, came.outside_ref) == ("林晓", "A1")
    assert "LS7KQ2MR4TH" in came.text
    assert (left.kind, left.amount_minor) == (LineKind.OUT, -200_00)
    assert (paper.in_minor, paper.out_minor) == (1_200_00, 200_00)


# Titles and shapes of several banks: day, in, out, sender, words.
SHAPES = {
    "flags": "交易时间\t交易金额\t借贷标志\t对方名称\t备注\n"
    "20260718 091011\t12.00\t贷\t林晓\t捐款\n20260718 101011\t3.50\t借\t某店\t杂费\n",
    "signed": "记账日期;金额;对方账户名称;用途\n2026/7/18;12.00;林晓;捐款\n"
    "2026/7/18;-3.50;某店;杂费\n",
    "boc": "交易类型[ Transaction Type ],付款人账号,付款人名称,交易日期,交易时间,交易货币,交易金额,交易附言\n"
    "来账,622,林晓,20260718,09:10:11,CNY,12.00,捐款\n"
    "往账,441,某某基金会,20260718,10:10:11,CNY,-3.50,杂费\n",
    "cmb": "交易日,交易时间,借方金额,贷方金额,余额,摘要,收(付)方名称,收(付)方账号\n"
    "20260718,091011,,12.00,12.00,捐款,林晓,622\n20260718,101011,3.50,,8.50,杂费,某店,1\n",
    "newest-first": "日期,收入,支出,账户余额,对方户名,说明\n"
    "2026年7月18日,,￥3.50,8.50,某店,杂费\n2026年7月18日,￥12.00,,12.00,林晓,捐款\n",
}  # fmt: skip


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("shape", SHAPES)
def test_each_bank_writes_its_own_titles(shape: str, encoding: str) -> None:
    paper = read_statement(SHAPES[shape].encode(encoding), "bank", OWN)
    assert sorted(line.amount_minor for line in paper.lines) == [-3_50, 12_00]
    came = max(paper.lines, key=lambda line: line.amount_minor)
    assert (came.sender, came.happened_at.day) == ("林晓", 18)
    assert "捐款" in came.text
    assert paper.gap is None


@pytest.mark.parametrize(
    ("day", "clock", "when"),
    [
        ("2026-7-1 9:10:11", "", "2026-07-01 09:10:11"),
        ("20260701", "91011", "2026-07-01 09:10:11"),
        ("20260701091011", "", "2026-07-01 09:10:11"),
        ("2026 年 7 月 1 日", "09:10", "2026-07-01 09:10:00"),
        ("2026/07/01", "", "2026-07-01 12:00:00"),
        (dt.datetime.fromisoformat("2026-07-01"), dt.time(9, 10, 11), "2026-07-01 09:10:11"),
        (dt.datetime.fromisoformat("2026-07-01T09:10:11"), "", "2026-07-01 09:10:11"),
    ],
)
def test_days_and_times_in_every_spelling(day: object, clock: object, when: str) -> None:
    found = moment_of(day, clock)
    assert found is not None
    assert f"{found:%Y-%m-%d %H:%M:%S}" == when


def test_a_workbook_is_read_as_the_list_is() -> None:
    kept = io.BytesIO()
    with xlsxwriter.Workbook(kept) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["账户明细"])
        sheet.write_row(1, 0, ["交易日期", "收入金额", "支出金额", "余额", "对方户名", "附言"])
        sheet.write_row(2, 0, ["2026-07-18", 0.29, "", 0.29, "林晓", "LS7KQ2MR4TH"])
        sheet.write_row(3, 0, ["2026-07-18", "", 0.1, 0.19, "某店", ""])
    paper = read_statement(kept.getvalue(), "bank", OWN)
    assert [line.amount_minor for line in paper.lines] == [29, -10]
    assert paper.gap is None


def test_what_was_cut_out_of_a_list_shows() -> None:
    cut = BANK.replace('2026-07-18,10:00:00,200.00,,"11,000.00",某校,123456,付款,校车,A2\n',
                       '2026-07-19,10:00:00,200.00,,"10,000.00",某校,123456,付款,校车,A2\n')  # fmt: skip
    assert read_statement(cut.encode(), "bank", OWN).gap == 4


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (('1,200.00","11', '12O0","11'), RowUnreadable),
        (("2026-07-18,10", "昨天,10"), RowUnreadable),
        (("4410 0100 4000 1234", "4410 0100 4000 9999"), StatementOfAnother),
        (("借方发生额（支出）", "甲"), StatementUnreadable),
    ],
)
def test_a_list_is_refused_whole(change: tuple[str, str], refusal: type[Exception]) -> None:
    assert change[0] in BANK
    with pytest.raises(refusal):
        read_statement(BANK.replace(*change).encode(), "bank", OWN)


def test_dollars_are_no_yuan() -> None:
    text = "日期,币种,收入,支出\n2026-07-18,USD,1.00,\n"
    with pytest.raises(StatementForeign):
        read_statement(text.encode(), "bank", OWN)


WECHAT = (
    "交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,"
    "应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,"
    "手续费,费率,订单金额,申请退款金额,费率备注\n"
    "`2026-07-18 09:10:11,`wx1,`1900000109,`0,`,`4200001,`LS-20260718-7KQ2MR4T-H,`o1,`NATIVE,`SUCCESS,`OTHERS,`CNY,"
    "`100.00,`0.00,`0,`0,`0.00,`0.00,`,`,`山路校车,`,`0.60000,`0.60%,`100.00,`0.00,`\n"
    "`2026-07-18 10:10:11,`wx1,`1900000109,`0,`,`4200000,`LS-20260717-7KQ2MR4T-H,`o1,`NATIVE,`REFUND,`OTHERS,`CNY,"
    "`0.00,`0.00,`5000001,`R-1,`20.00,`0.00,`ORIGINAL,`SUCCESS,`山路校车,`,`0.00000,`0.60%,`0.00,`20.00,`\n"
    "总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额\n"
    "`2,`100.00,`20.00,`0.00,`0.60000,`100.00,`20.00\n"
)  # fmt: skip


def test_wechats_bill_is_read_with_refunds_and_fees() -> None:
    paper = read_statement(WECHAT.encode(), "wechat", "1900000109")
    paid, back = paper.lines
    assert paper.gap is None
    assert (paid.kind, paid.amount_minor, paid.fee_minor) == (LineKind.PAYMENT, 100_00, 60)
    assert (paid.outside_ref, paid.our_ref) == ("4200001", "LS-20260718-7KQ2MR4T-H")
    assert (back.kind, back.amount_minor) == (LineKind.REFUND, -20_00)
    assert (back.outside_ref, back.our_ref) == ("5000001", "R-1")
    with pytest.raises(StatementOfAnother):
        read_statement(WECHAT.encode(), "wechat", "1900000108")
    with pytest.raises(StatementUnreadable):
        read_statement(WECHAT.encode(), "bank", OWN)


@pytest.mark.parametrize("change", [("`2,`100.00", "`3,`100.00"), ("总交易单数", "#"),
                                    ("`0.60000,`100.00,`20.00\n", "`0.60000,`101.00,`20.00\n")])  # fmt: skip
def test_a_bill_whose_sums_are_not_its_rows_says_so(change: tuple[str, str]) -> None:
    changed = WECHAT.replace(*change)
    if change[1] == "#":
        changed = changed[: changed.index("#")]
    assert read_statement(changed.encode(), "wechat", "1900000109").gap == 0


ALIPAY = (
    "#支付宝业务明细查询\n#账号：[2088001]\n#起始日期：[2026年07月18日 00:00:00]   终止日期：[2026年07月19日 00:00:00]\n"
    "#-----------------------------------------业务明细列表----------------------------------------\n"
    "支付宝交易号,商户订单号,业务类型,商品名称,创建时间,完成时间,门店编号,门店名称,操作员,终端号,对方账户,订单金额（元）,"
    "商家实收（元）,服务费（元）,退款批次号/请求号,分润（元）,备注\n"
    "2026071822001\t,LS-20260718-7KQ2MR4T-H\t,交易\t,山路校车\t,2026-07-18 09:00:00,2026-07-18 09:10:11,,,,,*晓(138****),50.00,"
    "50.00,-0.30,,0.00,\n"
    "2026071722001\t,LS-20260717-7KQ2MR4T-H\t,退款\t,山路校车\t,2026-07-18 10:00:00,2026-07-18 10:10:11,,,,,*晓(138****),-50.00,"
    "-50.00,0.00,R-2,0.00,\n"
    "#-----------------------------------------业务明细列表结束------------------------------------\n"
    "#交易合计：1笔，商家实收共50.00元\n"
)  # fmt: skip


MOVED = (
    "#支付宝账务明细查询\n#账号：[2088001]\n#起始日期：[2026年07月18日 00:00:00]   终止日期：[2026年07月19日 00:00:00]\n"
    "#-----------------------------------------账务明细列表----------------------------------------\n"
    "账务流水号,业务流水号,商户订单号,商品名称,发生时间,对方账号,收入金额（+元）,支出金额（-元）,账户余额（元）,交易渠道,业务类型,备注\n"
    "1\t,2026071822001\t,LS-1\t,校车,2026-07-18 09:10:11,*晓,50.00,,150.00,支付宝,在线支付,\n"
    "2\t,2026071822001\t,LS-1\t,校车,2026-07-18 09:10:11,,,-0.30,149.70,支付宝,收费,\n"
    "3\t,2026071722001\t,LS-0\t,校车,2026-07-18 10:10:11,*晓,,-20.00,129.70,支付宝,交易退款,\n"
    "4\t,77\t,\t,,2026-07-18 11:10:11,,,-100.00,29.70,,提现,\n"
    "#-----------------------------------------账务明细列表结束------------------------------------\n"
)  # fmt: skip


def test_alipays_movements_are_read_and_a_cut_says_so() -> None:
    paper = read_statement(MOVED.encode("gb18030"), "alipay", "2088001")
    found = [(line.kind, line.amount_minor) for line in paper.lines]
    assert found == [
        ("flow_trade", 50_00), ("flow_fee", -30), ("flow_back", -20_00), ("flow_out", -100_00),
    ]  # fmt: skip
    assert (paper.form, paper.gap) == ("alipay_funds", None)
    assert read_statement(MOVED.replace("129.70", "129.60").encode(), "alipay", "2088001").gap
    assert read_statement(MOVED[: MOVED.index("4\t")].encode(), "alipay", "2088001").gap == 0


def test_alipays_bill_is_read_as_it_comes_and_in_its_archive() -> None:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as packed:
        packed.writestr("汇总.csv", "#支付宝业务汇总查询".encode("gb18030"))
        packed.writestr("明细.csv", ALIPAY.encode("gb18030"))
    for content in (ALIPAY.encode("gb18030"), archive.getvalue()):
        paper = read_statement(content, "alipay", "2088001")
        paid, back = paper.lines
        assert paper.gap is None
        assert (paid.amount_minor, paid.fee_minor, paid.our_ref) == (
            50_00, 30, "LS-20260718-7KQ2MR4T-H",
        )  # fmt: skip
        assert (back.kind, back.amount_minor, back.our_ref) == (LineKind.REFUND, -50_00, "R-2")
    cut = ALIPAY[: ALIPAY.index("#-----", ALIPAY.index("R-2"))]
    assert read_statement(cut.encode(), "alipay", "2088001").gap == 0


CAMT = """<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"><BkToCstmrStmt><Stmt>
<Acct><Id><Othr><Id>4410010040001234</Id></Othr></Id></Acct>
<Bal><Tp><CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">10.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Bal><Tp><CdOrPrtry><Cd>CLBD</Cd></CdOrPrtry></Tp><Amt Ccy="CNY">35.00</Amt>
<CdtDbtInd>CRDT</CdtDbtInd></Bal>
<Ntry><Amt Ccy="CNY">30.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>BOOK</Sts>
<BookgDt><Dt>2026-07-18</Dt></BookgDt><AcctSvcrRef>B-1</AcctSvcrRef><NtryDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="CNY">10.00</Amt></TxAmt></AmtDtls><RltdPties><Dbtr><Nm>林晓</Nm>
</Dbtr></RltdPties><RmtInf><Ustrd>LS7KQ2MR4TH</Ustrd></RmtInf></TxDtls>
<TxDtls><AmtDtls><TxAmt><Amt Ccy="CNY">20.00</Amt></TxAmt></AmtDtls></TxDtls></NtryDtls></Ntry>
<Ntry><Amt Ccy="CNY">5.00</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts><Cd>BOOK</Cd></Sts>
<BookgDt><Dt>2026-07-18</Dt></BookgDt></Ntry>
<Ntry><Amt Ccy="CNY">7.00</Amt><CdtDbtInd>CRDT</CdtDbtInd><Sts>PDNG</Sts></Ntry>
</Stmt></BkToCstmrStmt></Document>"""


def test_camt_is_read_payment_by_payment_and_what_is_pending_is_not() -> None:
    paper = read_statement(CAMT.encode(), "bank", OWN)
    assert [line.amount_minor for line in paper.lines] == [10_00, 20_00, -5_00]
    assert (paper.lines[0].sender, paper.lines[0].text) == ("林晓", "LS7KQ2MR4TH")
    assert paper.gap is None
    short = CAMT.replace("35.00", "36.00")
    assert read_statement(short.encode(), "bank", OWN).gap == 0


@pytest.mark.parametrize(
    "content",
    [
        b"", b"\0\1\2", b"%PDF-1.7", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0broken", b"a,b\n1,2\n",
        CAMT.replace("<Document", "<!DOCTYPE x [<!ENTITY a 'b'>]><Document", 1).encode(),
        CAMT[:-40].encode(), "日期,收入\n".encode(),
    ],
)  # fmt: skip
def test_what_is_no_statement_is_refused(content: bytes) -> None:
    with pytest.raises(StatementUnreadable):
        read_statement(content, "bank", OWN)
