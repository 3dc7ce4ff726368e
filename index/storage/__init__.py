"""Keep the store on disk: its database, the bytes of its rows, and the files that documents were read from."""
