"""The ways in and out of the city. Each is one adapter behind the port in `port`; `registry` knows them all."""
