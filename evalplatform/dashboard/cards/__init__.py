"""What the first page shows of each part, one module each: `card` gives its sections."""
