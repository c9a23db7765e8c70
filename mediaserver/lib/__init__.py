"""What needs no model: paths, sandbox, events, text. Every layer may use it."""
