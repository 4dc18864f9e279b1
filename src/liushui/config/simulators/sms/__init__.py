"""Simulated text message providers, which check what the real ones document.

They keep what would have been sent. For tests and trials on this machine; never for the public.
"""
