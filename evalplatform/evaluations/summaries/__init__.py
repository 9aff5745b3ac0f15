"""What was measured in an evaluation, as numbers: for its summary and for the gate."""
