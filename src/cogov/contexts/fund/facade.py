"""What other contexts may ask of the fund: plain values only."""
