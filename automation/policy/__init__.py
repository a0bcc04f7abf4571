"""May this happen now? Eleven rules on frozen facts: no browser, no network, no clock, and no store but in facts."""
