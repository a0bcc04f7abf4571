"""The lists of what was said: comments, conversations and their messages."""

from __future__ import annotations

from desktop.tables.nouns import Noun, Part, figure, handle, plain, strong, when, words, yes
from desktop.tables.nouns_collected import IMPORT

COMMENTS = Noun(
    "Comments",
    "comment",
    "message-circle",
    "comments c JOIN posts p ON p.id = c.post_id",
    "c.id",
    (
        Part("By", "c.author", handle, 160),
        Part("Words", "substr(c.text, 1, 300)", told=False),
        Part("On the post by", "p.author", handle, 150, 740),
        Part("Likes", "c.likes", figure, 80, 560, figures=True),
        Part("Posted", "coalesce(c.posted_at, c.first_seen_at)", when, 110),
        Part("All words", "c.text", listed=False),
        Part("Ours", "c.is_ours", yes, listed=False),
        Part("A reply", "c.is_reply", yes, listed=False),
        Part("Replies", "c.replies", figure, listed=False),
        Part("The post", "p.url", listed=False),
    ),
    f"Comments of others and your own. {IMPORT}",
    "coalesce(c.author, '') || ' ' || c.text",
    "comments",
)
THREADS = Noun(
    "Conversations",
    "conversation",
    "inbox",
    "threads t JOIN accounts a ON a.id = t.account_id",
    "t.id",
    (
        Part("With", "t.participant", lambda value: strong(f"@{value}")),
        Part("Name", "t.display_name", words, 160, 800),
        Part("Account", "a.username", handle, 150, 640),
        Part("Unread", "t.unread", figure, 80, figures=True),
        Part("Messages", "(SELECT count(*) FROM messages m WHERE m.thread_id = t.id)", figure, 96, 600, figures=True),
        Part("Last", "t.last_message_at", when, 110),
        Part("Platform", "t.platform", plain, listed=False),
        Part("Muted", "t.is_muted", yes, listed=False),
        Part("Archived", "t.is_archived", yes, listed=False),
        Part("Read from the site", "t.synced_at", when, listed=False),
    ),
    f"Conversations of your accounts. Their words are sealed. {IMPORT}",
    "t.participant || ' ' || coalesce(t.display_name, '')",
)
MESSAGES = Noun(
    "Messages",
    "message",
    "mail",
    "messages m JOIN threads t ON t.id = m.thread_id JOIN accounts a ON a.id = t.account_id",
    "m.id",
    (
        Part("From", "CASE WHEN m.is_ours THEN a.username ELSE coalesce(m.sender, t.participant) END", handle, 160),
        Part("To", "CASE WHEN m.is_ours THEN t.participant ELSE a.username END", handle),
        Part("Kind", "m.kind", plain, 90, 640),
        Part(
            "Words",
            "CASE WHEN m.redacted_at THEN 'Removed' WHEN m.sealed_text IS NOT NULL THEN 'Sealed'"
            " WHEN m.old_envelope IS NOT NULL THEN 'Sealed by the older system' ELSE 'None' END",
            words,
            170,
            560,
        ),
        Part("Sent", "coalesce(m.sent_at, m.first_seen_at)", when, 110),
        Part("Delivered", "m.delivered_at", when, listed=False),
        Part("Read", "m.read_at", when, listed=False),
        Part("Picture or film", "m.media_url", listed=False),
    ),
    f"Single messages; their words are sealed and shown only where the vault is open. {IMPORT}",
    "t.participant",
)
