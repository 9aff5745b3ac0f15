"""What an evaluation came to, for people and for machines."""
