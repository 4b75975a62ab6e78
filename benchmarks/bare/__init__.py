"""The least that a Django application can do here: the baseline that every figure is compared with."""
