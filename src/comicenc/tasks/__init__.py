"""What people do with vectors: find a cast, know a character again, group drawings."""
