"""``python -m liushui.config.simulators.houses --port N``."""

import argparse
import contextlib
import sys

from liushui.config.simulators.houses.server import Desk, server_for


def main() -> int:
    parser = argparse.ArgumentParser(prog="houses", description="Simulated sign-in of others.")
    parser.add_argument("--port", type=int, default=8302, help="0 takes a free one")
    server = server_for(Desk(), parser.parse_args().port)
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
