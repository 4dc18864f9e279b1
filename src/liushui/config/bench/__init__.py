"""Benchmarks: each module measures one part against its own yardstick in the same run."""
