"""Manipulations: records that were made so that a figure would look better."""
