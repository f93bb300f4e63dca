"""A package as it lies on disk: read within limits, kept as raw rows, written all or none."""
