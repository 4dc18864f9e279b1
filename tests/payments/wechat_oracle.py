"""The SDK that our client of WeChat Pay is held against, ``wechatpayv3``, led to the simulator."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from wechatpayv3 import WeChatPay, WeChatPayType

from liushui.config.simulators.wechat_pay import Provider
from liushui.config.simulators.wechat_pay.keys import APP_ID, MERCHANT_ID


def oracle_at(provider: Provider, address: str, folder: Path) -> WeChatPay:
    """The SDK as the simulator's merchant; it knows the certificate in force."""
    certificate = provider.keys.platform.certificate.public_bytes(Encoding.PEM)
    (folder / "platform.pem").write_bytes(certificate)
    key = provider.keys.merchant.key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()
    )
    made = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=MERCHANT_ID,
        private_key=key.decode(),
        cert_serial_no=provider.keys.merchant.serial,
        apiv3_key=provider.keys.api_v3_key.decode(),
        appid=APP_ID,
        notify_url="http://127.0.0.1:9/",
        cert_dir=str(folder),
    )
    made._core._gate_way = address
    return made
