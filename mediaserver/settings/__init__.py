"""Settings by surrounding: `production` (default), `development`, `test`. Readers of the environment: `env`."""
