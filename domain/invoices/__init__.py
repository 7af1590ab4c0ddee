"""Invoices: what suppliers ask to be paid, matched against orders and receipts."""
