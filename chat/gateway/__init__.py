"""What every request passes on its way in: login, limits, headers and the queue."""
