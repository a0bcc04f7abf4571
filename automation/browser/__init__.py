"""browser: one Chromium driven by Playwright; contexts for accounts, pages kept warm, pictures."""
