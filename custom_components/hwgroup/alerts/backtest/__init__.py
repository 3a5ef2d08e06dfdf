"""Backtest: a rule on the history of the recorder."""
