"""Traces functions: each outermost call becomes a trace, calls within it its spans.

    tracer = Tracer(client, release="2.1")

    @tracer.trace
    def answer(question: str) -> str:
        with tracer.step("search", kind="retriever", input=question) as step:
            step.output = found = search(question)
        return ask_model(question, found)

Functions, async functions, generators and async generators are traced alike. What goes wrong in tracing is logged and never raised, and
what a function returns or raises stays what it was.
"""

from evalplatform_sdk.tracing.captured import LONGEST, captured
from evalplatform_sdk.tracing.steps import Step
from evalplatform_sdk.tracing.tracer import Tracer

__all__ = ["LONGEST", "Step", "Tracer", "captured"]
