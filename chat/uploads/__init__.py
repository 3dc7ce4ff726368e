"""Take in what people upload: a bounded queue that survives a stop, and what becomes of each file."""
