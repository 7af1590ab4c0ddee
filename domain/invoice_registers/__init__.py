"""Registers of invoices that share a trait: where duplicates are looked for."""
