"""What each film shows, scene by scene."""
