"""How it looks: named colours and spaces, and what Qt is told of them."""
