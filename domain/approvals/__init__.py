"""Approval cases: who must agree to a document, who did, under which policy version."""
