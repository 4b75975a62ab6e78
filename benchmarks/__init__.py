"""How fast the city is: each figure beside one of a bare stack, measured in the same run.

    python -m benchmarks [name …] [--seconds 10] [--reports 1000000]

Works on the database that DATABASE_URL and COGOV_DATA name, as the application itself does.
"""
