"""The demo's story: a year of two federations, told through the real services. All invented."""
