"""Recoveries: what suppliers were paid too much, until it is credited, paid back or written off."""
