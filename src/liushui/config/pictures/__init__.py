"""Pictures for the documents, drawn from little ledgers that the services themselves made."""
