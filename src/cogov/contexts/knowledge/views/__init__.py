"""Pages of the answers: those of residents, and those of the staff who write them."""
