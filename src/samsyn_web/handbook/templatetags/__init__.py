"""The tag with which every page names the handbook's page about it: a builtin in the settings."""
