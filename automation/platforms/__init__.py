"""platforms: what every site can do, said by one pack per site and done by one generic adapter."""
