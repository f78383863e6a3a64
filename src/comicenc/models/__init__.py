"""The published models, each a folder of configuration, modeling and processing."""
