"""Requisitions: what people ask for, before money is committed."""
