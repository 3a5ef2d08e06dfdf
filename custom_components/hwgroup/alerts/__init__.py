"""Telling people: over snapshots and time, without a word of protocols."""
