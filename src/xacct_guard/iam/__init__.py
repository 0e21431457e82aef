"""The policy language and the law that decides over it; pure, with no graph."""
