import sys

from liushui_verify.cli import main

sys.exit(main())
