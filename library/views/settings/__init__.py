"""Pages for those who look after the libraries."""
