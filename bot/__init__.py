"""What people touch: screens, pictures, the terminal and the command line."""
