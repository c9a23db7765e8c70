"""The project package: it wires the apps together and runs them."""

VERSION = "0.1.0"
