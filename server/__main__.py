"""`python -m server` is `so-cntt-server`."""
import sys

from server.admin import main

if __name__ == "__main__":
    sys.exit(main())
