import sys

from liushui_verify.cli import main

if __name__ == "__main__":  # processes that help to read a log import it as well
    sys.exit(main())
