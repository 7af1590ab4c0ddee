"""Demands: what one person asked for lately at one place, so that a second request is noticed."""
