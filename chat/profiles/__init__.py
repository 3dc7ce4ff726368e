"""Profiles of enterprises that people keep, each with what its person has looked at."""

from chat.profiles.kept_profiles import FILE_NAME, KeptProfile, KeptProfiles

__all__ = ["FILE_NAME", "KeptProfile", "KeptProfiles"]
