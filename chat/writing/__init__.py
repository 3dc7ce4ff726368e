"""A language model proposes sentences; code keeps those that the passages bear."""
