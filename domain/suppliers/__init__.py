"""Suppliers: who may be ordered from and paid."""
