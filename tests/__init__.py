"""Tests of the HW group integration."""
