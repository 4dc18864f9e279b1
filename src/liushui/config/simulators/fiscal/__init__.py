"""A simulated fiscal service for receipts, which checks each request as the protocol says.

For tests and trials on this machine; its numbers are invented and never stand on a real receipt.
"""
