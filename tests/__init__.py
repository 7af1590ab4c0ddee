"""Tests, one folder per ring; the names of the tests are the rules."""
