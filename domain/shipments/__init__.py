"""Shipments: goods on their way from one facility of the network to another."""
