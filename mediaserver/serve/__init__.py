"""The supervisor and the processes it starts."""
