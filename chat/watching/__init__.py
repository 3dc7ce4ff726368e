"""Watch the server: an id and a log line for every request, counts for Prometheus."""
