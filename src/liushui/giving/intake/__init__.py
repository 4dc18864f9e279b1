"""Call-backs at the rate of a surge: proven here, kept by one statement a batch, then answered."""
