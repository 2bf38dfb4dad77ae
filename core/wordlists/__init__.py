"""Words that no title, description or name may carry."""
