"""Small parts that screens are made of; none of them knows the engine or the store."""
