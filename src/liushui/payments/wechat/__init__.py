"""WeChat Pay v3: signatures, notices and the few calls that a gift needs. Knows no table."""
