"""The connections of this computer."""
