"""May this happen now? Ten rules on frozen facts: no browser, no network, no clock, and no store but in facts."""
