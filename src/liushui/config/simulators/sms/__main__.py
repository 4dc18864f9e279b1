"""``python -m liushui.config.simulators.sms --port N``: the key is LTAI-sim with sim-secret."""

import argparse
import contextlib
import sys

from liushui.config.simulators.sms.server import Carrier, server_for


def main() -> int:
    parser = argparse.ArgumentParser(prog="sms", description="Simulated text message providers.")
    parser.add_argument("--port", type=int, default=8303, help="0 takes a free one")
    server = server_for(Carrier(), parser.parse_args().port)
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
