"""The demo of the first start: made-up traces that read like real ones, and one export of them."""

from evalplatform.management.demo.first_export import run_demo_export
from evalplatform.management.demo.setup import prepare_demo

__all__ = ["prepare_demo", "run_demo_export"]
