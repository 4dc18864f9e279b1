"""Alipay's open platform: RSA2 signatures, its gateway, its call-backs. Knows no table."""
