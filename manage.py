#!/usr/bin/env python3
"""The command line of the server: `manage.py help` lists what it can do."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db import OperationalError

from evalplatform.errors import DomainError


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evalplatform.settings")
    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, DomainError) as error:  # expected, and explained: no traceback
        sys.exit(f"{os.path.basename(sys.argv[0])}: {error}")
    except OperationalError as error:
        sys.exit(f"{os.path.basename(sys.argv[0])}: The database does not answer: {str(error).strip().splitlines()[-1].strip()}")


if __name__ == "__main__":
    main()
