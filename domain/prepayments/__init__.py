"""Prepayments: what suppliers are paid ahead of their invoices, and which invoices use it up."""
