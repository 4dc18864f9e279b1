"""``python -m liushui.config.simulators.fiscal --port N``: the application is sim, sim-secret."""

import argparse
import contextlib
import sys

from liushui.config.simulators.fiscal.server import Office, server_for


def main() -> int:
    parser = argparse.ArgumentParser(prog="fiscal", description="A simulated fiscal service.")
    parser.add_argument("--port", type=int, default=8304, help="0 takes a free one")
    server = server_for(Office(), parser.parse_args().port)
    sys.stdout.write(f"http://127.0.0.1:{server.server_address[1]}\n")
    sys.stdout.flush()
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    return 0


if __name__ == "__main__":
    sys.exit(main())
