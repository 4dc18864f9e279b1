"""The bytes of the public log: leaves, tree, tiles, checkpoints, receipts.

Pure: the standard library and ``cryptography`` alone, no table, no clock, no file. Whoever checks
the log (``verify/``) has none of this code: the two agree by the published formats only.
"""
