"""What befalls a running city: played with real processes, from seeds; `make faults` plays more and longer."""
