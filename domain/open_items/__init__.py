"""Open items: what one document left on one account, in its currency and in that of the books."""
