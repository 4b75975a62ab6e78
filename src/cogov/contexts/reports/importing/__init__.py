"""Reports of other systems come in: from CSV, JSON and Parquet files, and from another city's Open311 address.

    import_reports("requests.csv", Path("map.toml"), by=SYSTEM)

Each batch is one transaction that holds its rows, their journal and the position in the input.
"""

from cogov.contexts.reports.importing.mapping import Mapping, bundled, read
from cogov.contexts.reports.importing.run import Summary, import_reports

__all__ = ["Mapping", "Summary", "bundled", "import_reports", "read"]
