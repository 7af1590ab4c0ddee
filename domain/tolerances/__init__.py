"""Tolerances of a tenant: whole versions, proposed by one person and published by another."""
