"""What other contexts may ask of the figures: plain values only."""
