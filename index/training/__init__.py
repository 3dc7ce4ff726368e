"""Train the shipped models: data, vocabularies, losses, measures. Never imported at query time."""
