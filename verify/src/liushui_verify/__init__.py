"""Checks the public log of a Liushui site: receipts, whole logs, forks. Asks nobody.

Shares no code with what writes the log: both follow the published formats (RFC 6962, RFC 8785,
RFC 9901, C2SP signed-note, tlog-checkpoint, tlog-cosignature, tlog-tiles, tlog-proof, tlog-policy).
"""
