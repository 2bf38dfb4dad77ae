"""The Telegram surface: words and photos in, a picture with buttons out."""
