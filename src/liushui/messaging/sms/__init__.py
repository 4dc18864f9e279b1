"""Providers of text messages, each one thin file: its signature, its call, its refusals."""
