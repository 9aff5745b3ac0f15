"""What is remembered of each line between the pass over the rows and the decision which of them stay: one record of fixed size.

The records of all shards together grow with the export, 96 bytes a row, and so do the signatures of near duplicates, 512 bytes a row; both
are mapped from disk. The arrays of the decision have some ten bytes a row in memory.
"""

import numpy as np

# Hashes are of 128 bits where two rows with one hash would lose one of them, else of 64.
FACTS = np.dtype(
    [
        ("id", "<u8", 2),  # the row's UUID, its high half first
        ("content", "<u8", 2),  # of the normalised conversation: equal rows are duplicates
        ("prompt", "<u8", 2),  # of what two answers have to share to make a pair: the normalised prompt, or the field asked for
        ("group", "<u8"),  # of seed and group key; decides the split, so that a group stands in one only
        ("stratum", "<u8"),  # of the value of the field to balance by
        ("lot", "<u8"),  # of seed and id; a sample takes the lowest
        ("score", "<f8"),  # of two duplicates the higher stays; NaN where there is none
        ("offset", "<u8"),  # where the line begins in its part, in bytes
        ("length", "<u4"),  # of the line with its LF, in bytes
        ("tokens", "<u4"),
    ]
)
assert FACTS.itemsize == 96, FACTS.itemsize
