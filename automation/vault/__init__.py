"""vault seals and unseals: one ring of data keys, wrapped by keychain or passphrase and by a recovery key."""
