"""What is asked about rules, duties, days and reports."""
