"""Receipts: goods that arrived and services that were performed, against an order."""
