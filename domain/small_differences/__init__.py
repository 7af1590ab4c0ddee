"""What is written off of invoices that miss their parts by cents: by legal entity and day."""
