"""Answers and judgements of models, asked by the server: one worker an evaluation, which has its lease; threads only wait for answers.

All that touches the database happens in the worker's own thread. Each answer is stored as it arrives, so that a worker that dies leaves
at most those that were under way, and what has an answer is never asked again.
"""
