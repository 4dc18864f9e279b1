"""The SDK that our signatures for Alipay are held against, out of its vendored wheel."""

import sys
from hashlib import sha256
from pathlib import Path

WHEEL = Path(__file__).with_name("vendor") / "python_alipay_sdk-3.4.0-py3-none-any.whl"
CHECKSUM = "515ee5e336eb77bf14704c20883d2794be460cdef0220f59328e4818e39102b0"

assert sha256(WHEEL.read_bytes()).hexdigest() == CHECKSUM, f"{WHEEL.name} is not what was vendored"
if str(WHEEL) not in sys.path:
    sys.path.append(str(WHEEL))

from alipay import AliPay  # noqa: E402 - out of the wheel

__all__ = ["AliPay"]
