"""``python -m liushui.config.simulators.alipay --port N --state DIR --notify URL``."""

import argparse
import sys
from ipaddress import ip_address
from pathlib import Path

from liushui.config.simulators.alipay.provider import Mode, Provider, second_merchant
from liushui.config.simulators.alipay.server import Desk, server_for


def _of_this_machine(host: str) -> str:
    """Refuse any other address: here anybody may press 'pay', and ``/_sim/`` asks nobody."""
    try:
        if ip_address(host).is_loopback:
            return host
    except ValueError:
        pass
    raise argparse.ArgumentTypeError("the simulator listens to this machine alone")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="alipay", description="A simulated Alipay.")
    parser.add_argument("word", nargs="?", choices=("serve", "environment"), default="serve")
    parser.add_argument("--state", type=Path, required=True, help="where keys and orders are kept")
    parser.add_argument("--host", type=_of_this_machine, default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8302, help="0 takes a free one")
    parser.add_argument("--notify", default="", help="call back here, not where each order says")
    parser.add_argument("--retries", default="1,4,15", help="seconds before each further try")
    parser.add_argument("--mode", choices=list(Mode), default=Mode.AT_ONCE)
    return parser.parse_args()


def main() -> int:
    args = _arguments()
    provider = Provider(args.state)
    if args.word == "environment":
        for name, value in provider.environment(
            f"http://{args.host}:{args.port}/gateway.do"
        ).items():
            sys.stdout.write(f"{name}={value}\n")
        return 0
    retries = [int(word) for word in args.retries.split(",") if word]
    desk, other = (
        Desk(one, args.notify, retries, args.mode)
        for one in (provider, second_merchant(args.state))
    )
    server = server_for(desk, args.port, args.host, [other])
    sys.stdout.write(f"http://{args.host}:{server.server_address[1]}\n")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
