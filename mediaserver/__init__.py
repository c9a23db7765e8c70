"""The project package: it wires the apps together and runs them."""
